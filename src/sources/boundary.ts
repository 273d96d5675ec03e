import { z } from 'zod';
import { clip, printable } from '../lib/text.js';
import { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { Policy } from '../model/ports.js';

/**
 * A schema for payloads like this one: the same keys and types, whatever the values, more items or keys admitted.
 * Items that are not alike are each held to their own place.
 */
export function schemaLike(example: Json): z.ZodType<Json> {
  if (example === null) return z.null();
  if (typeof example === 'string') return z.string();
  if (typeof example === 'number') return z.number();
  if (typeof example === 'boolean') return z.boolean();
  if (Array.isArray(example)) return schemaLikeItems(example);
  return z.looseObject(Object.fromEntries(Object.entries(example).map(([key, value]) => [key, schemaLike(value)])));
}

function schemaLikeItems([first, ...others]: readonly Json[]): z.ZodType<Json> {
  if (first === undefined) return z.array(z.json());
  const item = schemaLike(first);
  if (others.every((other) => item.safeParse(other).success)) return z.array(item);
  return z.tuple([item, ...others.map(schemaLike)], z.json());
}

/**
 * Lets no payload through that the schema refuses: that is the source's failure, of kind `malformed`, with the path.
 */
export function boundary(schema: z.ZodType<Json>): Policy {
  const check = (payload: Json): Json => {
    const result = schema.safeParse(payload);
    if (result.success) return result.data;
    throw misfit(result.error);
  };
  return (next) => (query, context) => next(query, context).then(check);
}

/** The failure that a payload is which a schema refuses: the first thing that is wrong, and where. */
export function misfit({ issues: [issue] }: z.ZodError): Failure {
  const path = issue === undefined || issue.path.length === 0 ? 'payload' : `payload.${issue.path.join('.')}`;
  return new Failure('malformed', clip(printable(`${path}: ${issue?.message ?? 'refused by the schema'}`), 300));
}
