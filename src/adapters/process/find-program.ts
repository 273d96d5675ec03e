import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Environment } from '../template.js';

export interface Wanted {
  /** As the scenario writes it. */
  readonly name: string;
  /** What a path is relative to. */
  readonly folder: string;
  /** The variables that the program will have. */
  readonly env: Environment;
  /** The field that names it. */
  readonly where: string;
}

/**
 * The file that a program's name stands for: a path where it has a slash, else the first on PATH. A UsageError says
 * what is wrong with it.
 */
export function findProgram(wanted: Wanted): string {
  const { name, folder, env } = wanted;
  if (!/[/\\]/.test(name) && !/^\.{1,2}$/.test(name)) return onPath(wanted);
  const file = resolve(folder, name);
  const found = withExtensions(file, env).find((one) => problemOf(one) === undefined);
  if (found !== undefined) return found;
  const problem = problemOf(file)!;
  throw new UsageError(
    `${wanted.where}: the program '${printable(name)}' ` +
      `${remedies[problem]}${problem === 'missing' ? ` ${printable(folder)}` : ''}`,
  );
}

const remedies = {
  missing: 'does not exist; a path is relative to the folder of the scenario,',
  folder: 'is a folder; name a file in it',
  forbidden: 'is not executable; `chmod +x` it, or name what runs it as well, as in ["python3", "agent.py"]',
} as const;

function onPath({ name, env, where }: Wanted): string {
  for (const folder of pathOf(env).split(delimiter)) {
    const found = withExtensions(resolve(folder === '' ? '.' : folder, name), env).find(
      (file) => problemOf(file) === undefined,
    );
    if (found !== undefined) return found;
  }
  throw new UsageError(
    `${where}: there is no program '${printable(name)}' on PATH; install it, or name a file by its path, as in ` +
      `"./${printable(name)}"`,
  );
}

/** Windows writes the name of the variable in its own way. */
function pathOf(env: Environment): string {
  return env['PATH'] ?? env['Path'] ?? '';
}

/** The names that Windows tries. */
function withExtensions(file: string, env: Environment): string[] {
  return process.platform === 'win32'
    ? [file, ...(env['PATHEXT'] ?? '.EXE;.COM').split(';').map((extension) => file + extension)]
    : [file];
}

function problemOf(file: string): keyof typeof remedies | undefined {
  try {
    if (statSync(file).isDirectory()) return 'folder';
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EACCES' ? 'forbidden' : 'missing';
  }
}
