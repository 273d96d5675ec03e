import { printable } from '../lib/text.js';

/** A table of Markdown; names on the left, numbers on the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Text that Markdown and HTML leave as it is. */
export function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_[\]<>|#&]/g, (character) => `\\${character}`);
}
