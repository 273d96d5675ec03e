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
