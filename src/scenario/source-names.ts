import { parse } from 'jsonc-parser';
import { readText } from './json-file.js';
import { scenarioPath } from './load.js';

/**
 * The names of a scenario's sources, for completion: read from as much of its JSON as parses, without checking the
 * scenario. Empty if there is no such file, or if the scenario is a module.
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
