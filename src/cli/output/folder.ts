import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { printable } from '../../lib/text.js';

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
