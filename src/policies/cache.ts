import { z } from 'zod';
import { duration, positiveDuration } from '../lib/duration-field.js';
import type { Json } from '../model/json.js';
import type { CallContext, Degraded, Policy } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';
import { hang } from '../model/permit.js';
import { noTracer } from '../model/trace.js';
import { memory } from './kind.js';
import type { PolicyContext } from './policy-context.js';

export const cacheSchema = z.strictObject({
  type: z.literal('cache'),
  ttl: positiveDuration.meta({ description: 'How long an answer is good' }),
  stale: duration
    .default(0)
    .meta({ description: 'How long after that it is still given, while a fresh one is fetched for the next' }),
  size: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .meta({ description: 'How many answers are kept; the least recently used one goes first' }),
});

interface Remembered {
  readonly payload: Json;
  readonly untilMs: number;
}

/** The result of a fetch that several queries wait for. */
interface Shared {
  readonly payload: Json;
  readonly degraded: Degraded | undefined;
}

/** A fetch in flight that other queries may wait for. */
interface Flight {
  readonly shared: Promise<Shared>;
  /** The scope of the query that fetches. */
  readonly scope: Scope;
}

/**
 * Answers a question asked again within its time to live from memory, and lets identical fetches in flight share one.
 * Within the stale time after that it answers from memory too and fetches anew in the background, as RFC 5861 has it;
 * that fetch belongs to no query and leaves no spans. Failures and substitutes are shared but not stored. When a fetch
 * that others wait for is cancelled by its own query, one of them fetches in its place.
 */
export function cache(
  { ttl, stale, size }: z.output<typeof cacheSchema>,
  { scale, key: keyOf, background }: PolicyContext,
): Policy {
  return (next) => {
    const answers = memory<Remembered>(size);
    const inFlight = new Map<string, Flight>();

    async function lead(key: string, query: Query, context: CallContext): Promise<Shared> {
      try {
        const payload = await next(query, context);
        const { degraded } = context.tally;
        if (degraded === undefined) answers.set(key, { payload, untilMs: context.clock.now() + ttl * scale });
        return { payload, degraded };
      } finally {
        inFlight.delete(key);
      }
    }

    /** Fetches for all queries that ask meanwhile. */
    function together(key: string, query: Query, context: CallContext): Promise<Shared> {
      const shared = lead(key, query, context);
      inFlight.set(key, { shared, scope: context.scope });
      return shared;
    }

    async function refresh(key: string, query: Query, context: CallContext): Promise<void> {
      const scope = background.scope.child();
      const tally = { attempts: 0, cached: false, degraded: undefined };
      try {
        await together(key, query, { ...context, scope, tracer: noTracer, tally });
      } catch {
        // The stale answer serves until its own end.
      } finally {
        background.attempts += tally.attempts;
        scope.close();
      }
    }

    return async (query, context) => {
      const { clock, tally } = context;
      const key = keyOf(query);
      for (;;) {
        const known = answers.get(key);
        if (known !== undefined && clock.now() < known.untilMs + stale * scale) {
          if (clock.now() >= known.untilMs && !inFlight.has(key) && background.scope.reason === undefined)
            void refresh(key, query, context);
          tally.cached = true;
          return known.payload;
        }
        const flight = inFlight.get(key);
        if (flight === undefined) return (await together(key, query, context)).payload;
        const shared = await follow(flight, context);
        if (shared === undefined) continue;
        tally.cached = true;
        tally.degraded = shared.degraded;
        return shared.payload;
      }
    };
  };
}

/**
 * What the leader got; undefined if it was cancelled by its query or by a timeout around it, so that another query
 * has to fetch.
 */
async function follow(flight: Flight, context: CallContext): Promise<Shared | undefined> {
  const scope = context.scope.child();
  try {
    return await Promise.race([flight.shared, hang(scope)]);
  } catch (thrown) {
    context.scope.throwIfAborted();
    if (flight.scope.reason !== undefined) return undefined;
    throw thrown;
  } finally {
    scope.close();
  }
}

/** Stateful: it answers from what earlier queries fetched. */
export const cachePolicy = {
  type: 'cache',
  schema: cacheSchema,
  stateful: () => true,
  longestMs: (_options: unknown, innerMs: number) => innerMs,
  wrap: cache,
} as const;
