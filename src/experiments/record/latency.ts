import { quantileOfSorted } from '../../lib/statistics/descriptive.js';
import type { ScenarioSource } from '../../scenario/schema.js';

type Latency = NonNullable<ScenarioSource['latency']>;

/** More samples than this are told by whole percentiles. */
const maxPoints = 101;

/**
 * The distribution of measured times, in milliseconds before `scale`: every sample, in rising order, at the percentile
 * 100·i/(n−1) that type 7 of Hyndman and Fan gives it, so that straight lines between them are the sample's own
 * quantiles; of many samples the whole percentiles.
 */
export function recordedLatency(timesMs: readonly number[], scale: number): Latency {
  if (timesMs.length === 0) return 0;
  const sorted = timesMs.toSorted((a, b) => a - b).map((ms) => microseconds(ms / scale));
  const points = Math.min(sorted.length, maxPoints);
  if (points === 1) return sorted[0]!;
  const percentiles: Record<string, number> = {};
  for (let i = 0; i < points; i++) {
    const share = i / (points - 1);
    // Not as whole numbers where some are none: JavaScript puts those keys before all others.
    percentiles[100 % (points - 1) === 0 ? String(Math.round(100 * share)) : (100 * share).toFixed(2)] = microseconds(
      quantileOfSorted(sorted, share),
    );
  }
  return { type: 'empirical', percentiles };
}

/** Milliseconds, rounded to the microsecond. */
export function microseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
