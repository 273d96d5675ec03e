import { quantileOfSorted } from './statistics/descriptive.js';

/**
 * The last `size` values that were put in, and their quantiles. Kept in rising order beside the order in which they
 * came: a policy asks for a quantile on every fetch, and sorting anew each time would cost more than the fetch.
 */
export class SlidingWindow {
  readonly #size: number;
  readonly #values: number[] = [];
  readonly #sorted: number[] = [];
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return this.#values.length;
  }

  push(value: number): void {
    const oldest = this.#values[this.#next];
    if (oldest !== undefined) this.#sorted.splice(this.#placeOf(oldest), 1);
    this.#sorted.splice(this.#placeOf(value), 0, value);
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** NaN while the window is empty. */
  quantile(q: number): number {
    return quantileOfSorted(this.#sorted, q);
  }

  /** Where the first value stands that is not below this one. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface Call {
  readonly atMs: number;
  readonly failed: boolean;
}

/**
 * The latest calls and how many of them failed: adding one takes constant time on average, however many are remembered.
 */
export class CallWindow {
  #calls: Call[] = [];
  /** Calls before this one have left the window. */
  #first = 0;
  #failures = 0;

  get count(): number {
    return this.#calls.length - this.#first;
  }

  get failures(): number {
    return this.#failures;
  }

  push(failed: boolean, atMs: number): void {
    this.#calls.push({ atMs, failed });
    if (failed) this.#failures++;
  }

  /** Forgets all but the latest `count` calls. */
  keepLatest(count: number): void {
    while (this.count > count) this.#forgetFirst();
  }

  /** Forgets the calls at `ms` and before. */
  keepAfter(ms: number): void {
    while (this.count > 0 && this.#calls[this.#first]!.atMs <= ms) this.#forgetFirst();
  }

  clear(): void {
    this.#calls = [];
    this.#first = 0;
    this.#failures = 0;
  }

  #forgetFirst(): void {
    if (this.#calls[this.#first++]!.failed) this.#failures--;
    if (this.#first < 64 || this.#first * 2 < this.#calls.length) return;
    this.#calls = this.#calls.slice(this.#first);
    this.#first = 0;
  }
}
