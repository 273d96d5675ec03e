import Table from 'cli-table3';
import stringWidth from 'string-width';
import { printable } from '../lib/text.js';
import { columnsFor, phrasesOf, type Column, type Line, type Table as TableBlock } from './blocks.js';
import { fitted, middleCut, wordsOf, wrapped, type Style } from './style.js';

/** Only a rule under the head: figures are read down a column. */
const rules = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '',
  'mid-mid': '',
  middle: ' ',
};

/** Columns between two cells, and before the first. */
const gap = 2;

/**
 * A table of a terminal. One that is too wide gives way: cells that may be cut are, else its narrower form is drawn, and
 * where there is none, each row is a sentence.
 */
export function drawnTable(block: TableBlock, style: Style): string {
  const { columns, rows } = columnsFor('terminal', { ...block, rows: block.rows.slice(0, block.mostRows) });
  if (rows.length === 0) return '';
  const heads = columns.map(headOf);
  const cells = withColumns(
    rows.map((row) => row.map(plain)),
    (texts, i) => cutTo(texts, columns[i]!, columns[i]!.atMost),
  );
  const widths = columns.map((_, i) => widest([heads[i]!, ...cells.map((row) => row[i]!)]));
  const excess = Math.max(0, widths.reduce((sum, width) => sum + width + gap, 0) - style.width);
  const room = columns.map(({ atLeast }, i) =>
    atLeast === undefined
      ? widths[i]!
      : Math.min(widths[i]!, Math.max(atLeast, widest([heads[i]!]), widths[i]! - excess)),
  );
  const spared = widths.reduce((sum, width, i) => sum + width - room[i]!, 0);
  if (spared >= excess)
    return drawn(
      heads,
      withColumns(cells, (texts, i) => cutTo(texts, columns[i]!, room[i])),
      columns,
      style,
    );
  return block.narrower === undefined ? sentences(columns, cells, style) : drawnTable(block.narrower, style);
}

function plain(cell: Line): string {
  return phrasesOf(cell)
    .map(({ text }) => printable(text))
    .join(' ');
}

function headOf({ name, narrow = name }: Column): string {
  return narrow.split('\n').map(printable).join('\n');
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.flatMap((text) => text.split('\n')).map((line) => stringWidth(line)));
}

/** Rows whose columns are changed one by one. */
function withColumns(
  rows: readonly (readonly string[])[],
  change: (texts: readonly string[], column: number) => readonly string[],
): string[][] {
  const columns = (rows[0] ?? []).map((_, i) =>
    change(
      rows.map((row) => row[i]!),
      i,
    ),
  );
  return rows.map((_, at) => columns.map((texts) => texts[at]!));
}

/** Cells of at most so many columns. Different ones that look alike then are numbered. */
function cutTo(texts: readonly string[], { cut = 'end' }: Column, width = Number.POSITIVE_INFINITY): string[] {
  const short = cut === 'end' ? fitted : middleCut;
  const alike = new Map<string, string[]>();
  return texts.map((text) => {
    const shown = short(text, width);
    const known = alike.get(shown) ?? [];
    if (!known.includes(text)) alike.set(shown, [...known, text]);
    const number = known.includes(text) ? known.indexOf(text) + 1 : known.length + 1;
    return number === 1 ? shown : `${short(text, width - 3)} ~${number}`;
  });
}

function drawn(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  { paint }: Style,
): string {
  const table = new Table({
    head: heads.map((head) =>
      head
        .split('\n')
        .map((line) => paint.bold(line))
        .join('\n'),
    ),
    colAligns: columns.map(({ words = false }, i) => (i === 0 || words ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 0 },
    chars: rules,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => ` ${line}`.trimEnd())
    .join('\n');
}

/** Rows as sentences, each cell behind the name of its column; an ellipsis for rows that are left out. */
function sentences(columns: readonly Column[], rows: readonly (readonly string[])[], { width }: Style): string {
  const names = columns.map(({ name }) => printable(name.replaceAll('\n', ' ')));
  return rows
    .map((row) => {
      if (row.every((cell) => cell === '…')) return ' …';
      const [first, ...figures] = row.map((cell, i) => `${names[i]} ${cell.trim()}`.trim());
      return wrapped(wordsOf(`${first}: ${figures.join(', ')}`), width, '   ', ' ');
    })
    .join('\n');
}
