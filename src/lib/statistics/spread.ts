import { mean, median, quantileOfSorted, sum } from './stats.js';

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
