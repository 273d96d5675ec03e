import { toNanosecond } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import { pairOf, positiveDurationOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/**
 * Fails at once for a stretch of run time, whoever asks: for its first LENGTH, or for one LENGTH in each EVERY,
 * from an instant that is drawn for each of them.
 */
export const burst: FaultKind = {
  summary: 'fails for a stretch of time, once or once in every so long',
  argument: 'LENGTH[/EVERY]',
  remedy: 'as in burst:2s (the first 2 s) or burst:2s/10s (2 s out of each 10 s)',
  overTime: true,
  make(argument, place) {
    const [first, second] = pairOf(argument, '/');
    const length = positiveDurationOf(first);
    const every = second === undefined ? Infinity : positiveDurationOf(second);
    if (length === undefined || every === undefined || length > every) return undefined;
    const lengthMs = toNanosecond(length * place.scale);
    const everyMs = toNanosecond(every * place.scale);
    return (next) => (query, context) => {
      const openMs = place.openMs(context);
      const stretch = Math.floor(openMs / everyMs);
      const beginMs =
        everyMs === Infinity
          ? 0
          : stretch * everyMs + place.stretchRandom(query, context, stretch)() * (everyMs - lengthMs);
      if (openMs < beginMs || openMs >= beginMs + lengthMs) return next(query, context);
      return Promise.reject(new Failure('error', 'injected fault: a burst of failures'));
    };
  },
};
