import { roughPercent } from '../../lib/text.js';
import type { Interval } from '../../lib/statistics/descriptive.js';
import type { Verdict } from '../../results/documents/compare.js';
import type { SystematicError } from './systematic-error.js';

/** The chance of even one false alarm among all figures of a comparison in which nothing has changed. */
export const alpha = 0.01;

/** The chance of finding a change of the size that `minimumDetectablePercent` says. */
export const power = 0.8;

/** A change that is smaller than this share is none that anyone cares about. */
export const defaultFloor = 0.01;

/** Whatever lies within so many floors around 0 is the same. */
const sameFloors = 2;

/** What there is to judge a measured figure by. Shares; positive is more. */
export interface Evidence {
  readonly runs: { readonly base: number; readonly next: number };
  readonly better: 'lower' | 'higher';
  /** Null where base is 0 and the new one is not. */
  readonly share: number | null;
  readonly interval: Interval | null;
  /** Corrected for all tests. */
  readonly p: number;
  /** How many tests were made. */
  readonly tests: number;
  readonly floor: number;
  /** What else may have moved the figure; undefined where nothing may. */
  readonly systematic: SystematicError | undefined;
  /** The smallest change that would have been found; null where none would. */
  readonly detectable: number | null;
  readonly constant: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Why nothing else can be said; only of `inconclusive`. */
  readonly reason?: string;
}

/**
 * The rule, for figures that were measured:
 * - `faster` or `slower` where the test, corrected for all others, is significant at 1 % and the change is at least the
 * floor, beyond
 *   what the systematic error explains;
 * - `same` where it is not so, and the whole 95 % interval lies within twice the floor around 0: that is no lack of
 * evidence, but evidence;
 * - `inconclusive` for everything else, and wherever there are too few runs for an interval.
 */
export function judge(evidence: Evidence): Judgement {
  const { runs, better, share, interval, p, floor, systematic } = evidence;
  if (runs.base < 2 || runs.next < 2)
    return inconclusive('one run says nothing of chance; make both with --runs 10 or more');
  const significant = p <= alpha;
  const size = share === null ? Number.MAX_VALUE : Math.abs(share);
  if (significant && size >= floor + (systematic?.share ?? 0))
    return { verdict: (share === null || share > 0) === (better === 'higher') ? 'faster' : 'slower' };
  if (interval !== null && Math.max(Math.abs(interval.low), Math.abs(interval.high)) <= sameFloors * floor)
    return { verdict: 'same' };
  if (significant && size >= floor && systematic !== undefined)
    return inconclusive(`${systematic.cause}, which alone could have done this`);
  return inconclusive(lack(evidence));
}

/**
 * What is exact needs no test: any difference of at least the floor is one. `most` is the change of the run that
 * changed most.
 */
export function judgeExact(
  { share, better, floor }: Pick<Evidence, 'share' | 'better' | 'floor'>,
  most: number,
): Judgement {
  if (share === 0 || (share !== null && Math.abs(share) < floor))
    return most > 0 && most >= floor
      ? inconclusive('some runs have changed, but not the median of all')
      : { verdict: 'same' };
  return { verdict: (share === null || share > 0) === (better === 'higher') ? 'faster' : 'slower' };
}

function inconclusive(reason: string): Judgement {
  return { verdict: 'inconclusive', reason };
}

function lack({ runs, tests, detectable, p, constant, share }: Evidence): string {
  const needed = runsNeeded(tests);
  if (detectable === null && !constant && Math.min(runs.base, runs.next) < needed)
    return (
      `${runs.base} and ${runs.next} runs are too few for any difference to be beyond chance; make ${needed} ` +
      'or more of each'
    );
  if (constant) return `equal in ${runs.base} and ${runs.next} runs, which are too few for an interval`;
  const could =
    detectable === null || share === null || detectable <= Math.abs(share)
      ? ''
      : `, and only a change of ${roughPercent(detectable)} or more would have shown`;
  return p <= alpha
    ? 'it has changed, but maybe by less than the floor'
    : `it may be chance (p = ${Number(p.toPrecision(2))})${could}`;
}

/** How many runs each report needs, so that samples that do not overlap are significant after so many tests. */
function runsNeeded(tests: number): number {
  let n = 1;
  for (let ways = 2; 2 / ways > alpha / Math.max(1, tests); n++) ways *= (2 * (2 * n + 1)) / (n + 1);
  return n;
}
