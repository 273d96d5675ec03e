import { z } from 'zod';
import { headerFields, type headerOf } from './header.js';
import { resultSchema, type RunResult } from './run.js';

/** The answer to one question. */
export type AnswerDocument = ReturnType<typeof headerOf<'ask'>> & RunResult;

/** What `agent-bench ask` was answered. */
export const answerSchema: z.ZodType<AnswerDocument> = z.object({ ...headerFields('ask'), ...resultSchema.shape });
