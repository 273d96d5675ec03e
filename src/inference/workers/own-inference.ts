import { z } from 'zod';
import { clip } from '../../lib/text.js';
import type { Json } from '../../model/json.js';
import type { Inference } from '../../model/ports.js';
import { NotJson, plainJson, tooLong } from '../../adapters/module/plain-json.js';

const summaryLength = 320;

/** The fields of an inference; user code may return any of them. */
const fields = {
  summary: z.string(),
  keyPhrases: z.array(z.string()),
  rankedSentences: z.array(z.strictObject({ text: z.string(), similarity: z.number() })),
  tokens: z.strictObject({ total: z.int(), distinct: z.int(), sentences: z.int() }),
};
const whole = z.strictObject(fields);

/**
 * What user code returned, as an inference: the fields that it has in the right form, and the value itself
 * where it is not an inference whole. Throws where JSON cannot carry it, or not in so many bytes.
 */
export function inferenceOf(returned: unknown, maxBytes = Number.POSITIVE_INFINITY): Inference {
  const value = asJson(returned);
  const problem = tooLong(value, maxBytes);
  if (problem !== undefined) throw new Error(`it ${problem}`);
  const own = whole.safeParse(value);
  if (own.success) return own.data;
  return {
    value,
    summary: typeof value === 'string' ? value : field(value, 'summary', clip(JSON.stringify(value), summaryLength)),
    keyPhrases: field(value, 'keyPhrases', []),
    rankedSentences: field(value, 'rankedSentences', []),
    tokens: field(value, 'tokens', { total: 0, distinct: 0, sentences: 0 }),
  };
}

function asJson(returned: unknown): Json {
  try {
    return plainJson(returned);
  } catch (thrown) {
    if (thrown instanceof NotJson)
      throw new Error(`it returned what JSON cannot carry: ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}

function field<K extends keyof typeof fields>(value: Json, name: K, otherwise: Inference[K]): Inference[K] {
  const found =
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? fields[name].safeParse(value[name])
      : undefined;
  return found?.success === true ? (found.data as Inference[K]) : otherwise;
}
