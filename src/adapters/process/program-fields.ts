import { z } from 'zod';
import { commandField, variablesField } from '../fields.js';

/**
 * What a scenario says of a program: JSON on its standard input, JSON on its standard output. `known` are the names
 * that its templates may hold.
 */
export function programFields(known: readonly string[]) {
  const names = [...known, 'env.NAME'].map((name) => `{{${name}}}`).join(', ');
  return {
    command: commandField(known).meta({
      description: `The program and its arguments, each of which may hold ${names}; no shell reads them. A path is relative to the scenario file`,
    }),
    env: variablesField(known).meta({
      description: `Variables of the environment that the program has beside those of agent-bench; values may hold ${names}`,
    }),
    maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer output is a failure' }),
  } as const;
}
