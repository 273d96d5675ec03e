import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';

/** A flag with its value, as it is typed, and the place that it names: `-` for standard output. */
export interface Named {
  readonly flag: string;
  readonly place: string;
}

/**
 * Refuses two flags that name one place, and one that names a file which is read: what is written would take its place.
 */
export async function refuseSamePlace(named: readonly Named[], reads: readonly string[]): Promise<void> {
  const taken = new Map<string, string>();
  for (const path of reads) taken.set(await whereabouts(path), '');
  for (const { flag, place } of named) {
    const path = place === '-' ? place : await whereabouts(place);
    const other = taken.get(path);
    if (other === '')
      throw new UsageError(printable(`${flag}: this file is read, and would be written over; name another one`));
    if (other !== undefined)
      throw new UsageError(printable(`${other} and ${flag} name the same place; give each its own`));
    taken.set(path, flag);
  }
}

/** Where a path leads in the end, through links, whether or not there is a file yet. */
async function whereabouts(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    const real = await realpath(whole);
    return (await stat(real)).isFile() ? real : whole; // what is written to a device takes nobody's place
  } catch {
    return realpath(dirname(whole)).then(
      (folder) => join(folder, basename(whole)),
      () => whole,
    );
  }
}
