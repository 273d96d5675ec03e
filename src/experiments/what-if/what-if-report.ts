import { headerOf } from '../../results/documents/header.js';
import type { ModeName } from '../../agent/modes.js';
import { bottleneck } from '../../analysis/bottleneck.js';
import { listed, printable } from '../../lib/text.js';
import { median } from '../../lib/statistics/descriptive.js';
import { UsageError } from '../../model/errors.js';
import { runReport } from '../../results/build.js';
import { fastest, typicalRun } from '../../results/typical.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import { quorumOf } from '../../scenario/derived.js';
import { changeWords, setOf, type Change } from './change.js';
import { runConfigOf, withChanges, type RunBase, type RunConfig } from './changed.js';
import { effectOf, resamplesOf } from './effect.js';
import { parseSet } from './parse-set.js';
import { firstRuns, recordedRunsOf, refuseUntraced, upToRun, type RecordedRuns } from './replay.js';
import { lastTried, tried } from './replay-trials.js';
import { whatIfOf, type WhatIfOptions } from './what-if.js';

export interface WhatIfReportOptions extends Pick<WhatIfOptions, 'within' | 'budget' | 'progress'> {
  /** Of those that the report has; the fastest where left out. */
  readonly mode?: string | undefined;
  /** Changes that are made together, as `--set` takes them. */
  readonly set?: readonly string[] | undefined;
  /** All single changes as well where `set` is stated and there are very many sources; else they are left out then. */
  readonly everything?: boolean | undefined;
  /** When the report is made, as a date. */
  readonly createdAt: string;
}

/**
 * All that replaying a mode of a report tells. A UsageError says which change or mode cannot be; rejects with the
 * scope's reason once that is aborted.
 */
export async function whatIfReport(
  report: Report,
  { set = [], mode: name, createdAt, everything, ...options }: WhatIfReportOptions,
): Promise<WhatIfReport> {
  const mode = modeOf(report, name);
  const changes = changesOf(report, mode.mode, set);
  refuseUntraced(recordedRunsOf(report, mode));
  const whatIf = await whatIfOf(report, mode, {
    ...options,
    least: true,
    changesAsked: changes.length > 0 && everything !== true,
  });
  options.within.throwIfAborted();
  const { clock, world, scenario, seed } = report;
  const changed = changes.length === 0 ? null : await changedOf(report, mode, changes, whatIf!.runs, options);
  return { ...headerOf('what-if', createdAt), clock, world, scenario, seed, whatIf: whatIf!, changed, checked: null };
}

/** The mode of that name, or the fastest one. A UsageError says what there is. */
export function modeOf(report: Pick<Report, 'modes'>, name: string | undefined): ModeReport {
  const found = name === undefined ? fastest(report.modes) : report.modes.find(({ mode }) => mode === name);
  if (found !== undefined) return found;
  if (report.modes.length === 0)
    throw new UsageError(
      'the report has no finished mode, so there is nothing to replay; make it again and let it finish',
    );
  const names = report.modes.map(({ mode }) => mode);
  throw new UsageError(`--mode ${printable(name!)}: the report has only ${listed(names)}`);
}

/** What texts of `--set` say, found to be possible together. */
export function changesOf(base: RunBase, mode: ModeName, set: readonly string[]): Change[] {
  const runConfig = runConfigOf(base, mode);
  const changes: Change[] = [];
  for (const text of set) changes.push(parseSet(text, withChanges(runConfig, changes)));
  withChanges(runConfig, changes);
  return changes;
}

async function changedOf(
  report: Report,
  mode: ModeReport,
  changes: readonly Change[],
  runs: number,
  { within }: Pick<WhatIfOptions, 'within'>,
): Promise<WhatIfReport['changed']> {
  const recorded = firstRuns(recordedRunsOf(report, mode), runs);
  const [unchanged, outcomes] = [await tried(recorded, [], within), await tried(recorded, changes, within)];
  if (unchanged === undefined || outcomes === undefined)
    throw within.reason ?? new Error('the changes cannot be replayed');
  const changed = withChanges(recorded.runConfig, changes);
  const typical = typicalRun(outcomes.makespansMs.map((makespanMs, index) => ({ makespanMs, index })));
  const run = await replayedRun(upToRun(recorded, typical.index), changes, changed, within);
  const bound = bottleneck(run.spans, 0, quorumOf(changed.scenario)?.graceMs);
  return {
    ...effectOf(unchanged, outcomes, { seed: report.seed, resamples: resamplesOf(1, runs) }),
    set: changes.map(setOf),
    what: changes.map(changeWords),
    world: { mode: changed.mode, cores: changed.cores, workers: changed.workers },
    bottleneck: bound === undefined ? null : { bound: bound.bound, source: bound.source, share: bound.share },
    run,
    unchangedRun: typicalRun(mode.runs.slice(0, runs)),
  };
}

async function replayedRun(
  recorded: RecordedRuns,
  changes: readonly Change[],
  { scenario, cores, inference }: RunConfig,
  within: WhatIfOptions['within'],
): Promise<ModeReport['runs'][number]> {
  const last = await lastTried(recorded, changes, within);
  if (last === undefined) throw within.reason ?? new Error('the changes cannot be replayed');
  const noise = { processCpuMs: null, stealMs: null, othersCpuMs: null };
  return runReport({
    answer: last.answer,
    spans: last.spans,
    instants: [],
    cores,
    inference,
    scenario,
    clock: 'virtual',
    predicted: null,
    noise,
  });
}

/**
 * The median that changes come to when a mode's first runs are replayed, in milliseconds; undefined where they cannot
 * be or it was aborted.
 */
export async function predictedMs(
  report: Report,
  mode: ModeReport,
  changes: readonly Change[],
  runs: number,
  within: WhatIfOptions['within'],
): Promise<number | undefined> {
  const makespans = (await tried(firstRuns(recordedRunsOf(report, mode), runs), changes, within))?.makespansMs;
  return makespans && median(makespans);
}
