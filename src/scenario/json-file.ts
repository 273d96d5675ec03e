import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { isDeeper, maxLevels } from '../lib/json.js';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';

/** Larger files are refused. */
const maxBytes = 256 * 2 ** 20;

/** The text of a file, or a UsageError that says what the file was wanted for and why it cannot be had. */
export async function readText(path: string, what: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    // or opening a pipe would wait for its writer
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await file.stat();
    if (info.isDirectory()) throw new UsageError(`cannot read ${what} ${printable(path)}: it is a folder`);
    if (!info.isFile())
      throw new UsageError(
        `cannot read ${what} ${printable(path)}: it is a pipe or a device; save its content as a file and name that`,
      );
    const bytes = info.size > maxBytes ? undefined : await firstBytes(file, maxBytes + 1);
    if (bytes === undefined || bytes.length > maxBytes)
      throw new UsageError(`${what} ${printable(path)} is too large: at most ${maxBytes / 2 ** 20} MB are read`);
    return decoded(bytes, path, what);
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`cannot read ${what} ${printable(path)}: ${fileProblem(thrown)}`);
  } finally {
    await file?.close();
  }
}

/** The text of a file in UTF-8, or in UTF-16 where a byte order mark says so; a UsageError where it is neither. */
function decoded(bytes: Buffer, path: string, what: string): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(
      `cannot read ${what} ${printable(path)}: it is not in ${encoding.toUpperCase()}; save it in UTF-8`,
    );
  }
}

/** What a file holds, but no more than so many bytes: a file may grow while it is read, and some never end. */
async function firstBytes(file: FileHandle, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file.createReadStream({ end: count - 1, highWaterMark: 2 ** 20, autoClose: false }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * The value of a JSON text; rejects with a UsageError with line and column where it is none. Where the file's name ends
 * in `.jsonc`, comments and trailing commas are admitted.
 */
export async function parseJson(text: string, path: string, levels = maxLevels): Promise<unknown> {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lenient = path.endsWith('.jsonc');
  let value: unknown;
  try {
    value = lenient ? (await import('../lib/json-problem.js')).lenientValue(plain) : JSON.parse(plain);
  } catch {
    throw new UsageError(`${printable(path)}${await syntaxProblem(plain, lenient)}`);
  }
  if (isDeeper(value, levels)) throw new UsageError(`${printable(path)}${tooDeep(levels)}`);
  return value;
}

/** What is wrong with data that is nested too deeply, to stand behind its name. */
export function tooDeep(levels = maxLevels): string {
  return `: nested more than ${levels} levels deep; make it flatter`;
}
/** `:2:15: not JSON: …`, where a text stops being JSON. */
async function syntaxProblem(text: string, lenient: boolean): Promise<string> {
  const { jsonProblem } = await import('../lib/json-problem.js');
  const found = jsonProblem(text, lenient);
  return found === undefined ? tooDeep() : `:${found.line}:${found.column}: not JSON: ${found.problem}`;
}

/** What the operating system says of a file, in words. */
export function fileProblem(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const known: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder',
    ENXIO: 'it is a socket or a device that is not there',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'it would get larger than files may be here',
    EROFS: 'the file system is read-only',
  };
  return known[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

/** Whether anything is there, readable or not, or a link to nothing. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => thrown.code !== 'ENOENT' && thrown.code !== 'ENOTDIR',
  );
}
