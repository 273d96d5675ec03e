import { LRUCache } from 'lru-cache';
import type { Json } from '../model/json.js';
import type { FetchContext, Policy, Query } from '../model/ports.js';
import { hang } from '../model/sleep.js';

export interface CacheOptions {
  readonly ttlMs: number;
  /** How many answers are kept; the least recently used one goes first. */
  readonly size: number;
  /** What of a query the source is asked with: equal keys get one answer. */
  readonly key: (query: Query) => string;
}

interface Remembered {
  readonly payload: Json;
  readonly untilMs: number;
}

/**
 * Answers a question asked again within `ttlMs` from memory, and lets identical fetches in flight share one.
 * Failures are not remembered. When the fetch that others wait for is cancelled by its own query, one of them takes its place.
 */
export function cache(options: CacheOptions): Policy {
  return (next) => {
    const answers = new LRUCache<string, Remembered>({ max: options.size });
    const inFlight = new Map<string, Promise<Json>>();

    async function lead(key: string, query: Query, context: FetchContext): Promise<Json> {
      const payload = await next(query, context);
      answers.set(key, { payload, untilMs: context.clock.now() + options.ttlMs });
      return payload;
    }

    return async (query, context) => {
      const key = options.key(query);
      for (;;) {
        const known = answers.get(key);
        if (known !== undefined && context.clock.now() < known.untilMs) {
          context.tally.cached = true;
          return known.payload;
        }
        const leader = inFlight.get(key);
        if (leader === undefined) {
          const mine = lead(key, query, context).finally(() => inFlight.delete(key));
          inFlight.set(key, mine);
          return mine;
        }
        const shared = await follow(leader, context);
        if (shared === undefined) continue;
        context.tally.cached = true;
        return shared.payload;
      }
    };
  };
}

/** What the leader got; undefined if its own query was cut off, so that somebody else must fetch. */
async function follow(leader: Promise<Json>, context: FetchContext): Promise<{ payload: Json } | undefined> {
  const scope = context.scope.child();
  try {
    return { payload: await Promise.race([leader, hang(scope)]) };
  } catch (thrown) {
    if (context.scope.reason !== undefined) throw context.scope.reason;
    if (thrown instanceof Error && isCutOff(thrown)) return undefined;
    throw thrown;
  } finally {
    scope.close();
  }
}

function isCutOff(error: Error): boolean {
  return 'kind' in error && (error.kind === 'deadline' || error.kind === 'interrupted');
}
