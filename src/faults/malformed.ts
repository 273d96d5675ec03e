import type { Json } from '../model/json.js';
import type { Policy } from '../model/ports.js';
import type { FaultKind } from './kind.js';

/** Answers in time with a payload in which the first value is of a wrong type. */
export const malformed: FaultKind = {
  summary: 'answers with a payload that its schema refuses',
  argument: '',
  make: (argument) => (argument === '' ? spoiling : undefined),
};

const spoiling: Policy = (next) => async (query, context) => spoiled(await next(query, context));

function spoiled(value: Json): Json {
  if (Array.isArray(value) && value.length > 0) return value.map((item, i) => (i === 0 ? spoiled(item) : item));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const first = Object.keys(value).find((key) => key !== '__proto__'); // which no schema looks at
    if (first !== undefined) return { ...value, [first]: spoiled(value[first]!) };
  }
  return typeof value === 'number' ? 'not a number' : 0;
}
