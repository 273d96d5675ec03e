import { join } from 'node:path';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { exists } from '../scenario/json-file.js';

/** Where baselines are, unless --dir says otherwise: a folder to commit or to cache. */
export const baselinesFolder = 'agent-bench-baselines';

const form = /^[\p{L}\p{N}_-][\p{L}\p{N}._-]{0,99}$/u;

/** The file of a baseline: a plain report. A UsageError where the name is none. */
export function baselinePath(name: string, dir = baselinesFolder): string {
  if (form.test(name)) return join(dir, `${name}.json`);
  const problem = /[/\\]/u.test(name)
    ? 'a name, not a path; the folder is named by --dir'
    : 'up to 100 letters, digits, dots, dashes and underscores, not beginning with a dot';
  throw new UsageError(`baseline '${printable(name)}': write ${problem}`);
}

/**
 * The path of a report: a file, or where there is none, the baseline of that name; undefined where there is neither.
 */
export async function existingReport(nameOrPath: string, dir?: string): Promise<string | undefined> {
  if (await exists(nameOrPath)) return nameOrPath;
  if (!form.test(nameOrPath)) return undefined;
  const path = baselinePath(nameOrPath, dir);
  return (await exists(path)) ? path : undefined;
}

/** The same; a UsageError where there is neither, unless a path is meant, about which its reader says more. */
export async function reportPath(nameOrPath: string, dir?: string): Promise<string> {
  const path = await existingReport(nameOrPath, dir);
  if (path !== undefined) return path;
  if (!form.test(nameOrPath)) return nameOrPath;
  throw new UsageError(
    `there is no file and no baseline '${printable(nameOrPath)}'; \`agent-bench baseline list\` shows the baselines ` +
      `in ${printable(dir ?? baselinesFolder)}/`,
  );
}
