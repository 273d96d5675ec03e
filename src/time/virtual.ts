import { toNanosecond } from '../lib/duration.js';
import { Heap } from '../lib/heap.js';
import { DeadlockError } from '../model/errors.js';
import type { Clock, Timer } from '../model/ports.js';

/**
 * Lets every promise reaction run. Ticks come when the queue of reactions is empty and cost a tenth of a turn of the
 * event loop, which is taken now and then: `breathe` says when. A browser has turns only, of messages, as its timers
 * pause.
 */
export const continuations: (breathe: boolean) => Promise<void> = typeof process === 'undefined' ? byMessage() : byTick;

function byTick(breathe: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (breathe) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}

function byMessage(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => {
    waiting.shift()?.();
  });
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
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

  /** Events that are still to come. */
  get pending(): number {
    return this.#events.size - this.#cancelled;
  }

  after(ms: number, callback: () => void): Timer {
    const event = new Event(callback, this);
    this.#events.push(toNanosecond(this.#now + Math.max(0, ms)), event);
    return event;
  }

  /** Advances time without events; those that were due meanwhile happen next, in their order. */
  block(ms: number): void {
    this.#now = toNanosecond(this.#now + Math.max(0, ms));
  }

  /**
   * Counts a cancelled event. They stay in the heap until they are half of it, so that cancelling is cheap and memory
   * bounded.
   */
  forget(): void {
    this.#cancelled++;
    if (this.#cancelled < 1000 || this.#cancelled * 2 < this.#events.size) return;
    this.#events.keep((event) => event.callback !== undefined);
    this.#cancelled = 0;
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
    for (let turn = 0; ; turn++) {
      await continuations(turn % turnsPerBreath === 0);
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
      this.#now = Math.max(this.#now, entry.key); // late, if the loop was blocked
      callback();
      return true;
    }
    return false;
  }
}

class Event implements Timer {
  /** Undefined when it has happened or was cancelled. */
  callback: (() => void) | undefined;
  readonly #clock: VirtualClock;

  constructor(callback: () => void, clock: VirtualClock) {
    this.callback = callback;
    this.#clock = clock;
  }

  cancel(): void {
    if (this.callback === undefined) return;
    this.callback = undefined;
    this.#clock.forget();
  }
}

/**
 * After this many events the event loop gets its turn, so that Ctrl-C and a live line work during a long simulation.
 */
const turnsPerBreath = 256;
