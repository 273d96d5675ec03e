import { maxDurationMs } from '../lib/duration.js';
import { argumentNames, argumentOf, type Query } from '../model/query.js';
import { random, standardNormal, type Random } from '../lib/random.js';
import type { Json } from '../model/json.js';
import type { CallContext, Fetch } from '../model/ports.js';
import { sleep } from '../model/permit.js';

/** How long a source takes, in milliseconds. */
export type Latency =
  | number
  | { readonly type: 'fixed'; readonly value: number }
  | { readonly type: 'uniform'; readonly min: number; readonly max: number }
  | { readonly type: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly type: 'lognormal'; readonly median: number; readonly p95: number }
  | { readonly type: 'empirical'; readonly percentiles: Readonly<Record<string, number>> }
  | { readonly type: 'mixture'; readonly parts: readonly { readonly weight: number; readonly latency: Latency }[] };

/** The 95th percentile of the standard normal distribution. */
const z95 = 1.6448536269514722;

/** Draws one latency in milliseconds, never below 0. */
export function drawLatency(latency: Latency, draw: Random): number {
  if (typeof latency === 'number') return latency;
  switch (latency.type) {
    case 'fixed':
      return latency.value;
    case 'uniform':
      return latency.min + (latency.max - latency.min) * draw();
    case 'normal':
      return Math.max(0, latency.mean + latency.sd * standardNormal(draw));
    case 'lognormal':
      return latency.median * Math.exp((Math.log(latency.p95 / latency.median) / z95) * standardNormal(draw));
    case 'empirical':
      return inverse(latency.percentiles, draw() * 100);
    case 'mixture':
      return drawLatency(pick(latency.parts, draw()), draw);
  }
}

/** The same latency, each draw so many times as long. A factor of 0 takes no time at all. */
export function scaledLatency(latency: Latency, factor: number): Latency {
  if (factor === 0) return 0;
  if (typeof latency === 'number') return latency * factor;
  switch (latency.type) {
    case 'fixed':
      return { ...latency, value: latency.value * factor };
    case 'uniform':
      return { ...latency, min: latency.min * factor, max: latency.max * factor };
    case 'normal':
      return { ...latency, mean: latency.mean * factor, sd: latency.sd * factor };
    case 'lognormal':
      return { ...latency, median: latency.median * factor, p95: latency.p95 * factor };
    case 'empirical':
      return {
        ...latency,
        percentiles: Object.fromEntries(Object.entries(latency.percentiles).map(([p, value]) => [p, value * factor])),
      };
    case 'mixture':
      return {
        ...latency,
        parts: latency.parts.map((part) => ({ ...part, latency: scaledLatency(part.latency, factor) })),
      };
  }
}

/** The value at a percentile, straight lines between the given ones; outside of them the nearest. */
function inverse(percentiles: Readonly<Record<string, number>>, percentile: number): number {
  const points = Object.entries(percentiles)
    .map(([p, value]) => [Number(p), value] as const)
    .toSorted((a, b) => a[0] - b[0]);
  const above = points.findIndex(([p]) => p >= percentile);
  const [lowP, low] = points[above === -1 ? points.length - 1 : Math.max(0, above - 1)]!;
  const [highP, high] = points[above === -1 ? points.length - 1 : above]!;
  return highP === lowP ? low : low + ((high - low) * (percentile - lowP)) / (highP - lowP);
}

function pick(parts: readonly { readonly weight: number; readonly latency: Latency }[], draw: number): Latency {
  let left = draw * parts.reduce((sum, part) => sum + part.weight, 0);
  for (const part of parts) {
    left -= part.weight;
    if (left < 0) return part.latency;
  }
  return parts.at(-1)!.latency;
}

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
