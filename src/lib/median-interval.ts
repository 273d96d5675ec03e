import type { Interval } from './stats.js';

/**
 * The interval between two order statistics that holds the median of what the values were drawn from with at least this
 * confidence, whatever its distribution, as few as the values may be: each lies below the median or above it like a coin
 * that is thrown. In the values' unit. Null where there are too few values to be so confident: below 6 for 95 %.
 * Conover, "Practical Nonparametric Statistics", 1999, section 3.2; Hahn and Meeker, "Statistical Intervals", 1991, 5.2.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const sorted = values.toSorted((a, b) => a - b);
  const depth = trimmable(sorted.length, (1 - confidence) / 2);
  const low = sorted[depth - 1];
  const high = sorted[sorted.length - depth];
  return low === undefined || high === undefined ? null : { low, high };
}

/** The greatest k such that fewer than k heads in n throws of a coin have at most the probability `tail`. */
function trimmable(n: number, tail: number): number {
  // By logarithms, because 2⁻ⁿ is too small for a number from n = 1075 on. The slack lets 1/20 pass for 5 %.
  let log = -n * Math.LN2;
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += Math.exp(log);
    if (below > tail * (1 + 1e-9)) return k;
    log += Math.log((n - k) / (k + 1));
  }
  return 0;
}
