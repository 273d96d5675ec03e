import { median } from '../lib/statistics/stats.js';
import type { ModeReport } from './documents/run.js';

/** The run whose makespan is the median one, the lower of two: the one whose picture is shown. */
export function typicalRun<R extends { readonly makespanMs: number }>(runs: readonly R[]): R {
  return runs.toSorted((a, b) => a.makespanMs - b.makespanMs)[Math.floor((runs.length - 1) / 2)]!;
}

/** The mode with the smallest median makespan among those that answered most. */
export function fastest<M extends Pick<ModeReport, 'mode' | 'runs'>>(modes: readonly M[]): M | undefined {
  const share = (mode: M): number => median(mode.runs.map((run) => run.result.completeness));
  const makespan = (mode: M): number => median(mode.runs.map((run) => run.makespanMs));
  return modes.toSorted((a, b) => share(b) - share(a) || makespan(a) - makespan(b))[0];
}
