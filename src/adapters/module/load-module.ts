import { packageFile } from '../../lib/package.js';
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';
import { suggestion, oneLine } from '../../lib/text.js';
import { messageOf } from '../safe-inspect.js';
import { moduleExtensions, typedExtensions } from './module-extensions.js';
import { a } from './plain-json.js';

/** So long may Node take to check a file, in milliseconds. */
const checkMs = 3_000;

type Exports = Readonly<Record<string, unknown>>;
export type UserFunction = (...parameters: unknown[]) => unknown;

/**
 * What a JavaScript or TypeScript file exports. On a thread only: whoever wrote the file may end the thread, or never
 * come back. Rejects with an error of one line that says what is wrong with the file, to stand behind its name.
 */
export async function exportsOf(file: string): Promise<Exports> {
  if (!moduleExtensions.includes(extname(file)))
    throw new Error(`it is no JavaScript or TypeScript file (${moduleExtensions.join(', ')})`);
  const found = await stat(file).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (found instanceof Error)
    throw new Error(
      found.code === 'ENOENT' ? 'it does not exist' : `it cannot be read (${found.code ?? found.message})`,
    );
  if (!found.isFile()) throw new Error('it is a folder, or no regular file');
  try {
    if (typedExtensions.includes(extname(file))) return await compiledExports(file);
    return await nativeExports(file);
  } catch (thrown) {
    throw new Error(loadProblem(thrown, file), { cause: thrown });
  }
}

/** A function that a file exports, also as a field of its default export. Rejects as `exportsOf` does. */
export async function functionOf(file: string, name: string): Promise<UserFunction> {
  const exported = await exportsOf(file);
  const inner = isRecord(exported['default']) ? exported['default'] : {};
  const value = exported[name] ?? inner[name];
  if (typeof value === 'function') return value as UserFunction;
  if (value !== undefined) throw new Error(`its export '${name}' is no function, but ${a(value)}`);
  const names = [...new Set([...Object.keys(exported), ...Object.keys(inner)])].filter(
    (known) => known !== '__esModule',
  );
  throw new Error(`it exports no '${name}'${names.length === 0 ? ', and nothing else' : suggestion(name, names)}`);
}

/** JavaScript is Node's own matter, unless it wants TypeScript, or agent-bench where that is not installed. */
async function nativeExports(file: string): Promise<Exports> {
  try {
    return (await import(pathToFileURL(file).href)) as Exports;
  } catch (thrown) {
    if (missingPackage(thrown) !== 'agent-bench' && codeOf(thrown) !== 'ERR_UNKNOWN_FILE_EXTENSION') throw thrown;
    return compiledExports(file);
  }
}

/** As Node gives them: what a CommonJS file assigns to `module.exports` is its default export too. */
async function compiledExports(file: string): Promise<Exports> {
  const found = await (await jiti(file)).import<Exports>(file);
  return 'default' in found || '__esModule' in found ? found : { ...found, default: found };
}

/**
 * Compiles TypeScript as it is imported, on every Node. Of packages it finds what the file would, and agent-bench,
 * which thus needs no install beside it.
 */
async function jiti(file: string): Promise<Jiti> {
  const { createJiti } = await import('jiti');
  const alias = { 'agent-bench': fileURLToPath(packageFile('dist/index.js')) };
  return createJiti(pathToFileURL(file).href, { fsCache: false, interopDefault: false, alias });
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

function missingPackage(thrown: unknown): string | undefined {
  const code = codeOf(thrown);
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  return /^Cannot find (?:package|module) '([^']+)'/.exec((thrown as Error).message)?.[1];
}

function loadProblem(thrown: unknown, file: string): string {
  if (!(thrown instanceof Error) || typeof thrown.message !== 'string')
    return `it throws while it is loaded: ${messageOf(thrown)}`;
  const missing = missingPackage(thrown);
  if (missing !== undefined)
    return (
      `it imports '${missing}', which is not ` +
      `there${typedExtensions.includes(extname(file)) ? '; paths of a tsconfig are not read' : ''}`
    );
  const place = syntaxProblem(thrown) ?? (thrown instanceof SyntaxError ? placeOf(file, thrown) : undefined);
  if (place !== undefined) return place;
  return `it throws while it is loaded: ${oneLine(`${thrown.name}: ${thrown.message}`)}`;
}

/** Node keeps to itself where an import stops being JavaScript; asked to check a file it tells. */
function placeOf(file: string, { message }: Error): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', file], {
    encoding: 'utf8',
    timeout: checkMs,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const line = /^[^\n]*:(\d+)\n/.exec(stderr ?? '')?.[1];
  return line === undefined ? undefined : `line ${line}: ${oneLine(message)}`;
}

/** `line 2, column 7: Unexpected token`, of an error of the compiler. */
function syntaxProblem({ message }: Error): string | undefined {
  const [, what, line, column] = /^ParseError: ([^\n]*)\n.*?:(\d+):(\d+)/s.exec(message) ?? [];
  return what === undefined ? undefined : `line ${line}, column ${column}: ${oneLine(what)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
