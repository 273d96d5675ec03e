import type Table from 'cli-table3';
import { createRequire } from 'node:module';
import stringWidth from 'fast-string-width';
import { sum } from '../lib/statistics/descriptive.js';
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
 * A table of a terminal. One that is too wide has its cells cut where they may be, else its narrower form is drawn, and
 * without one each row is a sentence.
 */
export function drawnTable(block: TableBlock, style: Style): string {
  const { columns, rows } = columnsFor('terminal', { ...block, rows: block.rows.slice(0, block.mostRows) });
  if (rows.length === 0) return '';
  const heads = columns.map(headOf);
  const limits = columns.map(({ atMost = Number.POSITIVE_INFINITY }) => atMost);
  const cells = cutCells(
    rows.map((row) => row.map(plain)),
    columns,
    limits,
  );
  const widths = fittingWidths(heads, cells, columns, style.width);
  if (widths !== undefined) return drawn(heads, cutCells(cells, columns, widths), columns, style);
  return block.narrower === undefined ? sentences(columns, cells, style) : drawnTable(block.narrower, style);
}

/** The width of each column, those that may be cut as narrow as is needed; undefined where all are too wide even so. */
function fittingWidths(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  width: number,
): number[] | undefined {
  const whole = columns.map((_, i) => rows.reduce((most, row) => Math.max(most, widthOf(row[i]!)), widthOf(heads[i]!)));
  const excess = Math.max(0, sum(whole) + gap * columns.length - width);
  const cut = columns.map(({ atLeast }, i) =>
    atLeast === undefined ? whole[i]! : Math.min(whole[i]!, Math.max(atLeast, widthOf(heads[i]!), whole[i]! - excess)),
  );
  return sum(whole) - sum(cut) >= excess ? cut : undefined;
}

function plain(cell: Line): string {
  return phrasesOf(cell)
    .map(({ text }) => printable(text))
    .join(' ');
}

function headOf({ name, narrow = name }: Column): string {
  return narrow.split('\n').map(printable).join('\n');
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** Rows whose cells are cut to the widths of their columns. */
function cutCells(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  widths: readonly number[],
): string[][] {
  const cut = columns.map((column, i) =>
    cutTo(
      rows.map((row) => row[i]!),
      column,
      widths[i]!,
    ),
  );
  return rows.map((_, at) => cut.map((texts) => texts[at]!));
}

/** Cells cut to a width. Different ones that look alike then are numbered. */
function cutTo(texts: readonly string[], { cut = 'end' }: Column, width: number): string[] {
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
  // Loaded here, as most of what is shown with --quiet has no table.
  const CliTable = createRequire(import.meta.url)('cli-table3') as typeof Table;
  const table = new CliTable({
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
