import { z } from 'zod';
import { bootstrapInterval } from '../lib/statistics/bootstrap.js';
import {
  mean,
  medianAbsoluteDeviation,
  outliers,
  quantileOfSorted,
  standardDeviation,
} from '../lib/statistics/descriptive.js';

/** How many samples a figure of them needs before it means anything. */
export const samplesNeeded = { p90: 10, p95: 20, p99: 100, interval: 6 } as const;

/**
 * Draws of one bootstrap, so that thousands of runs do not take minutes: with so many values it needs fewer resamples.
 */
const maxDraws = 1e6;

const tooFew = (needed: number): string => `null with fewer than ${needed} samples`;

/** What a figure came to over the runs of a mode, in the figure's unit. */
export const statisticsSchema = z.object({
  n: z.int().min(0).meta({ description: 'Runs that have the figure' }),
  mean: z.number(),
  median: z.number(),
  min: z.number(),
  max: z.number(),
  sd: z.number().nullable().meta({ description: 'Standard deviation; null for one sample' }),
  mad: z.number().meta({ description: 'Median absolute deviation' }),
  p90: z
    .number()
    .nullable()
    .meta({ description: tooFew(samplesNeeded.p90) }),
  p95: z
    .number()
    .nullable()
    .meta({ description: tooFew(samplesNeeded.p95) }),
  p99: z
    .number()
    .nullable()
    .meta({ description: tooFew(samplesNeeded.p99) }),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .meta({ description: `95 % interval of the median, by a seeded bootstrap; ${tooFew(samplesNeeded.interval)}` }),
  outliers: z.object({ mild: z.array(z.int()), severe: z.array(z.int()) }).meta({
    description:
      "Runs, from 0, that lie more than 1.5 or 3 interquartile ranges outside the quartiles (Tukey's fences); they " +
      'are counted all the same',
  }),
});

/** What a figure came to over the runs of a mode, in the figure's unit. */
export type Statistics = z.output<typeof statisticsSchema>;

/** How often a bootstrap of so many values draws them anew. */
export function resamplesFor(values: number): number {
  return Math.max(200, Math.min(2000, Math.round(maxDraws / values)));
}

/** Undefined for no samples. `runs` says which run each sample is of, where not every run has the figure. */
export function statisticsOf(
  samples: readonly number[],
  seed: number,
  runs = samples.map((_, run) => run),
): Statistics | undefined {
  if (samples.length === 0) return undefined;
  const sorted = samples.toSorted((a, b) => a - b);
  const from = (needed: number, q: number): number | null =>
    sorted.length < needed ? null : quantileOfSorted(sorted, q);
  const { mild, severe } = outliers(samples);
  return {
    n: samples.length,
    mean: mean(samples),
    median: quantileOfSorted(sorted, 0.5),
    min: sorted[0]!,
    max: sorted.at(-1)!,
    sd: samples.length < 2 ? null : standardDeviation(samples),
    mad: medianAbsoluteDeviation(samples),
    p90: from(samplesNeeded.p90, 0.9),
    p95: from(samplesNeeded.p95, 0.95),
    p99: from(samplesNeeded.p99, 0.99),
    interval:
      samples.length < samplesNeeded.interval
        ? null
        : bootstrapInterval(samples, { seed, resamples: resamplesFor(samples.length) }),
    outliers: { mild: mild.map((i) => runs[i]!), severe: severe.map((i) => runs[i]!) },
  };
}
