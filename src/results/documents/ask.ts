import { z } from 'zod';
import { headerFields } from './header.js';
import { resultSchema } from './run.js';

/** What `agent-bench ask` was answered. */
export const answerSchema = z.object({ ...headerFields('ask'), ...resultSchema.shape });

/** The answer to one question. */
export type AnswerDocument = z.output<typeof answerSchema>;
