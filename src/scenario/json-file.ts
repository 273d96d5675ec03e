import { readFile, stat } from 'node:fs/promises';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { UsageError } from '../model/errors.js';
import { printable } from '../lib/text.js';

/** Larger files are refused before they are read. */
const maxBytes = 256 * 2 ** 20;

/** The text of a file, or a UsageError that says what the file was wanted for and why it cannot be had. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new UsageError(`${what} ${printable(path)} has ${Math.round(size / 2 ** 20)} MB; at most ${maxBytes / 2 ** 20} MB are read`);
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`cannot read ${what} ${printable(path)}: ${fileProblem(thrown)}`);
  }
}

/** The value of a JSON text, or a UsageError with line and column. */
export function parseJson(text: string, path: string): unknown {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    return JSON.parse(plain);
  } catch {
    const errors: ParseError[] = [];
    parse(plain, errors, { disallowComments: true, allowTrailingComma: false });
    const [first] = errors;
    const before = plain.slice(0, first?.offset ?? plain.length).split('\n');
    const problem = first === undefined ? 'InvalidJson' : printParseErrorCode(first.error);
    throw new UsageError(`${printable(path)}:${before.length}:${before.at(-1)!.length + 1}: not JSON: ${inWords(problem)}`);
  }
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
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
  };
  return known[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

/** `CloseBraceExpected` as `close brace expected`. */
function inWords(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
