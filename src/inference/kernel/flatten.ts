import type { Json } from '../../model/json.js';

/** How much of a payload is read, in UTF-16 code units. What comes after it has no part in the analysis. */
const maxLength = 65_536;
/** A longer string stands alone, as a passage; a shorter one joins its object's other values in one sentence. */
const maxInline = 80;

export interface Flattened {
  /** Passages in the payload's order: running text as it is, and one line per object or array for its short values. */
  readonly passages: readonly string[];
  /** The names of the objects' fields: they help to read a value, but are not what the text is about. */
  readonly keys: ReadonlySet<string>;
}

/**
 * The text of any JSON value: `{"city": "Oslo", "temp": 7}` reads "city Oslo, temp 7". Works with a stack of its own,
 * as a payload may be nested deeper than the engine's. Bare links are left out: nothing can be read from them.
 */
export function flatten(payload: Json): Flattened {
  const passages: string[] = [];
  const keys = new Set<string>();
  let room = maxLength;
  const pending: Json[] = [payload];
  while (pending.length > 0 && room > 0) {
    const value = pending.pop() as Json;
    if (value === null || typeof value !== 'object') {
      if (value !== null && !isLink(value)) add(String(value));
      continue;
    }
    const { line, nested } = unfold(value, keys, room);
    add(line);
    for (let i = nested.length - 1; i >= 0; i--) pending.push(nested[i] as Json);
  }
  return { passages, keys };

  function add(passage: string): void {
    if (passage === '') return;
    passages.push(passage.slice(0, room));
    room -= passage.length;
  }
}

/**
 * One object or array: its short values as one line, and what has to be read after it. Reads at most `room` entries.
 */
function unfold(
  value: Json[] | { [key: string]: Json },
  keys: Set<string>,
  room: number,
): { line: string; nested: Json[] } {
  const words: string[] = [];
  const nested: Json[] = [];
  const named = Array.isArray(value) ? undefined : Object.keys(value);
  const count = Math.min(room, named?.length ?? (value as Json[]).length);
  for (let i = 0; i < count; i++) {
    const key = named?.[i];
    const entry = key === undefined ? (value as Json[])[i] : (value as { [key: string]: Json })[key];
    if (entry === null || entry === undefined || isLink(entry)) continue;
    if (key !== undefined) keys.add(key);
    if (typeof entry === 'object' || isPassage(entry)) nested.push(entry);
    else words.push(key === undefined ? String(entry) : `${key.slice(0, maxInline)} ${String(entry)}`);
  }
  return { line: words.join(', '), nested };
}

function isPassage(value: string | number | boolean): boolean {
  return typeof value === 'string' && (value.length > maxInline || /[.!?](\s|$)/u.test(value));
}

function isLink(value: Json): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]{1,15}:\/\/\S+$/iu.test(value);
}
