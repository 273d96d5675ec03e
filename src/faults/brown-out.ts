import { sleep } from '../model/permit.js';
import { maxFactor, positiveDurationOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/**
 * Takes longer the later it is asked: 1 + t/D times as long at time t, so twice as long after D; at most 1000 times.
 */
export const brownOut: FaultKind = {
  summary: 'gets slower and slower: twice as slow after this time, three times after twice of it',
  argument: 'DURATION',
  remedy: 'as in brown-out:10s (above 0, up to 24h)',
  overTime: true,
  make(argument, place) {
    const doubling = positiveDurationOf(argument);
    if (doubling === undefined) return undefined;
    return (next) => async (query, context) => {
      const startMs = context.clock.now();
      const added = Math.min(place.openMs(context) / (doubling * place.scale), maxFactor - 1);
      const payload = await next(query, context);
      await sleep(context.clock, (context.clock.now() - startMs) * added, context.scope);
      return payload;
    };
  },
};
