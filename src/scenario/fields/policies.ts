import { z } from 'zod';
import { dispatchNames } from '../../inference/dispatch.js';
import { duration } from '../../lib/duration-field.js';

/** Stands among the scenario's policies wherever it likes: it is about the query as a whole. */
export const quorumSchema = z.strictObject({
  type: z.literal('quorum'),
  count: z.int().min(1).max(10_000).default(1).meta({ description: 'How many sources are enough' }),
  sources: z.array(z.string()).max(10_000).default([]).meta({ description: 'Sources that must be among them' }),
  grace: duration.default(0).meta({ description: 'How long the others may still come in' }),
});

/** Stands among the policies of inference wherever it likes: it is about the queue before the workers. */
export const dispatchSchema = z.strictObject({
  type: z.literal('dispatch'),
  order: z.enum(dispatchNames).meta({ description: 'Which of the payloads that wait gets the next free worker' }),
});

/** A list of policies in which one type, that has no place in the order, may stand once. */
export function onceEach<T extends { readonly type: string }, I>(policy: z.ZodType<T, I>, once: string) {
  return z
    .array(policy)
    .max(20)
    .refine((list) => list.filter(({ type }) => type === once).length <= 1, { error: `expected one ${once} at most` })
    .default([]);
}
