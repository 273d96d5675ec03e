import type { Interval } from './descriptive.js';

/**
 * The interval between two order statistics that holds the quantile `q` of what the values were drawn from with at
 * least this confidence, whatever its distribution: each value lies below the quantile like a coin that falls so with
 * the probability q. In the values' unit; an end is infinite where there are too few values to be so confident of it
 * (`valuesToBound`). Conover, "Practical Nonparametric Statistics", 1999, section 3.2; Hahn and Meeker, "Statistical
 * Intervals", 1991, 5.2.
 */
export function quantileInterval(values: readonly number[], q: number, confidence = 0.95): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  const low = sorted[trimmable(sorted.length, q, tail) - 1];
  const high = sorted[sorted.length - trimmable(sorted.length, 1 - q, tail)];
  return { low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY };
}

/**
 * The fewest values of which `quantileInterval` has both ends: the farther one is the last value, beyond which all of n
 * lie at most q to the n often.
 */
export function valuesToBound(q: number, confidence = 0.95): number {
  return Math.ceil(Math.log(((1 - confidence) / 2) * slack) / Math.log(Math.max(q, 1 - q)));
}

/** The same interval of the median; null where it would have no end: below 6 values for 95 %. */
export function medianInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const interval = quantileInterval(values, 0.5, confidence);
  return Number.isFinite(interval.low) && Number.isFinite(interval.high) ? interval : null;
}

/** Lets 1/20 pass for 5 %. */
const slack = 1 + 1e-9;

/**
 * The greatest k such that fewer than k heads in n throws of a coin, which falls so with the probability q, have at
 * most the probability `tail`.
 */
function trimmable(n: number, q: number, tail: number): number {
  // By logarithms, because 2⁻ⁿ is too small for a number from n = 1075 on.
  let log = n * Math.log1p(-q);
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += Math.exp(log);
    if (below > tail * slack) return k;
    log += Math.log((n - k) / (k + 1)) + Math.log(q / (1 - q));
  }
  return 0;
}
