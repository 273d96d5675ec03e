import type { Policy } from '../model/ports.js';
import { sleep } from '../model/permit.js';
import { durationOf, factorOf, pairOf } from '../lib/argument.js';
import type { FaultContext, FaultKind } from './kind.js';

/**
 * Takes longer than the source itself did: by a duration, by a factor, or by something drawn evenly from a range of
 * either.
 */
export const slow: FaultKind = {
  summary: 'takes longer, by a duration or a factor, or a range of them',
  argument: 'DURATION|FACTORx[-MAX]',
  remedy: 'as in slow:1.5s, slow:3x or slow:1s-4s (up to 24h, a factor from 1 to 1000)',
  make(argument, place) {
    const [low, high = low] = pairOf(argument, '-');
    const factors = rising(factorOf(low), factorOf(high));
    if (factors !== undefined) return slowed(factors, [0, 0], place);
    const added = rising(durationOf(low), durationOf(high));
    return added === undefined ? undefined : slowed([1, 1], [added[0] * place.scale, added[1] * place.scale], place);
  },
};

type Range = readonly [low: number, high: number];

function rising(low: number | undefined, high: number | undefined): Range | undefined {
  return low === undefined || high === undefined || low > high ? undefined : [low, high];
}

/** Takes a factor times as long as the source itself did, and so many milliseconds more. */
function slowed(factors: Range, addedMs: Range, place: FaultContext): Policy {
  const jitters = factors[0] < factors[1] || addedMs[0] < addedMs[1];
  return (next) => async (query, context) => {
    const startMs = context.clock.now();
    const payload = await next(query, context);
    const tookMs = context.clock.now() - startMs;
    const draw = jitters ? place.random(query, context)() : 0;
    await sleep(context.clock, tookMs * (between(factors, draw) - 1) + between(addedMs, draw), context.scope);
    return payload;
  };
}

function between([low, high]: Range, share: number): number {
  return low + (high - low) * share;
}
