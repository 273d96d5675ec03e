import type { ModeName } from '../../../agent/modes.js';
import { mean, median } from '../../../lib/statistics/descriptive.js';
import type { Scope } from '../../../model/scope.js';
import type { Span } from '../../../model/trace.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { typicalRun } from '../../../results/typical.js';
import type { Change } from '../../../experiments/what-if/change.js';
import type { RunConfig } from '../../../experiments/what-if/changed.js';
import type { Outcomes } from '../../../experiments/what-if/effect.js';
import { recordedRunsOf, replay, type RecordedRuns } from '../../../experiments/what-if/replay.js';
import { shareOf } from '../../../experiments/what-if/replay-trials.js';
import { searchBudgetOf, runsWithin } from '../../../experiments/what-if/search-budget.js';
import { fullBudget } from '../../../experiments/what-if/what-if.js';

/** A mode that can be replayed, with the run that is shown. */
export interface Replayable {
  readonly mode: ModeName;
  /** As many of its runs as `agent-bench what-if` replays, so that both have the same figures. */
  readonly recorded: RecordedRuns;
  /** Its run configuration; `workers` is the limit of requests where a model server infers. */
  readonly base: RunConfig;
  /** Its runs in the report. */
  readonly runs: ModeReport['runs'];
  /** Index of the run that is shown: the typical one of those that are replayed. */
  readonly shown: number;
}

/** A mode after a replay. */
export interface Replayed {
  /** Of each run that was replayed. */
  readonly outcomes: Outcomes;
  /** Of the run that is shown. */
  readonly spans: readonly Span[];
}

/** The figures of the runs of a mode. */
export interface Figures {
  /** The median. */
  readonly makespanMs: number;
  /** The mean of sources answered / sources asked, by the measured run or by the replay, whichever asked more. */
  readonly completeness: number;
}

/** The modes of a report, each of as many runs as the command line replays of it. */
export function replayables(report: Report): Replayable[] {
  return report.modes.map((one) => {
    const { mode, runs } = one;
    const most = mostRuns(report, one);
    const some = runs.slice(0, most);
    const recorded = recordedRunsOf(report, { mode, runs: some });
    const base = { ...recorded.runConfig, workers: recorded.runConfig.inference.lanes };
    return { mode, recorded, base, runs, shown: some.indexOf(typicalRun(some)) };
  });
}

/** The number of runs of a mode that `agent-bench what-if --set` replays. */
function mostRuns(report: Report, { mode, runs }: ModeReport): number {
  const first = { mode, runs: runs.slice(0, 1) };
  const searchBudget = searchBudgetOf(
    recordedRunsOf(report, first),
    { ...first, speedup: null, statistics: {} },
    { budget: fullBudget, least: true, changesAsked: true },
  );
  return searchBudget === undefined ? 1 : runsWithin(fullBudget, searchBudget);
}

/**
 * Replays every mode with changes; undefined if the scope was aborted meanwhile. Throws a UsageError that
 * names an impossible change.
 */
export async function replayed(
  of: readonly Replayable[],
  changes: readonly Change[],
  within: Scope,
): Promise<ReadonlyMap<ModeName, Replayed> | undefined> {
  const found = new Map<ModeName, Replayed>();
  for (const { mode, recorded, shown } of of) {
    const asked = recorded.runConfig.scenario.sources.length;
    const runs = await replay(recorded, changes, within, (run) => ({ ...run, share: shareOf(run, asked) })).catch(
      (thrown: unknown) => {
        if (within.reason === undefined) throw thrown;
      },
    );
    if (runs === undefined || within.reason !== undefined) return undefined;
    const outcomes = {
      makespansMs: runs.map(({ makespanMs }) => makespanMs),
      completeness: runs.map(({ share }) => share),
    };
    found.set(mode, { outcomes, spans: runs[shown]!.spans });
  }
  return found;
}

/** The figures of a replayed mode. */
export function figuresOf({ outcomes: { makespansMs, completeness } }: Replayed): Figures {
  return { makespanMs: median(makespansMs), completeness: mean(completeness) };
}

/** The measured duration of a source's step with its retries: milliseconds, the median of the runs. */
export function measuredMs({ recorded: { runs } }: Replayable, stage: 'fetch' | 'inference', name: string): number {
  const sum = (took: readonly ({ readonly ms: number } | undefined)[] = []): number =>
    took.reduce((ms, one) => ms + (one?.ms ?? 0), 0);
  return median(
    runs.map(({ attempts, jobs, requests }) =>
      stage === 'fetch' ? sum(attempts.get(name)) : sum(jobs.get(name)) + sum(requests.get(name)),
    ),
  );
}
