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
