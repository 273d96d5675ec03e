import { formatDuration } from '../lib/duration.js';
import { quantileOfSorted } from '../lib/statistics/descriptive.js';
import { counted, printable } from '../lib/text.js';
import type { Distributions } from './blocks.js';
import { padded, wordsOf, wrapped, type Style } from './style.js';

/** What the marks of a distribution mean. */
const legend = '▁▄█ how many runs · ├─▐█┃█▌─┤ quartiles, median and what lies near · ○ outlier, ● far outlier';

/** A histogram and a box plot of each, and what their marks mean; empty where there are none. */
export function distributions(of: Distributions['of'], style: Style): string {
  if (of.length === 0) return '';
  const marks = style.paint.dim(wrapped(wordsOf(legend), style.width, ' '));
  return [...of.map((one) => distribution(one, style)), marks].join('\n');
}

function distribution({ name, ms }: Distributions['of'][number], { width, paint }: Style): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const title = ` ${paint.bold(printable(name))} ${counted(sorted.length, 'run')}`;
  if (least === most) return `${title}, all of them ${formatDuration(most)}`;
  const cells = Math.min(60, width - 4);
  const ends = `${padded(formatDuration(least), cells - formatDuration(most).length)}${formatDuration(most)}`;
  return [
    title,
    `   ${paint.cyan(histogram(sorted, cells))}`,
    `   ${paint.green(boxPlot(sorted, cells))}`,
    `   ${paint.dim(ends)}`,
  ].join('\n');
}

const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * How many values fall into each of so many cells between the smallest and the largest, as blocks of a height. `sorted`
 * holds two different values at least.
 */
export function histogram(sorted: readonly number[], cells: number): string {
  const counts = Array.from({ length: cells }, () => 0);
  const at = placing(sorted, cells);
  for (const value of sorted) counts[at(value)]! += 1;
  const most = Math.max(...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : heights[Math.ceil((count / most) * heights.length) - 1]!))
    .join('')
    .trimEnd();
}

/**
 * Tukey's box plot on the same cells: the box from quartile to quartile with the median in it, whiskers to the last
 * values within 1.5 interquartile ranges, and every value beyond, those beyond 3 as `●`.
 */
export function boxPlot(sorted: readonly number[], cells: number): string {
  const at = placing(sorted, cells);
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((q) => quantileOfSorted(sorted, q)) as [number, number, number];
  const beyond = (value: number, ranges: number): boolean =>
    value < lower - ranges * (upper - lower) || value > upper + ranges * (upper - lower);
  const near = sorted.filter((value) => !beyond(value, 1.5));
  const row = Array.from({ length: cells }, () => ' ');
  row.fill('─', at(near[0]!), at(near.at(-1)!) + 1);
  if (near[0]! < lower) row[at(near[0]!)] = '├';
  if (near.at(-1)! > upper) row[at(near.at(-1)!)] = '┤';
  row.fill('█', at(lower), at(upper) + 1);
  if (at(upper) - at(lower) >= 3) {
    row[at(lower)] = '▐';
    row[at(upper)] = '▌';
  }
  row[at(middle)] = '┃';
  for (const value of sorted.filter((one) => beyond(one, 1.5))) row[at(value)] = beyond(value, 3) ? '●' : '○';
  return row.join('').trimEnd();
}

/** The cell of a value. */
function placing(sorted: readonly number[], cells: number): (value: number) => number {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  return (value) => Math.min(cells - 1, Math.floor(((value - least) / (most - least)) * cells));
}
