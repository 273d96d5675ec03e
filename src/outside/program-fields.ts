import { z } from 'zod';
import { commandField, variablesField } from './fields.js';

/** What a scenario says of a program: JSON on its standard input, JSON on its standard output. */
export const programFields = {
  command: commandField,
  env: variablesField.meta({ description: 'Variables of the environment that the program has beside those of agent-bench; values may hold {{env.NAME}}' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer output is a failure' }),
} as const;
