import { countedPairs, deviationOfU, normalCdf, waysToTwiceU } from './distributions.js';

export interface MannWhitney {
  /**
   * In how many pairs the value of `next` is the greater one; equal values count half. Of n·m pairs, half where nothing
   * has changed.
   */
  readonly u: number;
  /** Two-sided: how probable a U at least as far from the middle is where both samples were drawn alike. */
  readonly p: number;
  /** Whether p was counted, and not taken from the normal distribution. */
  readonly exact: boolean;
}

/**
 * Whether `next` tends to be greater or less than `base`, whatever the distribution: the test of Mann and Whitney,
 * 1947. Up to 2,500 pairs, p is the share of all ways to split the pooled values, ties included, whose U is as far from
 * n·m/2 on either side. Beyond, it is the normal approximation, corrected for ties and continuity (Lehmann,
 * "Nonparametrics", 1975, chapter 1), which is rough where one sample is much smaller than ten. An empty sample shows
 * nothing: p is 1.
 */
export function mannWhitney(base: readonly number[], next: readonly number[]): MannWhitney {
  const { twiceU, ties } = compared(base, next);
  const pairs = base.length * next.length;
  const u = twiceU / 2;
  const distance = Math.abs(twiceU - pairs);
  if (pairs <= countedPairs) {
    return { u, p: shareBeyond(distance, waysToTwiceU(ties, Math.min(base.length, next.length))), exact: true };
  }
  const deviation = deviationOfU(base.length, next.length, ties);
  const z = deviation > 0 ? Math.max(0, distance / 2 - 0.5) / deviation : 0;
  return { u, p: 2 * normalCdf(-z), exact: false };
}

/** Twice U, and the sizes of the groups of equal values in rising order. */
function compared(base: readonly number[], next: readonly number[]): { twiceU: number; ties: number[] } {
  const pooled = [
    ...base.map((value) => ({ value, isNext: false })),
    ...next.map((value) => ({ value, isNext: true })),
  ];
  pooled.sort((a, b) => a.value - b.value);
  const ties: number[] = [];
  let twiceU = 0;
  let baseBelow = 0;
  for (let start = 0; start < pooled.length; start += ties.at(-1)!) {
    let end = start + 1;
    while (pooled[end]?.value === pooled[start]!.value) end++;
    ties.push(end - start);
    const fromNext = pooled.slice(start, end).filter(({ isNext }) => isNext).length;
    const fromBase = end - start - fromNext;
    twiceU += fromNext * (2 * baseBelow + fromBase);
    baseBelow += fromBase;
  }
  return { twiceU, ties };
}

/** The share of ways whose index is at least so far from the middle one. */
function shareBeyond(distance: number, ways: Float64Array): number {
  const centre = (ways.length - 1) / 2;
  let beyond = 0;
  let total = 0;
  for (const [index, count] of ways.entries()) {
    total += count;
    if (Math.abs(index - centre) >= distance) beyond += count;
  }
  return beyond / total;
}
