import { z } from 'zod';
import { clip, printable } from '../lib/text.js';
import { Failure, UsageError } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { Fetch } from '../model/ports.js';
import type { HttpClient } from '../adapters/http/client.js';
import { networkFailure } from '../adapters/http/failures.js';
import { refuseUnsendable } from '../adapters/http/fill.js';
import type { Environment } from '../adapters/template.js';
import { misfit } from './boundary.js';
import type { HttpFields } from '../adapters/fields.js';
import { payloadOf } from './http-payload.js';
import { requestFor } from './http-request.js';

/** Where an HTTP source stands and what it asks with. */
export interface HttpSite {
  readonly client: HttpClient;
  readonly env: Environment;
  /** Where its fields are in the scenario, as in `sources.0`. */
  readonly path: string;
}

/** A source that is asked over HTTP. A UsageError names the field that cannot work, whatever the query. */
export async function httpSource(fields: HttpFields, { client, env, path }: HttpSite): Promise<Fetch> {
  refuseUnsendable(fields, env, path);
  const select = fields.select === undefined ? undefined : await selection(fields.select, `${path}.select`);
  const schema = fields.schema === undefined ? undefined : schemaOf(fields.schema, `${path}.schema`);
  return async (query, context) => {
    const answer = await client.ask(requestFor(fields, query, context, env), context);
    const whole = payloadOf(answer, fields.format);
    const payload = select === undefined ? whole : select(whole);
    const checked = schema?.safeParse(payload);
    if (checked?.success === false) throw misfit(checked.error);
    return payload;
  };
}

/** The part of a payload that a JMESPath expression finds. */
async function selection(expression: string, path: string): Promise<(payload: Json) => Json> {
  const { compile, TreeInterpreter } = await import('@jmespath-community/jmespath');
  let compiled: ReturnType<typeof compile>;
  try {
    compiled = compile(expression);
  } catch (thrown) {
    throw new UsageError(`${path}: not a JMESPath expression: ${clip(printable((thrown as Error).message), 200)}`);
  }
  if (compiled.type === 'ExpressionReference')
    throw new UsageError(`${path}: an expression that begins with & is for functions, and finds nothing by itself`);
  return (payload) => {
    let found: unknown;
    try {
      found = TreeInterpreter.search(compiled, bare(payload));
    } catch (thrown) {
      throw networkFailure('malformed', `select: ${(thrown as Error).message}`);
    }
    const part = z.json().safeParse(found).data;
    if (part === undefined || part === null)
      throw new Failure('malformed', `select finds nothing in ${kindOf(payload)}`);
    return part;
  };
}

/** The same without prototypes, in which an expression such as `constructor` would find something. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.create(null) as Record<string, Json>;
  for (const [key, item] of Object.entries(value)) copy[key] = bare(item);
  return copy;
}

function kindOf(payload: Json): string {
  if (typeof payload === 'string') return "the answer, which is text; state the source's format if it is JSON";
  return Array.isArray(payload) ? 'the list that is the answer' : 'the answer';
}

function schemaOf(schema: NonNullable<HttpFields['schema']>, path: string): z.ZodType {
  try {
    return z.fromJSONSchema(schema);
  } catch (thrown) {
    throw new UsageError(
      `${path}: not a JSON Schema that can be checked: ${clip(printable((thrown as Error).message), 200)}`,
    );
  }
}
