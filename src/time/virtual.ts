import { toNanosecond } from '../lib/duration.js';
import { Heap } from '../lib/heap.js';
import { DeadlockError } from '../model/errors.js';
import type { Clock } from '../model/ports.js';

interface Event {
  callback: (() => void) | undefined;
}

/**
 * Simulated time: nothing takes any, and `now` moves from event to event. Starts at 0.
 * Events of one instant happen in the order in which they were planned.
 */
export class VirtualClock implements Clock {
  readonly #events = new Heap<Event>();
  #now = 0;
  #cancelled = 0;

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const event: Event = { callback };
    this.#events.push(toNanosecond(this.#now + Math.max(0, ms)), event);
    return () => {
      if (event.callback === undefined) return;
      event.callback = undefined;
      this.#cancelled++;
      this.#forgetCancelled();
    };
  }

  /**
   * Runs `main` and moves time until it settles: lets every continuation run, then the earliest event, and so on.
   * `openSpans` names what is unfinished for the DeadlockError that ends a program with nothing left to wait for.
   */
  async drive<T>(main: () => Promise<T>, openSpans: () => readonly string[]): Promise<T> {
    let settled = false;
    const result = main().finally(() => {
      settled = true;
    });
    result.catch(() => {}); // the caller gets the rejection from `return result`
    for (;;) {
      await continuations();
      if (settled) return result;
      if (!this.#step()) throw new DeadlockError(openSpans());
    }
  }

  /** Moves to the earliest live event and lets it happen. False when there is none. */
  #step(): boolean {
    for (let entry = this.#events.pop(); entry !== undefined; entry = this.#events.pop()) {
      const { callback } = entry.value;
      if (callback === undefined) {
        this.#cancelled--;
        continue;
      }
      entry.value.callback = undefined;
      this.#now = entry.key;
      callback();
      return true;
    }
    return false;
  }

  /** Cancelled events stay in the heap until they are half of it, so that cancelling is cheap and memory bounded. */
  #forgetCancelled(): void {
    if (this.#cancelled < 1000 || this.#cancelled * 2 < this.#events.size) return;
    this.#events.keep((event) => event.callback !== undefined);
    this.#cancelled = 0;
  }
}

/** Promise reactions all run before the event loop's next turn. */
function continuations(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
