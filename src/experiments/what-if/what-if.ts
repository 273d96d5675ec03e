import { mean, median, quantile } from '../../lib/statistics/descriptive.js';
import type { Scope } from '../../model/scope.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import { samplesNeeded } from '../../results/statistics.js';
import { fastest, typicalRun, medianMakespan } from '../../results/typical.js';
import { breadthOf, type Candidate } from './candidates.js';
import { changeWords, setOf } from './change.js';
import { effectOf, keepsAnswers, percentOf, resamplesOf, type Outcomes } from './effect.js';
import { cheapestPairs, type Pair, type PairsOptions, type Practical } from './pairs.js';
import { tried, shareOf } from './replay-trials.js';
import { firstRuns, recordedRunsOf, upToRun, type RecordedRuns, replay } from './replay.js';
import { isPractical, leftOut, runsWithin, searchBudgetOf, type SearchBudgetOptions } from './search-budget.js';
import { slackOf } from './slack.js';
import { bottleneck } from '../../analysis/bottleneck.js';
import { makespanOf } from '../../analysis/timeline.js';
import { quorumOf } from '../../scenario/derived.js';

/** A gain of less than this share of the makespan is none. */
const worthwhile = 0.005;

/**
 * What sets the makespan once a change is made, in the typical run then, and which practical change would help most
 * then, the same one once more included.
 */
export async function nextAfter(
  recorded: RecordedRuns,
  best: Practical,
  practical: readonly Practical[],
  within: Scope,
): Promise<WhatIf['next']> {
  const before = recorded.runConfig.scenario.sources.length;
  const runs = await replay(recorded, [best.change], within, (run) => ({
    makespanMs: makespanOf(run.spans),
    share: shareOf(run, before),
    run,
  }));
  if (runs.length < recorded.runs.length) return null;
  const bound = bottleneck(typicalRun(runs).run.spans, 0, quorumOf(recorded.runConfig.scenario)?.graceMs);
  if (bound === undefined) return null;
  const nowMs = medianMakespan(runs);
  const now = { completeness: mean(runs.map(({ share }) => share)) };
  let most: { readonly set: string | null; readonly gainMs: number } = { set: null, gainMs: 0 };
  for (const { change } of practical) {
    const outcomes = await tried(recorded, [best.change, change], within);
    if (outcomes === undefined || !keepsAnswers({ completeness: mean(outcomes.completeness) }, now)) continue;
    const gainMs = nowMs - median(outcomes.makespansMs);
    if (gainMs > most.gainMs && gainMs > worthwhile * nowMs) most = { set: setOf(change), gainMs };
  }
  return { after: setOf(best.change), bound: bound.bound, source: bound.source, share: bound.share, ...most };
}

/** How many of the sources changes are tried of in pairs: those with most time on the critical path. */
const mostPaired = 5;

/** The budget of the replays of a report that come with a run: about a second. */
export const usualBudget = 40_000;
/** The budget of replays that were asked for. */
export const fullBudget = 250_000;

export interface WhatIfOptions extends SearchBudgetOptions {
  readonly within: Scope;
  /** Called with how many changes are tried, of how many. */
  readonly progress?: (done: number, of: number) => void;
}

/** A change that was tried, and what it comes to. */
interface Trial extends Candidate {
  readonly outcomes: Outcomes;
}

/** What is the same for every part of the answer. */
interface Study extends WhatIfOptions {
  readonly recorded: RecordedRuns;
  readonly unchanged: Outcomes;
  readonly sources: readonly string[];
}

/**
 * What would help a mode of a report: single changes ranked by what they gain, how much slack its steps have, what
 * limits it after the best change, and which two changes are worth more than any one. All of it by replaying what was
 * measured. Fewer changes are tried where a single replay of all would cost more than half of the budget; null where
 * even few would, or where it was aborted.
 */
export async function whatIfOf(report: Report, mode: ModeReport, options: WhatIfOptions): Promise<WhatIf | null> {
  const { within, budget } = options;
  const all = recordedRunsOf(report, { mode: mode.mode, runs: mode.runs.slice(0, Math.ceil(budget)) });
  const searchBudget = searchBudgetOf(all, mode, options);
  if (searchBudget === undefined) return null;
  const { sources, candidates } = searchBudget;
  const recorded = firstRuns(all, runsWithin(budget, searchBudget));
  const unchanged = await tried(recorded, [], within);
  if (unchanged === undefined) return null;
  const study = { ...options, recorded, unchanged, sources };
  const trials = await trialsOf(study, candidates);
  const practicalTrials = trials.filter(isPractical);
  const next = await nextOf(study, practicalTrials);
  const slack = await slackOfTypical(study, report, mode);
  const pairs = candidates.length === 0 ? undefined : await pairsOf(study, practicalTrials);
  if (within.reason !== undefined) return null;
  return {
    mode: mode.mode,
    runs: recorded.runs.length,
    ofRuns: mode.runs.length,
    unchanged: unchangedOf(unchanged, mode),
    changes: ranked(trials, unchanged, report.seed),
    slack,
    next,
    pairs: pairs ?? [],
    leftOut: leftOut({
      ...searchBudget,
      all: report.scenario.sources.length,
      slack: slack.length > 0,
      pairs: pairs !== undefined,
    }),
  };
}

/** Changes that cannot be are left out. */
async function trialsOf({ recorded, within, progress }: Study, candidates: readonly Candidate[]): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const candidate of candidates) {
    if (within.reason !== undefined) break;
    if (trials.length > 0) progress?.(trials.length, candidates.length);
    const outcomes = await tried(recorded, [candidate.change], within);
    if (outcomes !== undefined) trials.push({ ...candidate, outcomes });
  }
  return trials;
}

export function unchangedOf(
  { makespansMs, completeness }: Outcomes,
  { runs }: Pick<ModeReport, 'runs'>,
): WhatIf['unchanged'] {
  const measured = runs.slice(0, makespansMs.length).map(({ makespanMs }) => makespanMs);
  const [measuredMs, predictedMs] = [median(measured), median(makespansMs)];
  return {
    measuredMs,
    predictedMs,
    errorPercent: percentOf(predictedMs - measuredMs, measuredMs),
    completeness: mean(completeness),
    p95:
      measured.length < samplesNeeded.p95
        ? null
        : { measuredMs: quantile(measured, 0.95), predictedMs: quantile(makespansMs, 0.95) },
  };
}

/** By what is gained; to lose answers is no gain. */
function ranked(trials: readonly Trial[], unchanged: Outcomes, seed: number): WhatIf['changes'] {
  const resamples = resamplesOf(trials.length, unchanged.makespansMs.length);
  const before = { completeness: mean(unchanged.completeness) };
  return trials
    .map(({ change, outcomes }) => ({
      change,
      set: setOf(change),
      what: changeWords(change),
      ...effectOf(unchanged, outcomes, { seed, resamples }),
    }))
    .toSorted(
      (a, b) =>
        Number(keepsAnswers(b, before)) - Number(keepsAnswers(a, before)) ||
        b.gainMs - a.gainMs ||
        breadthOf(a.change) - breadthOf(b.change),
    )
    .map(({ change: _, ...effect }) => effect);
}

/** The bottleneck after the practical change that gains most, if any gains something. */
async function nextOf(
  { recorded, unchanged, within }: Study,
  practical: readonly (Trial & Practical)[],
): Promise<WhatIf['next']> {
  const beforeMs = median(unchanged.makespansMs);
  const best = keeping(practical, unchanged).toSorted(
    (a, b) => median(a.outcomes.makespansMs) - median(b.outcomes.makespansMs),
  )[0];
  if (best === undefined || median(best.outcomes.makespansMs) >= beforeMs) return null;
  return nextAfter(recorded, best, practical, within);
}

function keeping<T extends Trial>(trials: readonly T[], unchanged: Outcomes): T[] {
  const before = { completeness: mean(unchanged.completeness) };
  return trials.filter(({ outcomes }) => keepsAnswers({ completeness: mean(outcomes.completeness) }, before));
}

/**
 * Of the typical one of the runs that were replayed. Whatever slowed an inference stays with it there, so that one that
 * takes longer is in the way of others only where it has their worker: else nothing at all could be longer on cores
 * that slow each other.
 */
async function slackOfTypical(
  { recorded, sources, within, budget }: Study,
  report: Report,
  mode: ModeReport,
): Promise<WhatIf['slack']> {
  const run = mode.runs.indexOf(typicalRun(mode.runs.slice(0, recorded.runs.length)));
  const alone = recordedRunsOf(
    { ...report, world: { ...report.world, contention: 1 } },
    { mode: mode.mode, runs: mode.runs.slice(0, run + 1) },
  );
  return slackOf({ recorded: upToRun(alone, run), spans: mode.runs[run]!.spans, sources, within, budget: budget / 4 });
}

async function pairsOf(
  { recorded, unchanged, sources, within, budget }: Study,
  practical: readonly (Trial & Practical)[],
): Promise<WhatIf['pairs'] | undefined> {
  const paired = new Set(sources.slice(0, mostPaired));
  const options: PairsOptions = {
    recorded,
    unchanged,
    practical: practical.filter(({ change }) => !('name' in change) || paired.has(change.name)),
    bestMs: (runs) =>
      Math.min(...keeping(practical, unchanged).map(({ outcomes }) => median(outcomes.makespansMs.slice(0, runs)))),
    within,
    budget: budget / 4,
  };
  const pairs = await cheapestPairs(options);
  if (pairs === undefined) return undefined;
  const found: WhatIf['pairs'] = [];
  for (const pair of pairs) {
    const outcomes = await tried(recorded, [pair[0].change, pair[1].change], within);
    if (outcomes !== undefined) found.push(asPair(pair, unchanged, outcomes));
  }
  return found;
}

function asPair([a, b]: Pair, unchanged: Outcomes, { makespansMs }: Outcomes): WhatIf['pairs'][number] {
  const [beforeMs, makespanMs] = [median(unchanged.makespansMs), median(makespansMs)];
  return {
    set: [setOf(a.change), setOf(b.change)],
    makespanMs,
    gainMs: beforeMs - makespanMs,
    gainPercent: percentOf(beforeMs - makespanMs, beforeMs),
  };
}

/**
 * The report of a finished run with what would help its fastest mode; as it is where it was interrupted or nothing was
 * answered.
 */
export async function withWhatIf(report: Report, within: Scope): Promise<Report> {
  const best = fastest(report.modes);
  if (best === undefined || report.interrupted || best.runs.every(({ result }) => result.status === 'failed'))
    return report;
  return { ...report, whatIf: await whatIfOf(report, best, { within, budget: usualBudget }) };
}
