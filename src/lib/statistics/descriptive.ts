/** A range that an estimate is confident of, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The quantile `q` of the values, interpolated linearly between order statistics (type 7 of Hyndman and Fan, 1996,
 * as in R and NumPy). NaN for no values.
 */
export function quantile(values: readonly number[], q: number): number {
  return quantileOfSorted(
    values.toSorted((a, b) => a - b),
    q,
  );
}

/** The same of values in rising order. */
export function quantileOfSorted(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN for no values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** The total length of what a set of [start, end] intervals covers; overlaps count once. */
export function covered(intervals: readonly (readonly [number, number])[]): number {
  let total = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [start, end] of intervals.toSorted((a, b) => a[0] - b[0])) {
    if (end <= reached) continue;
    total += end - Math.max(start, reached);
    reached = end;
  }
  return total;
}

/**
 * Of the population that the values are a sample of (divided by n − 1), in their unit. NaN for fewer than two values.
 */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

/**
 * What the median absolute deviation of normal values is multiplied by to estimate their standard deviation: 1 /
 * Φ⁻¹(¾).
 */
export const normalConsistency = 1.482602218505602;

/**
 * The median distance from the median, in the values' unit: a spread that up to half of the values cannot spoil. It is
 * raw; times `normalConsistency` it estimates the standard deviation of normal values. NaN for no values.
 */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  return median(distancesFromMedian(values));
}

export function distancesFromMedian(values: readonly number[]): number[] {
  const centre = median(values);
  return values.map((value) => Math.abs(value - centre));
}

/** Indices of values, in rising order; none is both mild and severe. */
export interface Outliers {
  readonly mild: readonly number[];
  readonly severe: readonly number[];
}

/**
 * Values beyond Tukey's fences (Exploratory Data Analysis, 1977): mild from 1.5, severe from 3 interquartile ranges
 * outside the quartiles. Where the quartiles are equal, so are the fences, and every other value is severe.
 */
export function outliers(values: readonly number[]): Outliers {
  const sorted = values.toSorted((a, b) => a - b);
  const [lower, upper] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  const beyond = (value: number, ranges: number): boolean => {
    const margin = ranges * (upper - lower);
    return value < lower - margin || value > upper + margin;
  };
  const mild: number[] = [];
  const severe: number[] = [];
  for (const [index, value] of values.entries()) {
    if (beyond(value, 3)) severe.push(index);
    else if (beyond(value, 1.5)) mild.push(index);
  }
  return { mild, severe };
}
