import { random, type Random } from '../random.js';
import { quantileOfSorted, type Interval } from './descriptive.js';

export interface BootstrapOptions {
  /** The same seed and the same values give the same interval. */
  readonly seed: number;
  /** How often such intervals hold the truth, between 0 and 1. Default: 0.95. */
  readonly confidence?: number;
  /** Default: 2000, with which each tail of 2.5 % is off by some 0.35 percentage points. */
  readonly resamples?: number;
  /** What is estimated, from values in rising order. The array is used again: do not keep it. Default: the median. */
  readonly statistic?: (sorted: readonly number[]) => number;
}

/**
 * The percentile bootstrap (Efron, 1979; Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13):
 * the statistic of resamples drawn from the values with replacement, cut off at both tails. In the values' unit; NaN
 * for no values. Values must be independent of each other. It is too narrow for a handful of values and for quantiles
 * near the ends: below some ten, `medianInterval` says what can be said.
 */
export function bootstrapInterval(values: readonly number[], options: BootstrapOptions): Interval {
  const resample = resampler(values, random(options.seed, 'bootstrap'));
  const { statistic = medianOfSorted } = options;
  return middle(options, () => statistic(resample()));
}

/**
 * The same of the change of the statistic from `base` to `next`, as a share of base: 0.1 where next is 10 % more. Both
 * are resampled, each on its own. Values must be positive.
 */
export function bootstrapChange(base: readonly number[], next: readonly number[], options: BootstrapOptions): Interval {
  const resampleBase = resampler(base, random(options.seed, 'bootstrap', 'base'));
  const resampleNext = resampler(next, random(options.seed, 'bootstrap', 'next'));
  const { statistic = medianOfSorted } = options;
  return middle(options, () => statistic(resampleNext()) / statistic(resampleBase()) - 1);
}

/**
 * The same of how far the statistic of `next` lies above `factor` times that of `base`, in the values' unit. It holds 0
 * where `bootstrapChange` holds `factor` - 1, and takes values of 0 as well.
 */
export function bootstrapExcess(
  base: readonly number[],
  next: readonly number[],
  factor: number,
  options: BootstrapOptions,
): Interval {
  const resampleBase = resampler(base, random(options.seed, 'bootstrap', 'base'));
  const resampleNext = resampler(next, random(options.seed, 'bootstrap', 'next'));
  const { statistic = medianOfSorted } = options;
  return middle(options, () => statistic(resampleNext()) - factor * statistic(resampleBase()));
}

/**
 * The same of how far the statistic of `next` lies below that of `base`, in the values' unit, where the values are
 * pairs: `next[i]` is what became of `base[i]`. Pairs are resampled, so what both have in common does not widen the
 * interval.
 */
export function bootstrapPaired(base: readonly number[], next: readonly number[], options: BootstrapOptions): Interval {
  const draw = random(options.seed, 'bootstrap', 'pairs');
  const { statistic = medianOfSorted } = options;
  const drawn = new Uint32Array(base.length);
  const [readBase, readNext] = [reader(base, drawn), reader(next, drawn)];
  return middle(options, () => {
    drawn.fill(0);
    for (let i = 0; i < base.length; i++) drawn[Math.floor(draw() * base.length)]! += 1;
    return statistic(readBase()) - statistic(readNext());
  });
}

/** Reads off, in rising order, values of which each was drawn so many times. */
function reader(values: readonly number[], drawn: Uint32Array): () => readonly number[] {
  const order = values.map((value, at) => ({ value, at })).toSorted((a, b) => a.value - b.value);
  const resample: number[] = values.map(() => 0);
  return () => {
    let filled = 0;
    for (const { value, at } of order) for (let times = drawn[at]!; times > 0; times--) resample[filled++] = value;
    return resample;
  };
}

function medianOfSorted(sorted: readonly number[]): number {
  return quantileOfSorted(sorted, 0.5);
}

/**
 * Sorts once and for all: a resample is how often each value was drawn, so reading it off in order takes linear time.
 */
function resampler(values: readonly number[], draw: Random): () => readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const resample = [...sorted];
  const drawn = new Uint32Array(sorted.length);
  return () => {
    drawn.fill(0);
    for (let i = 0; i < sorted.length; i++) drawn[Math.floor(draw() * sorted.length)]! += 1;
    let filled = 0;
    for (let i = 0; i < sorted.length; i++) {
      for (let times = drawn[i]!; times > 0; times--) resample[filled++] = sorted[i]!;
    }
    return resample;
  };
}

function middle({ confidence = 0.95, resamples = 2000 }: BootstrapOptions, estimate: () => number): Interval {
  const estimates = Array.from({ length: resamples }, estimate).toSorted((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return { low: quantileOfSorted(estimates, tail), high: quantileOfSorted(estimates, 1 - tail) };
}
