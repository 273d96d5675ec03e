import { z } from 'zod';
import { toNanosecond } from '../lib/duration.js';
import { duration } from '../lib/duration-field.js';
import { Failure } from '../model/errors.js';
import type { InferContext, Wrapper, Inference } from '../model/ports.js';
import type { CallPolicyContext } from './policy-context.js';

/**
 * A cheaper inference in the place of one that failed, or for which the time left is too short: less than its cost
 * until the query's deadline, also while it waits for a worker. Marked in the answer as degraded, never a clean
 * success.
 */
export const modelFallbackSchema = z.strictObject({
  type: z.literal('model-fallback'),
  cost: duration.meta({ description: 'CPU time of the cheaper inference' }),
});

/** Makes the cheaper inference unless it is not cheaper than what failed; does nothing once its scope is over. */
export function modelFallback(
  { cost }: z.output<typeof modelFallbackSchema>,
  { scale }: CallPolicyContext,
): Wrapper<InferContext, Inference> {
  const costMs = cost * scale;
  return (next) => async (query, context) => {
    if (costMs >= context.costMs) return next(query, context);
    try {
      return await next(query, { ...context, startByMs: toNanosecond(context.queryMs.deadline - context.costMs) });
    } catch (thrown) {
      if (context.scope.reason !== undefined) throw thrown;
      const failure = Failure.from(thrown, 'inference');
      try {
        const inference = await next(query, { ...context, costMs });
        context.tally.degraded = { by: 'model', failure };
        return inference;
      } catch (second) {
        context.scope.throwIfAborted();
        const { message } = Failure.from(second, 'inference');
        const both = `${failure.message}; the cheaper inference in its place: ${message}`;
        throw new Failure(failure.kind, both, failure);
      }
    }
  };
}

/** Stateless. */
export const modelFallbackPolicy = {
  type: 'model-fallback',
  schema: modelFallbackSchema,
  stateful: () => false,
  longestMs: () => Number.POSITIVE_INFINITY,
  wrap: modelFallback,
} as const;
