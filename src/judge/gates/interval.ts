import { bootstrapExcess, bootstrapInterval } from '../../lib/statistics/bootstrap.js';
import { quantileInterval, valuesToBound } from '../../lib/statistics/median-interval.js';
import type { Interval } from '../../lib/statistics/descriptive.js';
import { resamplesFor } from '../../results/statistics.js';
import { statisticOf, type StatisticName } from './statistic.js';

/** Two intervals of 97.5 % are both right at least 95 % of the time (Bonferroni). */
const confidenceOfBoth = 0.975;

/** Values that a gate has, in rising order, and those of its baseline with what they are multiplied by. */
export interface Sampled {
  readonly sorted: readonly number[];
  readonly base?: { readonly sorted: readonly number[]; readonly factor: number } | undefined;
}

/**
 * The 95 % interval of a statistic, or, with a baseline, of how far it lies above that. A percentile's is free of
 * assumptions, and infinite where there are too few values; a bootstrap, which never looks beyond what it has seen, is
 * far too narrow there.
 */
export function intervalOf(name: StatisticName, { sorted, base }: Sampled, seed: number): Interval {
  const { of: statistic, tail } = statisticOf(name);
  if (base === undefined)
    return tail === undefined
      ? bootstrapInterval(sorted, { seed, statistic, resamples: resamplesFor(sorted.length) })
      : quantileInterval(sorted, tail);
  const resamples = resamplesFor(Math.max(sorted.length, base.sorted.length));
  if (tail === undefined) return bootstrapExcess(base.sorted, sorted, base.factor, { seed, statistic, resamples });
  const [next, before] = [sorted, base.sorted].map((values) => quantileInterval(values, tail, confidenceOfBoth)) as [
    Interval,
    Interval,
  ];
  return { low: next.low - base.factor * before.high, high: next.high - base.factor * before.low };
}

/**
 * How many runs, of each side, bound a statistic from below and from above; undefined where as many as are judged at
 * all do.
 */
export function runsToBound(name: StatisticName, againstBaseline: boolean): number | undefined {
  const { tail } = statisticOf(name);
  return tail === undefined ? undefined : valuesToBound(tail, againstBaseline ? confidenceOfBoth : undefined);
}
