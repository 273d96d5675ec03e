import { LRUCache } from 'lru-cache';

/**
 * Remembers what was asked, at most `size` answers; the least recently used one goes first. Grows as it fills: an
 * LRUCache with a `max` takes the room for all of them at once, which 10,000 sources of 1000 answers each would not fit
 * into.
 */
export function memory<T extends object>(size: number): LRUCache<string, T> {
  return new LRUCache<string, T>({ maxSize: size, sizeCalculation: () => 1 });
}
