import { median } from '../lib/statistics/descriptive.js';
import type { ModeReport } from './documents/run.js';

interface Timed {
  readonly makespanMs: number;
}

/** The median of a figure over runs: what every table shows of a mode. */
export function medianOf<R>(runs: readonly R[], figure: (run: R) => number): number {
  return median(runs.map(figure));
}

/** The median makespan of runs, in milliseconds. */
export function medianMakespan(runs: readonly Timed[]): number {
  return medianOf(runs, ({ makespanMs }) => makespanMs);
}

/** The two runs in the middle by makespan; the same run twice where their number is odd. */
export function middleRuns<R extends Timed>(runs: readonly R[]): readonly [lower: R, upper: R] {
  const sorted = runs.toSorted((a, b) => a.makespanMs - b.makespanMs);
  const middle = (sorted.length - 1) / 2;
  return [sorted[Math.floor(middle)]!, sorted[Math.ceil(middle)]!];
}

/** The run whose makespan is the median, the lower of two: the one whose timeline is shown. */
export function typicalRun<R extends Timed>(runs: readonly R[]): R {
  return middleRuns(runs)[0];
}

/** The mode with the smallest median makespan among those that answered most; undefined if there are no modes. */
export function fastest<M extends Pick<ModeReport, 'mode' | 'runs'>>(modes: readonly M[]): M | undefined {
  const completeness = ({ runs }: M): number => medianOf(runs, ({ result }) => result.completeness);
  return modes.toSorted(
    (a, b) => completeness(b) - completeness(a) || medianMakespan(a.runs) - medianMakespan(b.runs),
  )[0];
}
