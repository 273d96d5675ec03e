import type { z } from 'zod';
import { LRUCache } from 'lru-cache';

/**
 * A least recently used cache of at most `size` answers. Grows as it fills: an LRUCache with a `max` allocates room for
 * all of them at once, too much for 10,000 sources of 1000 answers each.
 */
export function memory<T extends object>(size: number): LRUCache<string, T> {
  return new LRUCache<string, T>({ maxSize: size, sizeCalculation: () => 1 });
}

/** A kind of policy: how a scenario states it, what is known of it, and the wrapper that it puts around a call. */
export interface PolicyKind<S extends z.ZodType<{ readonly type: string }>, Context, W> {
  readonly type: z.output<S>['type'];
  readonly schema: S;
  /**
   * Whether a policy with these options carries state from one query to the next. A query that has met one is replayed
   * after all queries before it, and not alone.
   */
  readonly stateful: (options: z.output<S>) => boolean;
  /**
   * An upper bound of a call with it around one that takes `innerMs` at most; infinite where there is none, as with a
   * queue. Milliseconds before `scale`.
   */
  readonly longestMs: (options: z.output<S>, innerMs: number) => number;
  readonly wrap: (options: z.output<S>, context: Context) => W;
}

interface AnyKind {
  readonly type: string;
  readonly schema: z.ZodType<{ readonly type: string }>;
  readonly stateful: (options: never) => boolean;
  readonly longestMs: (options: never, innerMs: number) => number;
}

/** The schemas of a list of kinds, in its order. */
export function schemasOf<const K extends readonly AnyKind[]>(kinds: K) {
  return kinds.map(({ schema }) => schema) as { readonly [I in keyof K]: K[I]['schema'] };
}

/** The kind in a list that options of its schema belong to. */
export function kindOf<O extends { readonly type: string }, Context, W>(
  kinds: readonly AnyKind[],
  options: O,
): Pick<PolicyKind<z.ZodType<O>, Context, W>, 'stateful' | 'longestMs' | 'wrap'> {
  return kinds.find(({ type }) => type === options.type) as unknown as PolicyKind<z.ZodType<O>, Context, W>;
}
