import { Failure } from '../model/errors.js';
import { shareOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/** Answers as ever, or fails after the usual time: the latter with this probability, drawn for each attempt. */
export const flaky: FaultKind = {
  summary: 'fails with this probability',
  argument: 'PROBABILITY',
  remedy: 'as in flaky:0.2 (from 0 to 1)',
  make(argument, place) {
    const probability = shareOf(argument);
    if (probability === undefined) return undefined;
    return (next) => async (query, context) => {
      const payload = await next(query, context);
      if (place.random(query, context)() >= probability) return payload;
      throw new Failure('error', `injected fault: fails with probability ${probability}`);
    };
  },
};
