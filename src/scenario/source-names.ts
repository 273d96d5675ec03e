import { parse } from 'jsonc-parser';
import { readText } from './json-file.js';
import { scenarioPath } from './load.js';

/**
 * The names of a scenario's sources for whoever is writing a command about it: read from its JSON as far as that goes,
 * checked for nothing and run by nobody. None where there is no such file, or where it is a program.
 */
export async function sourceNamesOf(nameOrPath: string): Promise<string[]> {
  try {
    const path = await scenarioPath(nameOrPath);
    if (!/\.jsonc?$/.test(path)) return [];
    const { sources } = parse(await readText(path, 'scenario')) as { sources: readonly { name?: unknown }[] };
    return sources.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  } catch {
    return [];
  }
}
