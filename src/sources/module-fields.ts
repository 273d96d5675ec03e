import { z } from 'zod';

/** The fields of a source that is a function of a module. */
export const moduleSourceFields = {
  module: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'A JavaScript or TypeScript file, relative to the scenario file' }),
  export: z
    .string()
    .min(1)
    .max(200)
    .default('fetch')
    .meta({ description: 'The function that it exports: fetch(query, {signal, log})' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer answer, as JSON, is a failure' }),
} as const;
