import { z } from 'zod';
import { duration } from '../../lib/duration-field.js';

/** Stands among the scenario's policies wherever it likes: it is about the query as a whole. */
export const quorumSchema = z.strictObject({
  type: z.literal('quorum'),
  count: z.int().min(1).max(10_000).default(1).meta({ description: 'How many sources are enough' }),
  sources: z.array(z.string()).max(10_000).default([]).meta({ description: 'Sources that must be among them' }),
  grace: duration.default(0).meta({ description: 'How long the others may still come in' }),
});
