import { median } from '../lib/stats.js';

/** What a mode is compared by, run by run: makespans in milliseconds and how complete the answers were. */
export interface Comparable {
  readonly makespansMs: readonly number[];
  readonly completeness: readonly number[];
}

/**
 * Median sequential makespan / median makespan of this mode.
 * Null where the two did not answer equally much in every run, for then the ratio compares nothing.
 */
export function speedup(sequential: Comparable | undefined, mode: Comparable): number | null {
  if (sequential === undefined || mode.completeness.some((share, i) => share === 0 || share !== sequential.completeness[i])) return null;
  const ratio = median(sequential.makespansMs) / median(mode.makespansMs);
  return Number.isFinite(ratio) ? ratio : null;
}
