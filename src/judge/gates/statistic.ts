import { mean, quantileOfSorted } from '../../lib/statistics/descriptive.js';
import { samplesNeeded } from '../../results/statistics.js';

/** What many runs of a figure come to, in the figure's unit. */
interface Statistic {
  readonly summary: string;
  /** Samples that it needs before it means anything. */
  readonly needs: number;
  readonly of: (sorted: readonly number[]) => number;
  /** Says what was seen, not what would be seen again: no interval belongs to it. */
  readonly extreme?: boolean;
  /** Samples that its interval needs, where that is more than usual. */
  readonly intervalNeeds?: number;
  /** The quantile that it is, so near an end that only its own interval is honest. */
  readonly tail?: number;
}

const quantileAt = (q: number) => (sorted: readonly number[]) => quantileOfSorted(sorted, q);

/**
 * The statistics that a gate can name; not the standard deviation, of which few runs say too little for an honest
 * interval.
 */
export const statistics = {
  mean: { summary: 'arithmetic mean', needs: 1, of: mean, intervalNeeds: 20 },
  median: { summary: 'median, which p50 is another name for', needs: 1, of: quantileAt(0.5) },
  min: { summary: 'least', needs: 1, of: (sorted) => sorted[0]!, extreme: true },
  max: { summary: 'greatest', needs: 1, of: (sorted) => sorted.at(-1)!, extreme: true },
  p50: { summary: '50th percentile', needs: 1, of: quantileAt(0.5) },
  p90: { summary: '90th percentile', needs: samplesNeeded.p90, of: quantileAt(0.9), tail: 0.9 },
  p95: { summary: '95th percentile', needs: samplesNeeded.p95, of: quantileAt(0.95), tail: 0.95 },
  p99: { summary: '99th percentile', needs: samplesNeeded.p99, of: quantileAt(0.99), tail: 0.99 },
} as const satisfies Record<string, Statistic>;

export type StatisticName = keyof typeof statistics;
export const statisticNames = Object.keys(statistics) as StatisticName[];

/** One of the table, by its name. */
export function statisticOf(name: StatisticName): Statistic {
  return statistics[name];
}
