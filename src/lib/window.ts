import { quantileOfSorted } from './statistics/stats.js';

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
