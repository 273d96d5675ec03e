import { z } from 'zod';

/** A list of policies in which one type, that has no place in the order, may stand once. */
export function onceEach<T extends { readonly type: string }, I>(policy: z.ZodType<T, I>, once: string) {
  return z
    .array(policy)
    .max(20)
    .refine((list) => list.filter(({ type }) => type === once).length <= 1, { error: `expected one ${once} at most` })
    .default([]);
}
