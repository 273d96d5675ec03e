import { counted, listed } from '../../lib/text.js';
import type { ModeReport } from '../../results/documents/run.js';
import { candidatesFor, mainSources, type Candidate } from './candidates.js';
import type { Practical } from './pairs.js';
import { firstRuns, type RecordedRuns } from './replay.js';
import { costOf } from './replay-trials.js';

/** How many sources changes are tried of: those with most time on the critical path. */
export const mostSources = 12;

/**
 * What may be tried, the most first: of how many sources, and whether by every factor or by one half only. No sources
 * only if what-if was asked for.
 */
const searchBudgets = [
  { sources: mostSources, onlyHalf: false },
  ...[mostSources, 6, 3, 1, 0].map((sources) => ({ sources, onlyHalf: true })),
] as const;
const leastSources = 3;

/** How much may be tried. */
export interface SearchBudgetOptions {
  /** What all replays may cost together; see `costOf`. It bounds how many runs are replayed, never fewer than one. */
  readonly budget: number;
  /** One run is replayed even where that costs more. */
  readonly least?: boolean;
  /** The user asked for changes of their own: others are left out if they cost much. */
  readonly changesAsked?: boolean;
}

/** What is tried of recorded runs, and what one run of all that costs. */
export interface SearchBudget {
  readonly sources: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly onlyHalf: boolean;
  readonly perRun: number;
}

/** As much as the budget allows; undefined if that is too little, and what-if was not asked for. */
export function searchBudgetOf(
  all: RecordedRuns,
  mode: ModeReport,
  { budget, least = false, changesAsked = false }: SearchBudgetOptions,
): SearchBudget | undefined {
  const { runConfig } = all;
  const once = costOf(firstRuns(all, 1));
  const main = mainSources(runConfig, mode.runs[0]!, mostSources);
  const possible = searchBudgets.map(({ sources: count, onlyHalf }): SearchBudget => {
    const sources = main.slice(0, count);
    const candidates = candidatesFor(runConfig, sources, onlyHalf);
    return {
      sources,
      candidates,
      onlyHalf,
      perRun: once * (candidates.length + candidates.filter(isPractical).length + 1),
    };
  });
  const fitting = possible.find(({ perRun, onlyHalf }) => perRun <= budget * (onlyHalf ? 3 / 4 : 1 / 2));
  if (changesAsked && fitting !== possible[0]) return { sources: [], candidates: [], onlyHalf: true, perRun: once };
  if (least) return fitting ?? possible.at(-1);
  return fitting !== undefined && fitting.sources.length >= Math.min(leastSources, main.length) ? fitting : undefined;
}

/** How many runs a budget lets all of that be tried on: one at least. */
export function runsWithin(budget: number, { perRun }: SearchBudget): number {
  return Math.max(1, Math.floor(budget / 2 / perRun));
}

/** What there is no answer to for want of time, in words. */
export function leftOut(
  found: SearchBudget & { readonly all: number; readonly slack: boolean; readonly pairs: boolean },
): string[] {
  const { sources, candidates, onlyHalf, all, slack, pairs } = found;
  const many = counted(all, 'source');
  if (candidates.length === 0)
    return [
      `every change but those asked for, slack and pairs: ${many} are too many for them beside --set; --all tries ` +
        'as many as it can',
    ];
  const others = [...(slack ? [] : ['slack']), ...(pairs ? [] : ['pairs of changes'])];
  return [
    ...(sources.length < all ? [`changes of ${untried(sources.length)}, as there are ${many}`] : []),
    ...(onlyHalf ? [`other paces than 50 % faster: ${many} are too many for them`] : []),
    ...(others.length === 0
      ? []
      : [`${listed(others)}: ${many} are too many for ${others.length > 1 ? 'them' : 'that'}`]),
  ];
}

/** Whether the change has a cost, and so can be made. */
export function isPractical<T extends Candidate>(candidate: T): candidate is T & Practical {
  return candidate.cost !== undefined;
}

/** The sources of which no change was tried, where it was of those with most time on the critical path. */
function untried(tried: number): string {
  return tried === 0 ? 'single sources' : `all but the ${counted(tried, 'source')} with most time on the critical path`;
}
