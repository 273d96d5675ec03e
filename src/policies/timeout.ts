import { z } from 'zod';
import { positiveDuration } from '../lib/duration-field.js';
import { formatDuration } from '../lib/duration.js';
import { SlidingWindow } from '../lib/windows.js';
import { Failure } from '../model/errors.js';
import type { CallContext, Wrapper } from '../model/ports.js';
import type { CallPolicyContext } from './policy-context.js';

const adaptive = z
  .strictObject({
    quantile: z.number().min(0).max(1).default(0.99).meta({ description: 'Of the latencies seen' }),
    factor: z.number().positive().max(100).default(1.5).meta({ description: 'Multiplies that quantile' }),
    min: positiveDuration.default(50),
    max: positiveDuration
      .default(5000)
      .meta({ description: 'Also the timeout while fewer than ten latencies have been seen' }),
    window: z.int().min(10).max(10_000).default(100).meta({ description: 'How many latencies are remembered' }),
  })
  .refine(({ min, max }) => min <= max, { error: 'expected min to be at most max' });

/**
 * Outside a retry it bounds the fetch with all its attempts and pauses, inside a retry each attempt. There is no
 * default: resilience4j's is 1 s, opossum's 10 s, Polly's 30 s, and none of them knows the source. Of these only ours
 * adapts.
 */
export const timeoutSchema = z.strictObject({
  type: z.literal('timeout'),
  after: z
    .union([positiveDuration, z.strictObject({ adaptive })])
    .meta({ description: 'A duration, or adaptive from the latencies seen' }),
});

/** Min latencies for a quantile. */
const enough = 10;

/** Ends what it wraps with a failure of kind `timeout`. */
export function timeout<C extends CallContext, T>(
  { after }: z.output<typeof timeoutSchema>,
  { scale }: CallPolicyContext,
): Wrapper<C, T> {
  const rule = typeof after === 'number' ? undefined : after.adaptive;
  const fixedMs = lastMs({ type: 'timeout', after }) * scale;
  return (next) => {
    const seen = new SlidingWindow(rule?.window ?? enough);
    const limitMs = (): number => {
      if (rule === undefined || seen.count < enough) return fixedMs;
      return Math.min(fixedMs, Math.max(rule.min * scale, seen.quantile(rule.quantile) * rule.factor));
    };
    return async (query, context) => {
      const startMs = context.clock.now();
      const ms = limitMs();
      const scope = context.scope.child();
      const timer = context.clock.after(ms, () => {
        scope.abort(new Failure('timeout', `no answer within ${formatDuration(ms)}`));
      });
      try {
        const payload = await next(query, { ...context, scope });
        seen.push(context.clock.now() - startMs);
        return payload;
      } catch (thrown) {
        // The latency is unknown, but above the limit. Left out, the window would hold fast answers only and the limit
        // would shrink until nothing passes. Counted as the longest, more timeouts than 1 - quantile raise the limit.
        if (scope.reason !== undefined && context.scope.reason === undefined) seen.push(fixedMs);
        throw thrown;
      } finally {
        timer.cancel();
        scope.close();
      }
    };
  };
}

/** The time after which a timeout strikes at the latest, in milliseconds before `scale`. */
export function lastMs({ after }: z.output<typeof timeoutSchema>): number {
  return typeof after === 'number' ? after : after.adaptive.max;
}

/** Stateful where it adapts to the latencies of earlier queries. */
export const timeoutPolicy = {
  type: 'timeout',
  schema: timeoutSchema,
  stateful: ({ after }: z.output<typeof timeoutSchema>) => typeof after !== 'number',
  longestMs: (options: z.output<typeof timeoutSchema>, innerMs: number) => Math.min(lastMs(options), innerMs),
  wrap: timeout,
} as const;
