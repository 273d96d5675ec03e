import { access, appendFile, constants, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { fileProblem } from '../../scenario/json-file.js';

/**
 * Makes a folder and those above it that are not there; an Error for `fileProblem` where one cannot be made. Level by
 * level, as Node's own recursive mkdir never ends where a folder is there but refuses with ENOENT, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (thrown) {
    if (await isFolder(folder)) return; // someone else has just made it
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT') throw new Error(`no folder can be made in ${printable(dirname(folder))}`, { cause: thrown });
    throw thrown;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) throw new Error(`${printable(path)} is a file, not a folder`);
  return found !== undefined;
}

/** Where reports go that nobody named a file for. */
export const resultsFolder = 'agent-bench-results';

/** The path of a new report in the results folder, named by its date alone. */
export function newReportPath(date: string): string {
  return join(resultsFolder, `${date.replaceAll(/[:.]/g, '-')}.json`);
}

/**
 * Refuses a path that cannot be written, before a run is spent on it. `flag` names where the path came from; without
 * one it is our own.
 */
export async function checkWritable(path: string, flag?: string): Promise<void> {
  const folder = dirname(resolve(path));
  try {
    if (folder === absolute(resultsFolder)) await makeFolder(folder);
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory() === true)
      throw new UsageError(`${flag === undefined ? `${printable(path)}: ` : ''}it is a folder; name a file in it`);
    if (existing !== undefined) await access(path, constants.W_OK);
    if (existing === undefined || existing.isFile()) await tryFolder(folder);
  } catch (thrown) {
    const problem = thrown instanceof UsageError ? thrown.message : problemOf(thrown, folder);
    throw new UsageError(
      flag === undefined
        ? `the report cannot be saved under ${resultsFolder}/: ${problem}; name another place with --json FILE, or ` +
            '--json - for standard output'
        : `${flag} ${printable(path)}: cannot be written: ${problem}`,
    );
  }
}

/** The path from the root on; as it is where it is relative and the working folder was deleted. */
export function absolute(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path;
  }
}

/** Permissions alone do not say whether a folder takes a file; making one does. */
async function tryFolder(folder: string): Promise<void> {
  const probe = join(folder, `.agent-bench-${process.pid}`);
  await writeFile(probe, '');
  await rm(probe);
}

function problemOf(thrown: unknown, folder: string): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT') return `the folder ${printable(folder)} does not exist; create it first`;
  return fileProblem(thrown);
}

/** Writes a whole file or leaves the old one as it is. A device or a pipe is written as it comes. */
export async function save(path: string, content: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing === undefined || existing.isFile()) await saveFile(path, content);
    else await writeFile(path, content);
  } catch (thrown) {
    throw new UsageError(`cannot write ${printable(path)}: ${fileProblem(thrown)}`);
  }
}

/** Writes behind what a file holds already. */
export async function append(path: string, content: string): Promise<void> {
  try {
    await appendFile(path, content);
  } catch (thrown) {
    throw new UsageError(`cannot write ${printable(path)}: ${fileProblem(thrown)}`);
  }
}

/**
 * The temporary file is written by us: where a disk fills up meanwhile, write-file-atomic takes the part that was
 * written for all of it.
 */
async function saveFile(path: string, content: string): Promise<void> {
  // awaited, whatever its type says
  const fill: (temporary: string) => unknown = (temporary) => writeFile(temporary, content);
  await writeFileAtomic(path, '', { tmpfileCreated: fill });
}
