import { median } from '../lib/statistics/descriptive.js';

/** What a run is compared by: its makespan in milliseconds and how complete its answer was. */
export interface Comparable {
  readonly makespanMs: number;
  readonly completeness: number;
}

/**
 * Sequential makespan / this one; undefined where the two did not answer equally much, or nothing, for then the ratio
 * compares nothing.
 */
export function speedupOver(sequential: Comparable, run: Comparable): number | undefined {
  if (run.completeness === 0 || run.completeness !== sequential.completeness || run.makespanMs === 0) return undefined;
  return sequential.makespanMs / run.makespanMs;
}

/** The median of the speedups over the sequential run of the same round; null where one is missing. */
export function speedup(sequential: readonly Comparable[], runs: readonly Comparable[]): number | null {
  const pairs = runs.slice(0, sequential.length).map((run, round) => speedupOver(sequential[round]!, run));
  const known = pairs.filter((one) => one !== undefined);
  return known.length === 0 || known.length < pairs.length ? null : median(known);
}
