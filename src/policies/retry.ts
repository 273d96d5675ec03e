import { z } from 'zod';
import { duration } from '../lib/duration-field.js';
import { random, type Random } from '../lib/random.js';
import { Failure, type FailureKind } from '../model/errors.js';
import type { CallContext, Wrapper } from '../model/ports.js';
import { sleep } from '../model/permit.js';
import type { CallPolicyContext } from './policy-context.js';

/** Kinds of failures that are transient: another try may succeed. */
const retryableKinds: ReadonlySet<FailureKind> = new Set([
  'error',
  'timeout',
  'rate-limited',
  'dns',
  'refused',
  'reset',
  'truncated',
  'exited',
  'inference',
]);

/**
 * Whether another try after a pause may succeed; of an inference, where its worker was lost. Malformed payloads,
 * deadlines and refusals that do not say until when are permanent. Of HTTP statuses those of server errors are
 * transient, and 408 and 425, which RFC 9110 and RFC 8470 define as such.
 */
export function retryable({ kind, status = 0, retryAfterMs }: Failure): boolean {
  if (kind === 'status') return status >= 500 || status === 408 || status === 425;
  return retryableKinds.has(kind) || (kind === 'rejected' && retryAfterMs !== undefined);
}

/** Whether another try may succeed at once: as above, unless the source asked for a pause. */
export function retryableAtOnce(failure: Failure): boolean {
  return retryable(failure) && failure.retryAfterMs === undefined;
}

/**
 * Defaults: exponential pauses from 100 ms to 10 s with full jitter. cockatiel: 128 ms to 30 s, decorrelated; Polly 8:
 * two seconds each time, and resilience4j half a second, both without jitter unless asked, so that agents that share a
 * source and fail together come back together. `attempts` counts extra tries, as in Polly and cockatiel; resilience4j
 * counts the first one too. Those three retry whatever fails, their own breaker's refusals included, unless told
 * otherwise; this one retries what may pass.
 */
export const retrySchema = z
  .strictObject({
    type: z.literal('retry'),
    attempts: z.int().min(0).max(100).meta({ description: 'Extra tries after the first' }),
    backoff: z
      .enum(['constant', 'linear', 'exponential'])
      .default('exponential')
      .meta({ description: 'How pauses grow' }),
    base: duration.default(100).meta({ description: 'The pause before the first extra try, before jitter' }),
    cap: duration.default(10_000).meta({ description: 'No pause is longer than this' }),
    jitter: z
      .enum(['none', 'full', 'equal', 'decorrelated'])
      .default('full')
      .meta({ description: 'What is drawn by lot: nothing, the pause, half of it, or from the last one' }),
    budget: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: 'Extra tries as a share of the fetches so far; unlimited where left out' }),
  })
  .refine(({ base, cap }) => base <= cap, {
    error: 'expected base to be at most cap, which is 10s where left out',
    path: ['base'],
  });

export type RetryOptions = z.output<typeof retrySchema>;

/**
 * Tries again what failed for a retryable reason, after a pause; as long a one as the source asks for, where it does.
 */
export function retry<C extends CallContext, T>(options: RetryOptions, { scale }: CallPolicyContext): Wrapper<C, T> {
  return (next) => {
    let fetches = 0;
    let extra = 0;
    return async (query, context) => {
      fetches++;
      let pauseMs = options.base;
      for (let tries = 1; ; tries++) {
        try {
          return await next(query, context);
        } catch (thrown) {
          const failure = Failure.from(thrown, 'error');
          // A timeout outside of this retry looks like a retryable failure, but leaves no time for another try.
          if (tries > options.attempts || context.scope.reason !== undefined || !retryable(failure)) throw failure;
          if (options.budget !== undefined && extra + 1 > options.budget * fetches) throw failure;
          extra++;
          // The attempts of the whole fetch tell pauses apart where one retry stands within another.
          const draw = random(query.seed, 'backoff', query.index, context.source, context.tally.attempts);
          pauseMs = nextPauseMs(options, tries, pauseMs, draw);
          await pause(Math.max(pauseMs * scale, failure.retryAfterMs ?? 0), context);
        }
      }
    };
  };
}

/**
 * The pause after failed try number `tries`, in milliseconds. Full, equal and decorrelated jitter are those of Marc
 * Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: evenly from [0, p), evenly from [p/2, p), and
 * evenly from [base, 3 · last pause), where p = min(cap, growth).
 */
export function nextPauseMs(options: RetryOptions, tries: number, lastMs: number, draw: Random): number {
  const { backoff, base, cap, jitter } = options;
  const growth = backoff === 'constant' ? 1 : backoff === 'linear' ? tries : 2 ** (tries - 1);
  const full = Math.min(cap, base * growth);
  switch (jitter) {
    case 'none':
      return full;
    case 'full':
      return full * draw();
    case 'equal':
      return full / 2 + (full / 2) * draw();
    case 'decorrelated':
      return Math.min(cap, base + Math.max(0, 3 * lastMs - base) * draw());
  }
}

/** What all pauses of a fetch take together at least, in milliseconds before `scale`. */
export function leastPauseMs(options: RetryOptions): number {
  let total = 0;
  for (let tries = 1; tries <= options.attempts; tries++) total += nextPauseMs(options, tries, options.base, () => 0);
  return total;
}

async function pause(ms: number, context: CallContext): Promise<void> {
  const span = context.tracer.begin('backoff', context.source, context.span);
  try {
    await sleep(context.clock, ms, context.scope);
    context.tracer.end(span, 'ok');
  } catch (thrown) {
    const failure = Failure.from(thrown, 'error');
    context.tracer.end(span, failure.kind);
    throw failure;
  }
}

/** Stateful with a budget, which grows with the fetches of earlier queries. */
export const retryPolicy = {
  type: 'retry',
  schema: retrySchema,
  stateful: ({ budget }: RetryOptions) => budget !== undefined,
  // a source may ask for any pause
  longestMs: ({ attempts }: RetryOptions, innerMs: number) => (attempts === 0 ? innerMs : Number.POSITIVE_INFINITY),
  wrap: retry,
} as const;
