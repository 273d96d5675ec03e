import { z } from 'zod';
import { Semaphore } from '../lib/semaphore.js';
import { counted } from '../lib/text.js';
import { Failure } from '../model/errors.js';
import type { CallContext, Wrapper } from '../model/ports.js';
import { permit, inLimitSpan } from '../model/permit.js';
import type { CallPolicyContext } from './policy-context.js';

/**
 * Defaults: ten calls at once and no queue. Nobody queues unless asked (cockatiel, Polly 8, resilience4j); limits are
 * 25 in resilience4j and 1000 in Polly, made for servers, and cockatiel has none. Ten is more than one query needs of a
 * source.
 */
export const bulkheadSchema = z.strictObject({
  type: z.literal('bulkhead'),
  limit: z.int().min(1).max(100_000).default(10).meta({ description: 'Calls at once' }),
  queue: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta({ description: 'Calls that may wait; the next one is rejected' }),
  pool: z.string().optional().meta({ description: 'Sources that name the same pool share one bulkhead' }),
});

/**
 * Lets no more than `limit` calls run at once, so that one slow source cannot exhaust what others need. Waiting is a
 * `limit` span.
 */
export function bulkhead<C extends CallContext, T>(
  { limit, queue, pool }: z.output<typeof bulkheadSchema>,
  { shared }: CallPolicyContext,
): Wrapper<C, T> {
  return (next) => {
    const permits = shared(pool === undefined ? undefined : `bulkhead ${pool}`, () => new Semaphore(limit));
    return async (query, context) => {
      context.scope.throwIfAborted();
      if (!permits.take()) {
        if (permits.waiting >= queue)
          throw new Failure('rejected', `${counted(limit, 'call')} running and ${permits.waiting} waiting already`);
        await inLimitSpan(context, () => permit(permits, context.scope));
      }
      try {
        return await next(query, context);
      } finally {
        permits.release();
      }
    };
  };
}

/** Stateless: a query gives back all permits before it ends. */
export const bulkheadPolicy = {
  type: 'bulkhead',
  schema: bulkheadSchema,
  stateful: () => false,
  longestMs: ({ queue }: z.output<typeof bulkheadSchema>, innerMs: number) =>
    queue > 0 ? Number.POSITIVE_INFINITY : innerMs,
  wrap: bulkhead,
} as const;
