/** Hands out a fixed number of permits, first come, first served. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(permits: number) {
    this.#free = permits;
  }

  get free(): number {
    return this.#free;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a permit if one is free. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /** Calls back once there is a permit, at once if one is free. Returns how to leave the queue; after the call it does nothing. */
  acquire(granted: () => void): () => void {
    if (this.take()) {
      granted();
      return () => undefined;
    }
    // Wrapped, as the same function may wait twice.
    const entry = (): void => {
      granted();
    };
    this.#waiting.add(entry);
    return () => {
      this.#waiting.delete(entry);
    };
  }

  /** Gives a permit back, to the one who has waited longest. */
  release(): void {
    for (const entry of this.#waiting) {
      this.#waiting.delete(entry);
      entry();
      return;
    }
    this.#free++;
  }
}
