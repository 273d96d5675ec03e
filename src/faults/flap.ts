import { toNanosecond } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import { pairOf, positiveDurationOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/** Is up for UP, then down for DOWN, by turns; fails at once while it is down. */
export const flap: FaultKind = {
  summary: 'is up and down by turns',
  argument: 'UP[/DOWN]',
  remedy: 'as in flap:2s or flap:10s/2s (up for 10 s, then down for 2 s)',
  overTime: true,
  make(argument, place) {
    const [first, second = first] = pairOf(argument, '/');
    const up = positiveDurationOf(first);
    const down = positiveDurationOf(second);
    if (up === undefined || down === undefined) return undefined;
    const upMs = toNanosecond(up * place.scale);
    const turnMs = toNanosecond((up + down) * place.scale);
    return (next) => (query, context) => {
      if (toNanosecond(place.openMs(context) % turnMs) < upMs) return next(query, context);
      return Promise.reject(new Failure('error', 'injected fault: the source is down for a while'));
    };
  },
};
