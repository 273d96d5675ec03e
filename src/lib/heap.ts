interface HeapEntry<T> {
  readonly key: number;
  readonly order: number;
  readonly value: T;
}

/** A binary min-heap: the smallest key leaves first, equal keys in the order in which they came. */
export class Heap<T> {
  #entries: HeapEntry<T>[] = [];
  #pushed = 0;

  get size(): number {
    return this.#entries.length;
  }

  peek(): HeapEntry<T> | undefined {
    return this.#entries[0];
  }

  push(key: number, value: T): void {
    this.#siftUp({ key, order: this.#pushed++, value });
  }

  pop(): HeapEntry<T> | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (first !== undefined && last !== undefined && first !== last) this.#siftDown(last);
    return first;
  }

  /** Drops every entry that does not pass. */
  keep(passes: (value: T) => boolean): void {
    const kept = this.#entries.filter((entry) => passes(entry.value)).toSorted((a, b) => (before(a, b) ? -1 : 1));
    this.#entries = kept; // a sorted array is a heap
  }

  #siftUp(entry: HeapEntry<T>): void {
    const entries = this.#entries;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = entries[above]!;
      if (!before(entry, parent)) break;
      entries[at] = parent;
      at = above;
    }
    entries[at] = entry;
  }

  #siftDown(entry: HeapEntry<T>): void {
    const entries = this.#entries;
    const size = entries.length;
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && before(entries[below + 1]!, entries[below]!)) below++;
      const child = entries[below]!;
      if (!before(child, entry)) break;
      entries[at] = child;
      at = below;
    }
    entries[at] = entry;
  }
}

function before<T>(a: HeapEntry<T>, b: HeapEntry<T>): boolean {
  return a.key < b.key || (a.key === b.key && a.order < b.order);
}
