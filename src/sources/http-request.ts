import { acceptedEncodings } from '../adapters/http/body.js';
import type { HttpRequest } from '../adapters/http/client.js';
import { networkFailure } from '../adapters/http/failures.js';
import { reasonIn } from '../adapters/http/refusal-reason.js';
import { credentialsIn, filledHeaders, filledUrl, urlEncoded } from '../adapters/http/fill.js';
import { filled, valuesOf, type Environment, type Values } from '../adapters/template.js';
import type { Json } from '../model/json.js';
import type { CallContext } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { HttpFields } from '../adapters/fields.js';

/** How it goes into a text within JSON. */
function jsonEncoded(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** What a source asks for a query. */
export function requestFor(fields: HttpFields, query: Query, context: CallContext, env: Environment): HttpRequest {
  const values = valuesOf(query, context);
  const url = filledUrl(fields, values, env);
  if (url === undefined)
    throw networkFailure('error', 'the URL of the source is none once its placeholders are filled in');
  const stated = filledHeaders(fields, values, env);
  const { body, type } = filledBody(fields.body?.reveal(), stated['content-type'], values, env);
  const headers = {
    accept: '*/*',
    'accept-encoding': acceptedEncodings,
    'user-agent': 'agent-bench',
    ...(type !== undefined && { 'content-type': type }),
    ...credentialsIn(url),
    ...stated,
  };
  const method = fields.method ?? (body === undefined ? 'GET' : 'POST');
  return { method, url, headers, body, maxBytes: fields.maxBytes, redirects: fields.redirects, reasonIn };
}

interface FilledBody {
  readonly body: string | undefined;
  /** Its content type, where it has one that can be told. */
  readonly type?: string | undefined;
}

/** A body with its placeholders filled in, so that it stays what it is: JSON, a form, or text. */
function filledBody(body: Json | undefined, stated: string | undefined, values: Values, env: Environment): FilledBody {
  if (body === undefined) return { body: undefined };
  if (typeof body !== 'string')
    return { body: JSON.stringify(filledTexts(body, values, env)), type: 'application/json' };
  const type = stated ?? (isJson(body) ? 'application/json' : 'text/plain; charset=utf-8');
  const encode = /json/i.test(type) ? jsonEncoded : /x-www-form-urlencoded/i.test(type) ? urlEncoded : undefined;
  return { body: filled(body, values, env, encode), type };
}

function filledTexts(value: Json, values: Values, env: Environment): Json {
  if (typeof value === 'string') return filled(value, values, env);
  if (Array.isArray(value)) return value.map((item) => filledTexts(item, values, env));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledTexts(item, values, env)]));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
