import { z } from 'zod';
import { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { Policy } from '../model/ports.js';

/** A schema for payloads like this one: the same keys and types, whatever the values, more items or keys admitted. */
export function schemaLike(example: Json): z.ZodType<Json> {
  if (example === null) return z.null();
  if (typeof example === 'string') return z.string();
  if (typeof example === 'number') return z.number();
  if (typeof example === 'boolean') return z.boolean();
  if (Array.isArray(example)) return z.array(example[0] === undefined ? z.json() : schemaLike(example[0])) as z.ZodType<Json>;
  return z.looseObject(Object.fromEntries(Object.entries(example).map(([key, value]) => [key, schemaLike(value)]))) as unknown as z.ZodType<Json>;
}

/** Lets no payload through that the schema refuses: that is the source's failure, of kind `malformed`, with the path. */
export function boundary(schema: z.ZodType<Json>): Policy {
  return (next) => async (query, context) => {
    const result = schema.safeParse(await next(query, context));
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const path = issue === undefined || issue.path.length === 0 ? 'payload' : `payload.${issue.path.join('.')}`;
    throw new Failure('malformed', `${path}: ${issue?.message ?? 'refused by the schema'}`);
  };
}
