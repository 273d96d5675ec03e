import { sleep } from '../model/permit.js';
import { durationOf, pairOf } from '../lib/argument.js';
import type { FaultKind } from './kind.js';

/** Into how many pieces a payload falls by default. */
const defaultPieces = '10';

/**
 * How long the pieces take, in milliseconds before scaling, and how many they are; undefined if the argument is wrong.
 */
export function dripOf(argument: string): { readonly ms: number; readonly pieces: number } | undefined {
  const [first, second = defaultPieces] = pairOf(argument, '/');
  const ms = durationOf(first);
  const pieces = /^\d{1,4}$/.test(second) ? Number(second) : 0;
  return ms === undefined || pieces < 1 || pieces > 1000 ? undefined : { ms, pieces };
}

/**
 * Begins to answer in time; then the payload arrives in pieces, evenly over a duration. A scope that is aborted gets no
 * further piece.
 */
export const slowDrip: FaultKind = {
  summary: 'begins to answer in time, then the payload arrives in pieces over this time',
  argument: 'DURATION[/PIECES]',
  remedy: 'as in slow-drip:5s or slow-drip:5s/20 (up to 24h, from 1 to 1000 pieces)',
  make(argument, { scale }) {
    const drip = dripOf(argument);
    if (drip === undefined) return undefined;
    return (next) => async (query, context) => {
      const { clock, scope } = context;
      const payload = await next(query, context);
      const firstByteMs = clock.now();
      // Each piece is due at a time of its own, so that rounding does not add up.
      for (let piece = 1; piece <= drip.pieces; piece++)
        await sleep(clock, firstByteMs + (drip.ms * scale * piece) / drip.pieces - clock.now(), scope);
      return payload;
    };
  },
};
