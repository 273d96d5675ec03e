import { z } from 'zod';
import { bodyField, headersField, urlField } from '../adapters/fields.js';

/** What a scenario says of a source that is asked over HTTP. */
export const httpFields = {
  url: urlField,
  method: z
    .enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .optional()
    .meta({ description: 'GET where left out, POST with a body' }),
  headers: headersField,
  body: bodyField.optional(),
  select: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .meta({ description: 'A JMESPath expression: the part of the answer that is the payload' }),
  schema: z
    .record(z.string(), z.json())
    .optional()
    .meta({ description: 'A JSON Schema that the payload has to match' }),
  format: z
    .enum(['json', 'text', 'json-lines', 'event-stream'])
    .optional()
    .meta({ description: 'How the body is read; as its content type says where left out' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer body is a failure' }),
  redirects: z
    .int()
    .min(0)
    .max(20)
    .default(5)
    .meta({ description: 'So many redirects are followed, on one host and port only' }),
} as const;

/** The same, parsed. */
export type HttpFields = z.output<z.ZodObject<typeof httpFields>>;
