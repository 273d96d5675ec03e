import type { Random } from '../lib/random.js';
import type { Json } from '../model/json.js';
import { positiveDurationOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/** How old the payload is by default. */
const defaultAge = '1h';

/**
 * Answers in time with an old payload: wrong, but nothing that a schema could find out. Its numbers have drifted,
 * and its longer texts lack their last sentence. Only an instant of the trace tells.
 */
export const stale: FaultKind = {
  summary: 'answers with an old payload that its schema accepts',
  argument: '[AGE]',
  remedy: 'as in stale or stale:2h (above 0, up to 24h)',
  make(argument, place) {
    const age = argument === '' ? defaultAge : argument;
    if (positiveDurationOf(age) === undefined) return undefined;
    return (next) => async (query, context) => {
      const payload = await next(query, context);
      context.tracer.instant(context.source, `stale answer, ${age.trim()} old`);
      return aged(payload, place.random(query, context));
    };
  },
};

function aged(value: Json, draw: Random): Json {
  if (typeof value === 'number') return drifted(value, draw());
  if (typeof value === 'string') return withoutLastSentence(value);
  if (Array.isArray(value)) return value.map((item) => aged(item, draw));
  if (value === null || typeof value === 'boolean') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, aged(item, draw)]));
}

/** Up or down by 5 to 20 % and at least 1, with no more than two decimals. */
function drifted(value: number, draw: number): number {
  const change = Math.max(1, Math.abs(value) * (0.05 + 0.15 * Math.abs(2 * draw - 1)));
  const moved = value + (draw < 0.5 ? -change : change);
  if (!Number.isFinite(moved)) return value / 2;
  return Number.isInteger(value) ? Math.round(moved) : Number(moved.toFixed(2));
}

function withoutLastSentence(text: string): string {
  const last = [...text.trimEnd().matchAll(/[.!?](?=\s)/g)].at(-1);
  return last === undefined ? text : text.slice(0, last.index + 1);
}
