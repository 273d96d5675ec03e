import { z } from 'zod';
import { slidingWindow, tokenBucket, type Admission } from '../lib/admission.js';
import { formatDuration } from '../lib/duration.js';
import { counted } from '../lib/text.js';
import { positiveDuration } from '../lib/duration-field.js';
import { Failure } from '../model/errors.js';
import type { CallContext, Clock, Timer, Wrapper } from '../model/ports.js';
import type { CallPolicyContext } from './policy-context.js';
import { inLimitSpan } from '../model/permit.js';
import type { Scope } from '../model/scope.js';

/** The resolution of the clocks: a timer that was rounded down by less than this is not early. */
const nanosecond = 1e-6;

/**
 * The queue before a rate limit: first come, first served. A turn is taken when the call passes and not when it starts
 * to wait, so that queries that gave up waiting hold no place against those that come after them.
 */
export class LimiterQueue {
  readonly #admission: Admission;
  readonly #waiting = new Set<() => void>();
  #timer: Timer | undefined;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /** Lets a call pass that needs not wait. */
  pass(clock: Clock): boolean {
    return this.#waiting.size === 0 && this.#admit(clock.now());
  }

  /** How long a call that came now would wait in an empty queue, in milliseconds. */
  waitMs(clock: Clock): number {
    return this.#admission.earliest(clock.now()) - clock.now();
  }

  /** Resolves when it is the call's turn, or rejects with the scope's reason once the scope is aborted. */
  turn(clock: Clock, scope: Scope): Promise<void> {
    if (scope.reason !== undefined) return Promise.reject(scope.reason);
    return new Promise((resolve, reject) => {
      const entry = (): void => {
        listener.stop();
        resolve();
      };
      const listener = scope.onAbort((reason) => {
        this.#waiting.delete(entry);
        if (this.#waiting.size === 0) this.#stop();
        reject(reason);
      });
      this.#waiting.add(entry);
      if (this.#timer === undefined) this.#start(clock);
    });
  }

  #admit(nowMs: number): boolean {
    if (this.#admission.earliest(nowMs) > nowMs + nanosecond) return false;
    this.#admission.reserve(nowMs);
    return true;
  }

  #start(clock: Clock): void {
    this.#timer = clock.after(this.waitMs(clock), () => {
      this.#timer = undefined;
      for (const entry of this.#waiting) {
        if (!this.#admit(clock.now())) break;
        this.#waiting.delete(entry);
        entry();
      }
      if (this.#waiting.size > 0) this.#start(clock);
    });
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/**
 * Defaults: an exact sliding window of a second, and calls wait. Polly and cockatiel only reject, resilience4j waits
 * five seconds at most; here the query's own timeout ends the wait. resilience4j's and most services' fixed windows let
 * twice the limit through around their edge; neither of these algorithms does.
 */
export const rateLimitSchema = z.strictObject({
  type: z.literal('rate-limit'),
  limit: z.int().min(1).max(1_000_000).meta({ description: 'Calls, retries and copies included' }),
  per: positiveDuration.default(1000),
  algorithm: z.enum(['sliding-window', 'token-bucket']).default('sliding-window'),
  burst: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'Calls that a token bucket lets pass at once; limit where left out' }),
  whenFull: z.enum(['wait', 'reject']).default('wait'),
  pool: z.string().optional().meta({ description: 'Sources that name the same pool share one limit' }),
});

/**
 * Lets no more calls through than the limit; the others wait their turn, in a span of their own, or are rejected and
 * told when to come back. A call counts from the time that it passes, however it ends.
 */
export function rateLimit<C extends CallContext, T>(
  options: z.output<typeof rateLimitSchema>,
  { scale, shared }: CallPolicyContext,
): Wrapper<C, T> {
  const { limit, burst = limit, algorithm, whenFull, pool } = options;
  const perMs = options.per * scale;
  const make = () =>
    new LimiterQueue(algorithm === 'sliding-window' ? slidingWindow(limit, perMs) : tokenBucket(limit, perMs, burst));
  return (next) => {
    const queue = shared(pool === undefined ? undefined : `rate-limit ${pool}`, make);
    return async (query, context) => {
      context.scope.throwIfAborted();
      if (!queue.pass(context.clock)) {
        if (whenFull === 'reject') {
          throw new Failure('rejected', `more than ${counted(limit, 'call')} in ${formatDuration(perMs)}`, {
            retryAfterMs: queue.waitMs(context.clock),
          });
        }
        await inLimitSpan(context, () => queue.turn(context.clock, context.scope));
      }
      return next(query, context);
    };
  };
}

/** Stateful: calls of earlier queries count against the limit. */
export const rateLimitPolicy = {
  type: 'rate-limit',
  schema: rateLimitSchema,
  stateful: () => true,
  longestMs: ({ whenFull }: z.output<typeof rateLimitSchema>, innerMs: number) =>
    whenFull === 'wait' ? Number.POSITIVE_INFINITY : innerMs,
  wrap: rateLimit,
} as const;
