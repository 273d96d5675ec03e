import { z } from 'zod';
import { dispatchNames } from '../../inference/dispatch.js';

/** Stands among the policies of inference wherever it likes: it is about the queue before the workers. */
export const dispatchSchema = z.strictObject({
  type: z.literal('dispatch'),
  order: z.enum(dispatchNames).meta({ description: 'Which of the payloads that wait gets the next free worker' }),
});
