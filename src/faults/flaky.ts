import { random } from '../lib/random.js';
import { Failure } from '../model/errors.js';
import type { Policy } from '../model/ports.js';

/** Answers as ever, or fails after the usual time: the latter with this probability, drawn for each attempt. */
export function flaky(probability: number): Policy {
  return (next) => async (query, context) => {
    const payload = await next(query, context);
    if (random(query.seed, 'flaky', query.index, context.source, context.attempt)() >= probability) return payload;
    throw new Failure('error', `injected fault: fails with probability ${probability}`);
  };
}
