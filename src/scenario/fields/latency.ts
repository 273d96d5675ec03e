import { z } from 'zod';
import { duration, positiveDuration } from '../../lib/duration-field.js';
import { clip } from '../../lib/text.js';
import { inJson } from '../../lib/json.js';

const percentiles = z
  .record(z.string(), duration)
  .refine((points) => Object.keys(points).length > 0, { error: 'expected at least one percentile' })
  .refine((points) => Object.keys(points).every((p) => p.trim() !== '' && Number(p) >= 0 && Number(p) <= 100), {
    error: (issue) => `expected percentiles from 0 to 100 as keys, not ${keysOf(issue.input)}`,
  })
  .refine((points) => new Set(Object.keys(points).map(Number)).size === Object.keys(points).length, {
    error: (issue) => `expected each percentile once, not ${keysOf(issue.input)}`,
  })
  .refine((points) => rises(Object.entries(points).toSorted((a, b) => Number(a[0]) - Number(b[0]))), {
    error: (issue) => `expected latencies that do not fall as the percentile rises, not ${inJson(issue.input, 120)}`,
  });

function keysOf(points: unknown): string {
  const keys = Object.keys(points as object);
  return clip(keys.slice(0, 20).join(', ').slice(0, 500), 120);
}

function rises(points: readonly (readonly [string, number])[]): boolean {
  return points.every(([, value], i) => i === 0 || points[i - 1]![1] <= value);
}

const distribution = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), value: duration }),
  z.strictObject({ type: z.literal('uniform'), min: duration, max: duration }).refine((d) => d.min <= d.max, {
    error: (issue) => `expected min to be at most max, not ${inJson(issue.input, 120)}`,
  }),
  z.strictObject({ type: z.literal('normal'), mean: duration, sd: duration }),
  z
    .strictObject({ type: z.literal('lognormal'), median: positiveDuration, p95: positiveDuration })
    .refine((d) => d.median <= d.p95, {
      error: (issue) => `expected median to be at most p95, not ${inJson(issue.input, 120)}`,
    }),
  z.strictObject({ type: z.literal('empirical'), percentiles }),
]);

const mixture = z.strictObject({
  type: z.literal('mixture'),
  parts: z
    .array(z.strictObject({ weight: z.number().positive().max(1e6), latency: z.union([duration, distribution]) }))
    .min(1)
    .max(100),
});

/** How long a source takes: a duration or a distribution. */
export const latency = z.union([duration, z.discriminatedUnion('type', [distribution, mixture])]);
