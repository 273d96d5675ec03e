import { defaultModes, modeNames } from '../../agent/modes.js';
import { running, type Running } from '../../machine/running.js';
import { Scope } from '../../model/scope.js';
import { headerOf } from '../../results/documents/header.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import type { Evidence, ModeEvidence, Seen, Threads, Timers, Trial } from '../../judge/verification/evidence.js';
import { checksOf, modeTimes, outcomeOf } from '../../judge/verification/index.js';
import type { Verification } from '../../results/documents/verify.js';
import type { Plan } from '../../scenario/plan.js';
import { seenIn, tellsThreadCpu, tryHanging, withCutOff, withTimeout, type Hanging } from './hanging.js';
import { runPlan } from '../run/run-plan.js';
import { simulateOnce } from '../run/simulate.js';

export interface VerifyOptions {
  readonly plan: Plan;
  /** Aborting it ends the query in progress; what was not run is not judged. */
  readonly within: Scope;
  /** Called with what is being run and how many queries of how many are done. */
  readonly progress: (what: string, done: number, of: number) => void;
}

/**
 * Checks on real time that a scenario does what it should: once in each mode, then with a source that times out, then
 * with an overall timeout that strikes. Each part has workers of its own. Undefined where it was interrupted before any
 * mode was finished.
 */
export async function verify({ plan: given, within, progress }: VerifyOptions): Promise<Verification | undefined> {
  const modes = modeNames.filter((mode) => defaultModes.includes(mode) || given.scenario.modes.includes(mode));
  const plan: Plan = { ...given, scenario: { ...given.scenario, modes } };
  const parts = modes.length + 2;
  const {
    report,
    evidence: measured,
    threads,
  } = await runModes(plan, within, (what, done) => {
    progress(what, done, parts);
  });
  if (measured.length === 0) return undefined;
  const pools = [threads];
  const trial = async (
    what: string,
    done: number,
    make: (plan: Plan, within: Scope) => Promise<Hanging | string>,
  ): Promise<Trial | string> => {
    progress(what, done, parts);
    try {
      const hanging = await make(plan, within);
      if (typeof hanging === 'string') return hanging;
      const tried = await tryHanging(hanging, plan, within);
      pools.push(tried.threads);
      return tried.trial;
    } catch (thrown) {
      if (within.reason === undefined || thrown !== within.reason) throw thrown;
      return 'interrupted before it was run';
    }
  };
  const evidence: Evidence = {
    sources: plan.scenario.sources.length,
    cores: plan.cores,
    workers: workersOf(plan),
    cpuMeasured: tellsThreadCpu(),
    calibrationSpread: report.calibration?.spread ?? 0,
    modes: measured,
    hanging: await trial('a source that times out', modes.length, withTimeout),
    cutOff: await trial('an overall timeout that strikes', modes.length + 1, withCutOff),
    pools,
  };
  const checks = checksOf(evidence);
  const { environment, world, scenario, seed, calibration } = report;
  return {
    ...headerOf('verify'),
    environment,
    world,
    scenario,
    seed,
    calibration,
    interrupted: within.reason !== undefined,
    outcome: outcomeOf(checks),
    checks,
    modes: modeTimes(evidence),
  };
}

/** How many workers a run of the plan has. */
function workersOf({ inference, workers }: Plan): number {
  return inference.kind === 'workers' ? workers : 0;
}

/** Runs the modes as `agent-bench run` does, and counts timers and threads around every query. */
async function runModes(
  plan: Plan,
  within: Scope,
  progress: (what: string, done: number) => void,
): Promise<{ report: Report; evidence: ModeEvidence[]; threads: Threads }> {
  const before = running();
  const timers: Timers[] = [];
  let begun: Running = before;
  const report = await runPlan(plan, within, {
    runBegins(mode) {
      progress(mode, timers.length);
      begun = running();
    },
    runEnds() {
      timers.push({ before: begun.timers, after: running().timers });
    },
  });
  const left = running().threads - before.threads;
  const evidence: ModeEvidence[] = [];
  for (const [i, { mode, runs }] of report.modes.entries()) {
    const run = runs[0]!;
    const exact = await simulatedIn(plan, mode, 1);
    const expected = await simulatedIn(plan, mode, report.world.contention);
    evidence.push({ mode, measured: measuredIn(run), expected, exact, taken: run, timers: timers[i]! });
  }
  return { report, evidence, threads: { wanted: workersOf(plan), seen: begun.threads - before.threads, left } };
}

/**
 * The mode's first query on the virtual clock. It is not interrupted: it takes no time, and what was measured is to be
 * compared with it.
 */
async function simulatedIn(plan: Plan, mode: ModeEvidence['mode'], contention: number): Promise<Seen> {
  const { cores, workers } = plan;
  const run = await simulateOnce(plan, { mode, cores, workers, contention, within: new Scope() });
  return seenIn(run);
}

function measuredIn({ result, spans }: RunReport): Seen {
  return seenIn({ answer: result, spans });
}
