import leven from 'leven';

/** So many names are listed, and one more rather than `and 1 more`. */
const maxShown = 12;
/** Looked at of what was written; no name is longer. */
const maxWritten = 1000;

/** `; did you mean 'weather'?` where one of the names is near to what was written, else the names themselves. */
export function suggestion(written: string, names: readonly string[]): string {
  const near = written.slice(0, maxWritten).toLowerCase();
  const [best] = names
    .map((name) => ({ name, distance: leven(near, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (best !== undefined && best.distance <= Math.max(2, best.name.length / 3)) return `; did you mean '${best.name}'?`;
  if (names.length <= maxShown + 1) return `; there is ${names.join(', ')}`;
  return `; there is ${names.slice(0, maxShown).join(', ')} and ${names.length - maxShown} more`;
}

/**
 * Text from a file or a network, safe to print: control characters are shown as `\x1b`, bidirectional ones as `\u202e`.
 */
export function printable(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${hex(c, 2)}`)
      .replaceAll(/[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (c) => `\\u${hex(c, 4)}`)
  );
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}

/** The first `length` characters, the last of them an ellipsis where something was cut. Never splits a character. */
export function clip(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 source`, `2 sources`. */
export function counted(count: number, word: string): string {
  return `${grouped(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** A whole number with a comma between thousands. Not by `toLocaleString`, whose first call takes some 10 ms. */
export function grouped(count: number): string {
  return String(count).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/gu, ',');
}

/** A share as a percentage with at most one decimal; never 100 % where something is missing. */
export function percent(share: number): string {
  const rounded = Number((share * 100).toFixed(1));
  return `${rounded === 100 && share < 1 - 1e-9 ? 99.9 : rounded} %`;
}

/** A share as a percentage of two significant digits, for what is not known better. */
export function roughPercent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** Text of others as one line of at most so many characters, safe to print. */
export function oneLine(text: string, length = 300): string {
  return clip(
    printable(
      text
        .slice(0, 4 * length)
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
    length,
  );
}

/** JSON data with all its texts and keys made `printable`: what is safe in a terminal is safe on a page too. */
export function printableData<T>(value: T): T;
export function printableData(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(printableData);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [printable(key), printableData(field)]));
}
