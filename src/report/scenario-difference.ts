import { inJson } from '../lib/in-json.js';
import { printable } from '../lib/text.js';
import type { Scenario } from '../scenario/schema.js';

/** What makes no other agent of a scenario: names, the luck of the draw, and which modes it is run in and judged by. */
const aside = new Set(['$schema', 'name', 'description', 'seed', 'modes', 'gates']);

/**
 * The first thing in which two resolved scenarios are not the same agent, in words: `sources.1.latency is 1500 in the
 * baseline and 2000 now`. Undefined where figures of both can be compared.
 */
export function scenarioDifference(base: Scenario, now: Scenario): string | undefined {
  return difference(fieldsOf(base), fieldsOf(now), []);
}

function fieldsOf(scenario: Scenario): unknown {
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(scenario).filter(([field]) => !aside.has(field))))); // without what is undefined
}

function difference(base: unknown, now: unknown, path: readonly string[]): string | undefined {
  if (!isNested(base) || !isNested(now))
    return Object.is(base, now) ? undefined : printable(`${path.join('.')} is ${shown(base)} in the baseline and ${shown(now)} now`);
  for (const key of new Set([...Object.keys(base), ...Object.keys(now)])) {
    const found = difference(base[key], now[key], [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'not there' : inJson(value, 60);
}

function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
