import { printable } from '../../lib/text.js';

/**
 * Rows of cells as CSV (RFC 4180), lines that end with CRLF. What a spreadsheet would take for a formula gets an
 * apostrophe in front of it; control characters are shown as `\x1b`. An empty cell stands for what is not known.
 */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

/** A cell. Text that begins with one of these characters is a formula to a spreadsheet; a number is none. */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = printable(value);
  const harmless = /^[=+\-@]/u.test(text) ? `'${text}` : text;
  return /[",]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
