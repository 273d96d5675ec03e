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
  return checked((payload) => parsed(schema, payload));
}

/**
 * The same for payloads like this one. The schema is made where a payload needs it: one that is the example itself,
 * as that of a simulated source, and a text where the example is one, do not.
 */
export function boundaryLike(example: Json): Policy {
  let schema: z.ZodType<Json> | undefined;
  return checked((payload) => {
    if (payload === example || (typeof payload === 'string' && typeof example === 'string')) return payload;
    return parsed((schema ??= schemaLike(example)), payload);
  });
}

function checked(check: (payload: Json) => Json): Policy {
  return (next) => (query, context) => next(query, context).then(check);
}

function parsed(schema: z.ZodType<Json>, payload: Json): Json {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  throw misfit(result.error);
}

/** The failure that a payload is which a schema refuses: the first thing that is wrong, and where. */
export function misfit({ issues: [issue] }: z.ZodError): Failure {
  const path = issue === undefined || issue.path.length === 0 ? 'payload' : `payload.${issue.path.join('.')}`;
  return new Failure('malformed', clip(printable(`${path}: ${issue?.message ?? 'refused by the schema'}`), 300));
}
