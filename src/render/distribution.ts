import { quantileOfSorted } from '../lib/statistics/descriptive.js';

/** What the marks of a distribution mean. */
export const distributionLegend =
  '▁▄█ how many runs · ├─▐█┃█▌─┤ quartiles, median and what lies near · ○ outlier, ● far outlier';

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
