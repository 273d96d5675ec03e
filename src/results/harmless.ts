import { printable } from '../lib/text.js';

/**
 * The same data, its texts without what could move a cursor or turn a line around: what is safe in a terminal is safe
 * on a page.
 */
export function harmless<T>(value: T): T;
export function harmless(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [printable(key), harmless(field)]));
}
