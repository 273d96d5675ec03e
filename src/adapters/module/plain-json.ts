import { counted } from '../../lib/text.js';
import { maxLevels } from '../../lib/json.js';
import type { Json } from '../../model/json.js';

/** A value that JSON cannot carry. The message says what there is and where, as in `a function at articles.0.read`. */
export class NotJson extends Error {}

/** The value as JSON carries it: a copy, without fields that are undefined. Throws `NotJson`. */
export function plainJson(value: unknown): Json {
  return copy(value, [], new Set());
}

/** Says that a value is longer than so many bytes as JSON; undefined where it is not. */
export function tooLong(value: Json, maxBytes: number): string | undefined {
  return isLonger(value, maxBytes) ? `returned more than ${counted(maxBytes, 'byte')} of JSON (maxBytes)` : undefined;
}

function isLonger(value: Json, bytes: number): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(value)) > bytes;
  } catch {
    return true; // longer than any text can be
  }
}

function copy(value: unknown, path: readonly (string | number)[], above: ReadonlySet<object>): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return value as Json;
  const refuse = (what: string): NotJson => new NotJson(path.length === 0 ? what : `${what} at ${path.join('.')}`);
  if (typeof value !== 'object') throw refuse(a(value));
  if (above.has(value)) throw refuse('a cycle');
  if (above.size >= maxLevels) throw new NotJson(`more than ${maxLevels} levels`);
  const within = new Set([...above, value]);
  if (Array.isArray(value)) return Array.from(value, (item, index) => copy(item, [...path, index], within));
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return copy((value.toJSON as () => unknown)(), path, within);
  if (!isPlain(value)) throw refuse(a(value));
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [key, copy(field, [...path, key], within)]));
}

/** An object of no class, or of another realm's Object. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a value is, with its article. */
export function a(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isPlain(value)) return 'an object';
  const name: unknown = value.constructor?.name;
  if (name === 'Object') return 'an object with a prototype of its own';
  return `an instance of ${typeof name === 'string' && name !== '' ? name : 'a class'}`;
}
