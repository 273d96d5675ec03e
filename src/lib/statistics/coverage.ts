import type { Fold } from '../fold.js';

/** The total length of what intervals cover; overlaps count once. Keeps the stretches that are covered, in order. */
export class Coverage implements Fold<readonly [start: number, end: number], number> {
  /** Disjoint stretches by their starts, and their ends. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  add([start, end]: readonly [start: number, end: number]): void {
    if (!(end > start)) return;
    // Stretches from `first` on end at the start or later, and those before `last` begin at the end or earlier.
    let first = this.#ends.length;
    while (first > 0 && this.#ends[first - 1]! >= start) first--;
    let last = first;
    let [low, high] = [start, end];
    for (; last < this.#starts.length && this.#starts[last]! <= end; last++) {
      low = Math.min(low, this.#starts[last]!);
      high = Math.max(high, this.#ends[last]!);
    }
    if (last === first + 1) {
      this.#starts[first] = low;
      this.#ends[first] = high;
      return;
    }
    this.#starts.splice(first, last - first, low);
    this.#ends.splice(first, last - first, high);
  }

  result(): number {
    return this.#ends.reduce((total, end, i) => total + end - this.#starts[i]!, 0);
  }
}
