import { z } from 'zod';
import { positiveDuration } from '../lib/duration-field.js';
import { formatDuration } from '../lib/duration.js';
import { Failure, type FailureKind } from '../model/errors.js';
import type { CallContext, Wrapper } from '../model/ports.js';
import type { CallPolicyContext } from './policy-context.js';
import { CallWindow } from '../lib/windows.js';

/** Where a circuit breaker stands: calls pass, none does, or a few do to try whether the source is back. */
export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerOptions {
  /**
   * What failures are counted over: `consecutive` ones, the last `size` calls (`count`), or the calls of the last
   * `sizeMs` milliseconds (`time`).
   */
  readonly over: 'consecutive' | 'count' | 'time';
  /** Calls of the count window. */
  readonly size: number;
  /** Milliseconds of the time window. */
  readonly sizeMs: number;
  /** Failures in a row, or the share of failures from 0 to 1, at which it opens. */
  readonly threshold: number;
  /** Fewer calls in the window never open it. */
  readonly minimumCalls: number;
  /** Milliseconds that it stays open. */
  readonly openMs: number;
  /** Calls let through half-open, all of which must succeed. */
  readonly probes: number;
}

/** A call that was let through. Its outcome counts only while the breaker is in the state that let it through. */
export interface Pass {
  readonly era: number;
}

/**
 * The state machine of a circuit breaker, without a clock: every call says what time it is.
 * Closed, open and half-open as in Michael Nygard, "Release It!", 2007.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #state: BreakerState = 'closed';
  /** Counts changes of state, to know an outcome that comes too late. */
  #era = 0;
  #openedMs = 0;
  #consecutive = 0;
  #probing = 0;
  #succeeded = 0;
  readonly #calls = new CallWindow();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Lets a call through, or returns undefined. */
  admit(nowMs: number): Pass | undefined {
    if (this.#state === 'open' && nowMs >= this.#openedMs + this.#options.openMs) this.#become('half-open', nowMs);
    if (this.#state === 'open') return undefined;
    if (this.#state === 'half-open') {
      if (this.#probing + this.#succeeded >= this.#options.probes) return undefined;
      this.#probing++;
    }
    return { era: this.#era };
  }

  /** Tells how a call ended. `abandoned` calls, cut off by their own query, say nothing about the source. */
  settle(pass: Pass, outcome: 'succeeded' | 'failed' | 'abandoned', nowMs: number): void {
    if (pass.era !== this.#era) return;
    if (this.#state === 'half-open') this.#settleProbe(outcome, nowMs);
    else if (outcome !== 'abandoned') this.#settleCall(outcome === 'failed', nowMs);
  }

  #settleProbe(outcome: 'succeeded' | 'failed' | 'abandoned', nowMs: number): void {
    this.#probing--;
    if (outcome === 'failed') this.#become('open', nowMs);
    else if (outcome === 'succeeded' && ++this.#succeeded >= this.#options.probes) this.#become('closed', nowMs);
  }

  #settleCall(failed: boolean, nowMs: number): void {
    this.#consecutive = failed ? this.#consecutive + 1 : 0;
    if (this.#options.over !== 'consecutive') this.#remember(failed, nowMs);
    if (this.#shouldOpen()) this.#become('open', nowMs);
  }

  #remember(failed: boolean, nowMs: number): void {
    const { over, size, sizeMs } = this.#options;
    this.#calls.push(failed, nowMs);
    if (over === 'count') this.#calls.keepLatest(size);
    else this.#calls.keepAfter(nowMs - sizeMs);
  }

  #shouldOpen(): boolean {
    const { over, threshold, minimumCalls } = this.#options;
    if (over === 'consecutive') return this.#consecutive >= threshold;
    const { count, failures } = this.#calls;
    return count >= minimumCalls && failures > 0 && failures / count >= threshold;
  }

  #become(state: BreakerState, nowMs: number): void {
    this.#state = state;
    this.#era++;
    this.#consecutive = 0;
    this.#probing = 0;
    this.#succeeded = 0;
    this.#calls.clear();
    if (state === 'open') this.#openedMs = nowMs;
  }
}

/**
 * Defaults: five failures in a row and ten seconds, as cockatiel's examples have it. The others open on a share of
 * failures: opossum 50 % over 10 s and closed again after 30 s, Polly 8 10 % of at least 100 calls over 30 s and 5 s,
 * resilience4j 50 % of 100 calls and 60 s. An agent that asks a source a few times an hour would never fill such
 * windows, so shares are there for those who ask for them. One probe as in cockatiel, opossum and Polly; resilience4j
 * takes ten.
 */
export const circuitBreakerSchema = z
  .strictObject({
    type: z.literal('circuit-breaker'),
    over: z
      .enum(['consecutive', 'count', 'time'])
      .default('consecutive')
      .meta({ description: 'What failures are counted over' }),
    threshold: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'Failures in a row (5), or the share of failures (0.5) at which it opens' }),
    size: z.int().min(1).max(100_000).default(20).meta({ description: 'Calls of a count window' }),
    span: positiveDuration.default(10_000).meta({ description: 'Length of a time window' }),
    minimumCalls: z.int().min(1).default(5).meta({ description: 'A window with fewer calls is not judged' }),
    openFor: positiveDuration.default(10_000).meta({ description: 'How long no call is let through' }),
    probes: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .meta({ description: 'Calls that try whether the source is back; all must succeed' }),
  })
  .refine(({ over, threshold }) => threshold === undefined || over === 'consecutive' || threshold <= 1, {
    error: 'a threshold over a window is a share from 0 to 1',
    path: ['threshold'],
  })
  .refine(({ over, threshold }) => threshold === undefined || over !== 'consecutive' || Number.isInteger(threshold), {
    error: 'failures in a row are a whole number; for a share, add over: "count" or over: "time"',
    path: ['threshold'],
  })
  .refine(({ over, size, minimumCalls }) => over !== 'count' || minimumCalls <= size, {
    error: 'expected at most size, or the breaker never opens',
    path: ['minimumCalls'],
  });

/**
 * Failures that say nothing about the source: the query was over before it could answer, or the source was not asked.
 * A timeout counts as a failure, also one outside of the breaker: else a source that hangs would never open it.
 */
const abandoned: ReadonlySet<FailureKind> = new Set(['deadline', 'interrupted', 'enough', 'rejected']);

/**
 * Lets no call through to a source that keeps failing, until a trial shows that it is back. One breaker for each
 * source.
 */
export function circuitBreaker<C extends CallContext, T>(
  options: z.output<typeof circuitBreakerSchema>,
  { source, scale }: CallPolicyContext,
): Wrapper<C, T> {
  const { over, size, minimumCalls, probes, threshold = over === 'consecutive' ? 5 : 0.5 } = options;
  const openMs = options.openFor * scale;
  return (next) => {
    const breaker = new Breaker({ over, size, sizeMs: options.span * scale, threshold, minimumCalls, openMs, probes });
    return async (query, context) => {
      const { clock, tracer } = context;
      const noted = <R>(change: () => R): R => {
        const before = breaker.state;
        const result = change();
        if (breaker.state !== before) tracer.instant(source, `circuit ${breaker.state}`);
        return result;
      };
      const pass = noted(() => breaker.admit(clock.now()));
      if (pass === undefined) throw new Failure('rejected', refusal(breaker.state, openMs));
      try {
        const payload = await next(query, context);
        noted(() => breaker.settle(pass, 'succeeded', clock.now()));
        return payload;
      } catch (thrown) {
        const failure = Failure.from(thrown, 'error');
        noted(() => breaker.settle(pass, abandoned.has(failure.kind) ? 'abandoned' : 'failed', clock.now()));
        throw failure;
      }
    };
  };
}

function refusal(state: BreakerState, openMs: number): string {
  return state === 'open'
    ? `the circuit is open for ${formatDuration(openMs)} after repeated failures`
    : 'the circuit is half-open, and trying already whether calls succeed again';
}

/** Stateful: it counts the calls of all queries. */
export const circuitBreakerPolicy = {
  type: 'circuit-breaker',
  schema: circuitBreakerSchema,
  stateful: () => true,
  longestMs: (_options: unknown, innerMs: number) => innerMs,
  wrap: circuitBreaker,
} as const;
