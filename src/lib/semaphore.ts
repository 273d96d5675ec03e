import { Heap } from './heap.js';

/** Somebody who waits for a permit; undefined once they have left. */
interface Waiter {
  granted: (() => void) | undefined;
}

/** Of those who wait, so many may have left before the queue is cleared of them. */
const fewLeft = 64;

/** Hands out a fixed number of permits: the smallest key first, and of equal keys the one that came first. */
export class Semaphore {
  #free: number;
  readonly #queue = new Heap<Waiter>();
  #waiting = 0;

  constructor(permits: number) {
    this.#free = permits;
  }

  get free(): number {
    return this.#free;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a permit if one is free. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /**
   * Calls back once there is a permit, at once if one is free. Returns how to leave the queue; after the call it does
   * nothing.
   */
  acquire(granted: () => void, key = 0): () => void {
    if (this.take()) {
      granted();
      return () => undefined;
    }
    const waiter: Waiter = { granted };
    this.#queue.push(key, waiter);
    this.#waiting++;
    return () => {
      this.#leave(waiter);
    };
  }

  /** Gives a permit back, to the first in the queue. */
  release(): void {
    for (let first = this.#queue.pop(); first !== undefined; first = this.#queue.pop()) {
      const { granted } = first.value;
      if (granted === undefined) continue;
      first.value.granted = undefined;
      this.#waiting--;
      granted();
      return;
    }
    this.#free++;
  }

  #leave(waiter: Waiter): void {
    if (waiter.granted === undefined) return;
    waiter.granted = undefined;
    this.#waiting--;
    if (this.#queue.size > 2 * this.#waiting + fewLeft) this.#queue.keep(({ granted }) => granted !== undefined);
  }
}
