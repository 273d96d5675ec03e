import { median } from '../../lib/statistics/descriptive.js';
import { printable } from '../../lib/text.js';
import type { Scope } from '../../model/scope.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import { medianMakespan } from '../../results/typical.js';
import { maxThreads, type Plan } from '../../scenario/plan.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/schema.js';
import { runPlan } from '../run/run-plan.js';
import { candidatesFor, mainSources } from './candidates.js';
import { changeWords, partOf, setOf, type Change } from './change.js';
import { runConfigOf, withChanges, type RunConfig } from './changed.js';
import { percentOf } from './effect.js';
import { predictedMs } from './what-if-report.js';
import { mostSources } from './search-budget.js';

export interface CheckOptions {
  readonly report: Report;
  readonly mode: ModeReport;
  /** What was run for the report, or what its scenario says where that is all there is. */
  readonly loaded: LoadedScenario;
  /** What the replays found. */
  readonly whatIf: WhatIf;
  /** How many of the best changes, beside those that are made together. */
  readonly count: number;
  readonly together: readonly Change[];
  readonly within: Scope;
  readonly progress: (what: string, done: number, of: number) => void;
}

/** Runs of each change on real time, where there are as many of the report. */
const mostRuns = 5;

/**
 * Makes changes and runs them: those of `--set` first, and then the best single ones of different parts. On the
 * report's own clock.
 */
export async function check(options: CheckOptions): Promise<NonNullable<WhatIfReport['checked']>> {
  const { report, mode, loaded, whatIf, within, progress } = options;
  // What is secret is left out of the scenario that a report holds.
  const runConfig = runConfigOf({ world: report.world, scenario: loaded.scenario }, mode.mode);
  const skipped: NonNullable<WhatIfReport['checked']>['skipped'] = [];
  const chosen: (readonly Change[])[] = [];
  /** Keeps changes that can be made, and why others cannot; says which it was. */
  const take = (changes: readonly Change[]): boolean => {
    const why = report.clock === 'virtual' ? whyNotSimulated(changes, runConfig) : whyNot(changes, runConfig);
    if (why === undefined) chosen.push(changes);
    else skipped.push({ set: changes.map(setOf), why });
    return why === undefined;
  };
  if (options.together.length > 0) take(options.together);
  let left = options.count;
  for (const changes of bestOfParts(options, runConfig)) if (left > 0 && take(changes)) left--;
  const runs = report.clock === 'virtual' ? whatIf.runs : Math.min(whatIf.runs, mostRuns);
  const done: NonNullable<WhatIfReport['checked']>['done'] = [];
  for (const changes of chosen) {
    progress(changes.map(changeWords).join(', '), done.length, chosen.length);
    const predicted = await predictedMs(report, mode, changes, whatIf.runs, within);
    const runsOf = await measured(options, withChanges(runConfig, changes), runs);
    if (within.reason !== undefined || predicted === undefined || runsOf === undefined) break;
    const measuredMs = medianMakespan(runsOf);
    const othersPercent = Math.max(
      ...runsOf.map((run) =>
        percentOf((run.othersCpuMs ?? 0) + (run.stealMs ?? 0), run.makespanMs * report.world.cores),
      ),
    );
    const errorPercent = percentOf(predicted - measuredMs, measuredMs);
    done.push({
      set: changes.map(setOf),
      what: changes.map(changeWords),
      predictedMs: predicted,
      measuredMs,
      errorPercent,
      othersPercent,
    });
  }
  const errors = done.map(({ errorPercent }) => Math.abs(errorPercent));
  return {
    runs,
    done,
    skipped,
    medianErrorPercent: errors.length === 0 ? null : median(errors),
    worstErrorPercent: errors.length === 0 ? null : Math.max(...errors),
  };
}

/**
 * The best practical change of every part, and then of those parts that have none, so that there is something to check.
 */
function bestOfParts({ mode, whatIf, together }: CheckOptions, runConfig: RunConfig): Change[][] {
  const candidates = candidatesFor(runConfig, mainSources(runConfig, mode.runs[0]!, mostSources));
  const known = new Map(candidates.map((candidate) => [setOf(candidate.change), candidate]));
  const found = new Map<string, Change>();
  for (const practical of [true, false]) {
    for (const { set } of whatIf.changes) {
      const { change, cost } = known.get(set) ?? {};
      if (change !== undefined && !found.has(partOf(change)) && (cost !== undefined) === practical)
        found.set(partOf(change), change);
    }
  }
  const asked = together.map(setOf).join(' ');
  return [...found.values()].filter((change) => setOf(change) !== asked).map((change) => [change]);
}

/** The same on simulated time: no scenario says that a model server is faster for one source, or faster by a factor. */
function whyNotSimulated(changes: readonly Change[], { inference }: RunConfig): string | undefined {
  const inferred = changes.some(
    (change) => (change.part === 'source' || change.part === 'stage') && change.stage !== 'fetch',
  );
  return inferred && inference.kind === 'model-server'
    ? 'how long inference takes is up to the model server, as its firstToken and tokensPerSecond state it'
    : undefined;
}

/** Why changes cannot be made on real time; undefined where they can. */
function whyNot(changes: readonly Change[], runConfig: RunConfig): string | undefined {
  for (const change of changes) {
    const why = whyNotOne(change, runConfig.scenario);
    if (why !== undefined) return why;
  }
  const { workers } = withChanges(runConfig, changes);
  return workers > maxThreads
    ? `${workers} worker threads are more than the ${maxThreads} that real time is for`
    : undefined;
}

function whyNotOne(change: Change, { sources, inference }: Scenario): string | undefined {
  if (change.part === 'cores') return 'this machine has the cores that it has';
  if (change.part !== 'source' && change.part !== 'stage') return undefined;
  const stages = change.stage === undefined ? ['fetch', 'inference'] : [change.stage];
  if (stages.includes('inference') && (inference.type ?? 'kernel') !== 'kernel')
    return `how long inference takes is up to itself (${inference.type})`;
  const real = sources.find(
    ({ name, type = 'synthetic' }) => (change.part === 'stage' || name === change.name) && type !== 'synthetic',
  );
  return stages.includes('fetch') && real !== undefined
    ? `how long ${printable(real.name)} takes is up to itself (${real.type})`
    : undefined;
}

/** Runs of the changed scenario; undefined if that was aborted. */
async function measured(
  { report, loaded, within }: CheckOptions,
  { scenario, mode, cores, workers, inference, likeness }: RunConfig,
  runs: number,
): Promise<readonly RunReport[] | undefined> {
  const payloads = new Map(
    scenario.sources.map(({ name }) => [name, loaded.payloads.get(likeness.get(name) ?? name)!]),
  );
  const plan: Plan = {
    ...loaded,
    scenario: { ...scenario, modes: [mode] },
    payloads,
    clock: report.clock,
    runs,
    warmup: 0,
    precision: undefined,
    maxTimeMs: undefined,
    cores,
    workers,
    contention: report.world.contention,
    inference,
  };
  const { modes } = await runPlan(plan, within, {}, report.calibration ?? undefined);
  return modes[0]?.runs.length === runs ? modes[0].runs : undefined;
}
