export function code(text: string): string {
  return `\`${text}\``;
}

/** With a capital and a full stop. */
export function sentence(text: string): string {
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A table without those columns, from the third on, in which nothing stands. */
export function trimmedTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = header.flatMap((_, i) => (i < 2 || rows.some((row) => row[i] !== '') ? [i] : []));
  const keptOf = (cells: readonly string[]): string[] => kept.map((i) => cells[i]!);
  return table(keptOf(header), rows.map(keptOf));
}
