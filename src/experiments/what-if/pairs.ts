import { mean, median } from '../../lib/statistics/descriptive.js';
import type { Scope } from '../../model/scope.js';
import { areIndependent, breadthOf, type Candidate } from './candidates.js';
import { partOf } from './change.js';
import { keepsAnswers, type Outcomes } from './effect.js';
import { firstRuns, type RecordedRuns } from './replay.js';
import { costOf, tried } from './replay-trials.js';

/** A practical change and what it comes to. */
export interface Practical extends Candidate {
  readonly cost: number;
}

export type Pair = readonly [Practical, Practical];

export interface PairsOptions {
  readonly recorded: RecordedRuns;
  readonly unchanged: Outcomes;
  readonly practical: readonly Practical[];
  /** The shortest makespan that one of them alone comes to, for runs of the recorded counted from the first. */
  readonly bestMs: (runs: number) => number;
  readonly within: Scope;
  /** What all replays together may cost. */
  readonly budget: number;
}

/** So many are found out at most, and so many runs decide about each at least where there are as many. */
const most = 3;
const fewRuns = 5;
/** To beat is to be shorter by this share of the unchanged makespan: less is not worth a second change. */
const worthwhile = 0.01;

/**
 * The cheapest sets of two practical changes of different parts that come to a shorter makespan than any single one, as
 * far as the budget goes: all sets of the least cost at which there is one, the best first. The cost of a set is that
 * of both: the percentage by which a part is made faster, and 50 for a worker or a core more. Those that lose answers
 * do not count. Undefined where the budget was used up before one was found.
 */
export async function cheapestPairs({
  recorded,
  unchanged,
  practical,
  bestMs,
  within,
  budget,
}: PairsOptions): Promise<Pair[] | undefined> {
  const few = firstRuns(recorded, fewRuns);
  const runs = few.runs.length;
  const before = { completeness: mean(unchanged.completeness.slice(0, runs)) };
  const limitMs = bestMs(runs) - worthwhile * median(unchanged.makespansMs.slice(0, runs));
  let left = Math.floor(budget / costOf(few));
  /** The makespan of a pair that is good enough. */
  const beating = async ([a, b]: Pair): Promise<number | undefined> => {
    if (left-- <= 0) return undefined;
    const outcomes = await tried(few, [a.change, b.change], within);
    if (outcomes === undefined || !keepsAnswers({ completeness: mean(outcomes.completeness) }, before))
      return undefined;
    const makespanMs = median(outcomes.makespansMs);
    return makespanMs < limitMs ? makespanMs : undefined;
  };
  const promising = hopeful(practical, beating);
  const found: { readonly pair: Pair; readonly makespanMs: number }[] = [];
  let cost = 0;
  for (const pair of byCost(practical)) {
    const pairCost = pair[0].cost + pair[1].cost;
    if ((pairCost > cost && found.length > 0) || left <= 0 || within.reason !== undefined) break;
    cost = pairCost;
    const makespanMs = (await promising(pair)) ? await beating(pair) : undefined;
    if (makespanMs !== undefined) found.push({ pair, makespanMs });
  }
  if (found.length === 0 && left <= 0) return undefined;
  return found
    .toSorted((a, b) => a.makespanMs - b.makespanMs || breadth(a.pair) - breadth(b.pair))
    .slice(0, most)
    .map(({ pair }) => pair);
}

/**
 * Says whether the dearest changes of the same two parts are good enough, without which cheaper ones need not be tried.
 */
function hopeful(
  practical: readonly Practical[],
  beating: (pair: Pair) => Promise<number | undefined>,
): (pair: Pair) => Promise<boolean> {
  const dearest = new Map<string, Practical>();
  for (const one of practical)
    if (one.cost > (dearest.get(partOf(one.change))?.cost ?? 0)) dearest.set(partOf(one.change), one);
  const known = new Map<string, Promise<boolean>>();
  return ([a, b]) => {
    const parts = [partOf(a.change), partOf(b.change)] as const;
    const key = parts.join('\n');
    const answer =
      known.get(key) ?? beating([dearest.get(parts[0])!, dearest.get(parts[1])!]).then((ms) => ms !== undefined);
    known.set(key, answer);
    return answer;
  };
}

function breadth([a, b]: Pair): number {
  return breadthOf(a.change) + breadthOf(b.change);
}

/** Sets of two of different parts, the cheapest first, and then in the order of the changes. */
function byCost(practical: readonly Practical[]): Pair[] {
  const pairs = practical.flatMap((a, i) =>
    practical.slice(i + 1).flatMap((b) => (areIndependent(a.change, b.change) ? [[a, b] as const] : [])),
  );
  return pairs.toSorted(([a, b], [c, d]) => a.cost + b.cost - c.cost - d.cost);
}
