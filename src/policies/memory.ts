import { LRUCache } from 'lru-cache';

/**
 * A least recently used cache of at most `size` answers. Grows as it fills: an LRUCache with a `max` allocates room for
 * all of them at once, too much for 10,000 sources of 1000 answers each.
 */
export function memory<T extends object>(size: number): LRUCache<string, T> {
  return new LRUCache<string, T>({ maxSize: size, sizeCalculation: () => 1 });
}
