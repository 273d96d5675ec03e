/** Hands out a fixed number of permits, first come, first served. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Calls back once there is a permit, at once if one is free. Returns how to leave the queue; after the call it does nothing. */
  acquire(granted: () => void): () => void {
    if (this.#free > 0) {
      this.#free--;
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
