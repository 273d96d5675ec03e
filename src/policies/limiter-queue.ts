import type { Admission } from '../lib/admission.js';
import type { Clock, Timer } from '../model/ports.js';
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
