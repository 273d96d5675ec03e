import stringWidth from 'fast-string-width';
import { printable } from '../lib/text.js';
import type { Formats, Series } from './blocks.js';
import type { Paint, Style } from './style.js';
import { niceStep } from './timeline.js';

/** One for each line, so that they differ without colour. */
const marks = ['○', '●', '△', '◆', '□', '■', '▽'];
const crossing = '◈';
const rows = 12;

type Cell = readonly [mark: string, series: number] | undefined;

/** Lines over a numeric axis: a mark at every point and dots between. The y axis begins at zero. */
export function lineChart(series: readonly Series[], formats: Formats, { width, paint }: Style): string {
  const all = series.flatMap(({ points }) => points);
  const xs = [...new Set(all.map(([x]) => x))].toSorted((a, b) => a - b);
  const most = Math.max(...all.map(([, y]) => y)) || 1;
  const step = niceStep(most / 4);
  const top = Math.ceil(most / step - 1e-9) * step;
  const ticks = new Map(
    Array.from({ length: Math.round(top / step) + 1 }, (_, i) => [
      Math.round(((i * step) / top) * rows),
      formats.y(i * step),
    ]),
  );
  const label = Math.max(...[...ticks.values()].map((tick) => stringWidth(tick)));
  // Room for half of the last tick below.
  const columns = Math.max(10, width - label - 3 - Math.ceil(stringWidth(formats.x(xs.at(-1)!)) / 2));
  const columnOf = (x: number): number => Math.round(((x - xs[0]!) / (xs.at(-1)! - xs[0]! || 1)) * (columns - 1));
  const cells = Array.from({ length: rows + 1 }, () => Array<Cell>(columns));
  series.forEach(({ points }, i) => {
    draw(
      cells,
      i,
      points.map(([x, y]) => [columnOf(x), (y / top) * rows] as const),
    );
  });
  const colours = [paint.yellow, paint.green, paint.cyan, paint.magenta, paint.blue];
  const lines = cells
    .map((row, i) => ` ${(ticks.get(i) ?? '').padStart(label)} ${ticks.has(i) ? '┤' : '│'}${painted(row, colours)}`)
    .toReversed();
  const names = series.map(({ name }, i) => `${marks[i % marks.length]} ${printable(name)}`);
  const crossed = cells.some((row) => row.some((cell) => cell?.[0] === crossing)) ? [`${crossing} several`] : [];
  const margin = ' '.repeat(label + 2);
  return [
    ...lines,
    `${margin}└${'─'.repeat(columns)}`,
    xTicks(xs, columnOf, formats.x, label + 3),
    `${margin} ${[...names, ...crossed].join('   ')}`,
  ].join('\n');
}

/** Draws one line: dots first, so that its marks stand on top; where marks of two lines meet, a mark of its own. */
function draw(cells: Cell[][], series: number, points: readonly (readonly [column: number, row: number])[]): void {
  for (const [i, [column, row]] of points.slice(0, -1).entries()) {
    const [nextColumn, nextRow] = points[i + 1]!;
    for (let at = column + 1; at < nextColumn; at++) {
      const between = Math.round(row + ((nextRow - row) * (at - column)) / (nextColumn - column));
      cells[between]![at] ??= ['·', series];
    }
  }
  for (const [column, row] of points) {
    const line = cells[Math.round(row)]!;
    const there = line[column];
    const taken = there !== undefined && there[0] !== '·' && there[1] !== series;
    line[column] = [taken ? crossing : marks[series % marks.length]!, series];
  }
}

function painted(row: readonly Cell[], colours: readonly Paint[]): string {
  const cells = Array.from(row, (cell) => (cell === undefined ? ' ' : colours[cell[1] % colours.length]!(cell[0])));
  return cells.join('').trimEnd();
}

/** Each value below its column, as far as they fit beside each other; the last one before all others. */
function xTicks(
  xs: readonly number[],
  columnOf: (x: number) => number,
  format: (x: number) => string,
  margin: number,
): string {
  const placed = xs.map((x) => {
    const text = format(x);
    return { text, at: Math.max(0, margin + columnOf(x) - Math.floor(stringWidth(text) / 2)) };
  });
  const last = placed.pop()!;
  let line = '';
  for (const { text, at } of placed) {
    const before = line === '' ? 0 : line.length + 2;
    if (before <= at && at + text.length + 2 <= last.at) line = `${line.padEnd(at)}${text}`;
  }
  return `${line.padEnd(last.at)}${last.text}`;
}
