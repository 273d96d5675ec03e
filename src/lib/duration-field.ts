import { z } from 'zod';
import { maxDurationMs, parseDuration } from './duration.js';
import { inJson } from './json.js';

const examples = 'as in 1500ms, 1.5s or 2m (a bare number is milliseconds)';

/** The remedy that a refused duration names. */
export const durationForm = `a duration from 0 to 24h, ${examples}`;

/** What texts `parseDuration` takes, for JSON Schema: what is too long is not seen by it. */
const textPattern = String.raw`^\s*(?:\d+\.?\d*|\.\d+|(?:\s*(?:\d+(?:\.\d+)?|\.\d+)\s*(?:us|µs|ms|s|min|m|h))+)\s*$`;

/** Milliseconds, from a number of them or from text such as `1.5s`. */
export const duration = durationOf(durationForm, (ms) => ms >= 0, { minimum: 0 });

/** A duration above zero: a timeout of nothing would fail everything. */
export const positiveDuration = durationOf(`a duration above zero and up to 24h, ${examples}`, (ms) => ms > 0, {
  exclusiveMinimum: 0,
});

/** `least` is what `admits` says of numbers, for JSON Schema. */
function durationOf(form: string, admits: (ms: number) => boolean, least: Record<string, number>) {
  return z
    .union([z.number(), z.string()], { error: `expected ${form}` })
    .transform((value, context) => {
      const ms = typeof value === 'number' ? value : parseDuration(value);
      if (ms !== undefined && admits(ms) && ms <= maxDurationMs) return ms;
      context.addIssue({
        code: 'custom',
        message: `expected ${form}, not ${typeof value === 'number' ? value : inJson(value, 60)}`,
        input: value,
      });
      return z.NEVER;
    })
    .meta({
      description: 'Milliseconds, or text such as 1500ms, 1.5s, 2m',
      ...least,
      maximum: maxDurationMs,
      pattern: textPattern,
    });
}
