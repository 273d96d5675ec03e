import { z } from 'zod';
import { maxDurationMs, parseDuration } from '../lib/duration.js';
import { suggestion } from '../lib/nearest.js';
import { clip } from '../lib/text.js';
import { faultKinds, faultPolicy, type Fault, type FaultKind, type FaultName } from '../faults/index.js';
import { inJson } from './in-json.js';

const examples = 'as in 1500ms, 1.5s or 2m (a bare number is milliseconds)';

/** The remedies that refused durations name. */
const forms = { any: `a duration from 0 to 24h, ${examples}`, positive: `a duration above zero and up to 24h, ${examples}` } as const;

/** Milliseconds, from a number of them or from text such as `1.5s`. */
export const duration = durationOf(forms.any, (ms) => ms >= 0);

/** A duration above zero: a timeout of nothing would fail everything. */
export const positiveDuration = durationOf(forms.positive, (ms) => ms > 0);

function durationOf(form: string, admits: (ms: number) => boolean) {
  return z
    .union([z.number(), z.string()], { error: `expected ${form}` })
    .transform((value, context) => {
      const ms = typeof value === 'number' ? value : parseDuration(value);
      if (ms !== undefined && admits(ms) && ms <= maxDurationMs) return ms;
      context.addIssue({ code: 'custom', message: `expected ${form}, not ${typeof value === 'number' ? value : inJson(value, 60)}`, input: value });
      return z.NEVER;
    })
    .meta({ description: 'Milliseconds, or text such as 1500ms, 1.5s, 2m' });
}

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
  z
    .strictObject({ type: z.literal('uniform'), min: duration, max: duration })
    .refine((d) => d.min <= d.max, { error: (issue) => `expected min to be at most max, not ${inJson(issue.input, 120)}` }),
  z.strictObject({ type: z.literal('normal'), mean: duration, sd: duration }),
  z
    .strictObject({ type: z.literal('lognormal'), median: positiveDuration, p95: positiveDuration })
    .refine((d) => d.median <= d.p95, { error: (issue) => `expected median to be at most p95, not ${inJson(issue.input, 120)}` }),
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

/** A fault from text (`slow:3x`) or from its parts. */
export const fault = z
  .union([z.string(), z.strictObject({ kind: z.string(), argument: z.string().default('') })], { error: 'expected a fault such as "hang" or "slow:3x"' })
  .transform((value, context): Fault => {
    const parsed = typeof value === 'string' ? splitFault(value) : value;
    const problem = faultProblem(parsed);
    if (problem === undefined) return { kind: parsed.kind as FaultName, argument: parsed.argument };
    context.addIssue({ code: 'custom', message: problem, input: value });
    return z.NEVER;
  });

function splitFault(text: string): { kind: string; argument: string } {
  const colon = text.indexOf(':');
  return colon === -1 ? { kind: text, argument: '' } : { kind: text.slice(0, colon), argument: text.slice(colon + 1) };
}

/** Why this is no fault, in words, or undefined if it is one. */
function faultProblem({ kind, argument }: { kind: string; argument: string }): string | undefined {
  if (!Object.hasOwn(faultKinds, kind)) return `unknown fault '${kind}'${suggestion(kind, Object.keys(faultKinds))}`;
  const known: FaultKind = faultKinds[kind as FaultName];
  if (faultPolicy({ kind: kind as FaultName, argument }, 1) !== undefined) return undefined;
  if (known.argument === '') return `fault '${kind}' takes no argument, not '${argument}'`;
  return `fault '${kind}' is written ${kind}:${known.argument}, ${known.remedy ?? ''}, not '${argument}'`;
}
