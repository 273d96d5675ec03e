import { z } from 'zod';
import { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { CallContext, Policy } from '../model/ports.js';
import type { Query } from '../model/query.js';
import { memory } from './kind.js';
import type { PolicyContext } from './policy-context.js';

/**
 * A substitute for a source that failed. Marked in the answer as degraded, never a clean success; Polly, opossum,
 * cockatiel and resilience4j return a fallback's value as any other.
 */
export const fallbackSchema = z
  .strictObject({
    type: z.literal('fallback'),
    payload: z.json().optional().meta({ description: 'A fixed payload' }),
    source: z.string().optional().meta({ description: 'Another source, asked instead' }),
    stale: z.boolean().optional().meta({ description: 'The last good answer to the same question, however old' }),
  })
  .refine(({ payload, source, stale }) => payload !== undefined || source !== undefined || stale === true, {
    error: 'expected a payload, a source or stale: true',
  });

/** Answers kept for `stale`; as many as a cache keeps by default. */
const maxGoodAnswers = 1000;

interface GoodAnswer {
  readonly payload: Json;
  readonly atMs: number;
}

/**
 * Tries substitutes in this order: the last good answer, another source without its policies, the fixed payload. Does
 * nothing once its scope is aborted. A source is never its own substitute, so that a scenario can name one for all.
 */
export function fallback({ payload, source, stale }: z.output<typeof fallbackSchema>, place: PolicyContext): Policy {
  const other = source === undefined || source === place.source ? undefined : place.fetchOf(source);
  return (next) => {
    const good = memory<GoodAnswer>(maxGoodAnswers);

    /**
     * Keeps what the source itself answered: neither what stood in for it further in, nor what a cache gave, which is
     * older.
     */
    const remember = (query: Query, { tally, clock }: CallContext, answer: Json): void => {
      if (!tally.cached && tally.degraded === undefined)
        good.set(place.key(query), { payload: answer, atMs: clock.now() });
    };

    const instead = async (query: Query, context: CallContext, failure: Failure): Promise<Json> => {
      const { clock, tally, scope } = context;
      const last = stale === true ? good.get(place.key(query)) : undefined;
      if (last !== undefined) {
        tally.degraded = { by: 'stale', ageMs: clock.now() - last.atMs, failure };
        return last.payload;
      }
      let reason = failure;
      if (other !== undefined) {
        try {
          const answer = await other(query, context);
          tally.degraded = { by: 'source', source: source!, failure };
          return answer;
        } catch (thrown) {
          scope.throwIfAborted();
          const both = `${failure.message}; '${source}' in its place: ${Failure.from(thrown, 'error').message}`;
          reason = new Failure(failure.kind, both, failure);
        }
      }
      if (payload === undefined) throw reason;
      tally.degraded = { by: 'payload', failure: reason };
      return payload;
    };

    return async (query, context) => {
      try {
        const answer = await next(query, context);
        if (stale === true) remember(query, context, answer);
        return answer;
      } catch (thrown) {
        if (context.scope.reason !== undefined) throw thrown;
        return instead(query, context, Failure.from(thrown, 'error'));
      }
    };
  };
}

/** Stateful with `stale`, which keeps the answers of earlier queries. */
export const fallbackPolicy = {
  type: 'fallback',
  schema: fallbackSchema,
  stateful: ({ stale }: z.output<typeof fallbackSchema>) => stale === true,
  longestMs: ({ source }: z.output<typeof fallbackSchema>, innerMs: number) =>
    source === undefined ? innerMs : Number.POSITIVE_INFINITY,
  wrap: fallback,
} as const;
