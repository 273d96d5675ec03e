import { maxDurationMs } from '../lib/duration.js';
import { argumentNames, argumentOf, type Query } from '../model/query.js';
import { random } from '../lib/random.js';
import type { Json } from '../model/json.js';
import type { CallContext, Fetch } from '../model/ports.js';
import { sleep } from '../model/sleep.js';
import { drawLatency, type Latency } from './latency.js';

/** A source that only takes time: waits for a latency, then answers with its payload, filled in for the query. */
export function synthetic({ latency, payload, scale }: { latency: Latency; payload: Json; scale: number }): Fetch {
  const constant = !JSON.stringify(payload).includes('{{');
  return (query, context) => {
    return sleep(context.clock, attemptMs(latency, scale, query, context), context.scope).then(() =>
      constant ? payload : filled(payload, query),
    );
  };
}

/** How long an attempt takes, in milliseconds: drawn from the random stream of its query, source and attempt. */
export function attemptMs(
  latency: Latency,
  scale: number,
  query: Query,
  { source, attempt }: Pick<CallContext, 'source' | 'attempt'>,
): number {
  return Math.min(
    drawLatency(latency, random(query.seed, 'latency', query.index, source, attempt)) * scale,
    maxDurationMs,
  );
}

/** The payload with `{{question}}`, `{{city}}` and the like replaced in its texts. */
function filled(payload: Json, query: Query): Json {
  if (typeof payload === 'string')
    return argumentNames.reduce((text, name) => text.replaceAll(`{{${name}}}`, () => argumentOf(query, name)), payload);
  if (Array.isArray(payload)) return payload.map((item) => filled(item, query));
  if (payload === null || typeof payload !== 'object') return payload;
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, filled(value, query)]));
}
