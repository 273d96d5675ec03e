import type { ModeName } from '../../agent/modes.js';
import type { World } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import type { TraceEvent } from '../../model/trace.js';
import { runReport, withSpeedups, withStatistics } from '../../results/build.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import type { Plan } from '../../scenario/plan.js';
import { random } from '../../lib/random.js';
import { whyNotSimulable } from '../../scenario/derived.js';
import { realClock } from '../../time/real.js';
import { oneRun } from './one-run.js';
import { simulation, type Simulation } from './simulate.js';
import { pausableWorld, type PausableWorld } from './pausable-world.js';

/** What went on around a run, beside the run itself. */
export type Noise = Pick<RunReport, 'processCpuMs' | 'stealMs' | 'othersCpuMs'>;

/**
 * Listens to a run. All callbacks are optional, and are called on the main thread between the steps of the run:
 * what one takes, the run takes.
 */
export interface RunListener {
  /**
   * A mode is about to answer. `index` is the round, from 0 and below 0 while warming up; `predictedMs` the simulated
   * makespan, null where there is none.
   */
  runBegins?(mode: ModeName, index: number, predictedMs: number | null): void;
  /**
   * A span of the run in progress begins or ends, or something happens at one instant; times are milliseconds on the
   * run's clock.
   */
  event?(event: TraceEvent): void;
  /**
   * A mode has answered, and this is the run as the report will hold it. Not called while warming up, and not of an
   * interrupted run.
   */
  runEnds?(mode: ModeName, run: RunReport): void;
  /**
   * After a round of all modes: how many are done, and half the width of the widest interval that is watched as a
   * share, where there are enough runs.
   */
  roundEnds?(rounds: number, spread: number | undefined): void;
  /**
   * The report so far, after each run of the first round and now and then after that: what is left if the next run
   * never ends. Awaited.
   */
  progressed?(report: Report): void | Promise<void>;
}

export interface RoundsOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly contention: number;
  /** All of the report but its findings. */
  readonly header: Omit<Report, 'modes' | 'interrupted' | 'gates'>;
  /** Aborting it ends the run in progress; what is finished is reported. */
  readonly within: Scope;
  readonly listener: RunListener;
  /** Begins to measure what goes on around a run; the returned function ends it. */
  readonly meter: () => () => Noise;
}

/** A mode, its view of the world that the modes share, and its runs so far. */
export interface ModeRunner {
  readonly mode: ModeName;
  readonly view: PausableWorld;
  /** The same runs on the virtual clock; undefined if the plan is on that clock itself or cannot be simulated. */
  readonly prediction: Simulation | undefined;
  readonly runs: RunReport[];
}

/** The most time between two reports of what is finished, in milliseconds, after the first round. */
const progressIntervalMs = 10_000;

/**
 * Runs every mode of the plan once a round, and reports. Rounds after the first each have an order of their own. Until
 * the last run is done a report says `interrupted`, so that a file left behind by a killed process tells the truth.
 */
export async function runRounds(options: RoundsOptions): Promise<Report> {
  const runners = modeRunners(options);
  await rounds(runners, options);
  return finalReport(runners, options);
}

/** The modes of a plan, none of which has run yet. */
export function modeRunners({ plan, world, within, contention }: RoundsOptions): ModeRunner[] {
  return plan.scenario.modes.map((mode): ModeRunner => {
    const prediction =
      plan.clock === 'real' && whyNotSimulable(plan.scenario) === undefined
        ? simulation(plan, { mode, cores: plan.cores, workers: plan.workers, contention, within, from: -plan.warmup })
        : undefined;
    return { mode, view: pausableWorld(world), prediction, runs: [] };
  });
}

/** The report of what the modes have run; ends their predictions. */
export async function finalReport(runners: readonly ModeRunner[], options: RoundsOptions): Promise<Report> {
  for (const { prediction } of runners) await prediction?.close();
  return withStatistics(report(runners, options, options.within.reason !== undefined));
}

/** The report of the modes that have at least one run. */
function report(runners: readonly ModeRunner[], { header }: RoundsOptions, interrupted: boolean): Report {
  const finished = runners.filter(({ runs }) => runs.length > 0);
  return {
    ...header,
    interrupted,
    modes: withSpeedups(finished.map(({ mode, runs }) => ({ mode, runs: [...runs] }))),
    gates: [],
  };
}

async function rounds(runners: readonly ModeRunner[], options: RoundsOptions): Promise<void> {
  const { plan, within, listener } = options;
  const { runs, warmup, precision, maxTimeMs = Infinity } = plan;
  const beganMs = realClock.now();
  let progressMs = beganMs;
  for (let round = -warmup; round < runs && within.reason === undefined; round++) {
    if (round > 0 && realClock.now() - beganMs > maxTimeMs) break;
    for (const runner of runs + warmup > 1 ? shuffled(runners, plan.scenario.seed, round) : runners) {
      await runOnce(runner, round, options);
      if (within.reason !== undefined) return;
      const last = round === runs - 1 && runners.every((one) => one.runs.length === runs);
      if (last || round < 0 || (round > 0 && realClock.now() - progressMs < progressIntervalMs)) continue;
      progressMs = realClock.now();
      await listener.progressed?.(report(runners, options, true));
    }
    const spread =
      precision === undefined || round < 0
        ? undefined
        : (await import('./spread.js')).spreadOf(report(runners, options, true));
    listener.roundEnds?.(round + 1, spread);
    if (spread !== undefined && precision !== undefined && spread <= precision) return;
  }
}

/** Runs a mode once; keeps the run unless it is a warm-up or was interrupted. */
export async function runOnce(runner: ModeRunner, round: number, options: RoundsOptions): Promise<void> {
  const { plan, world, within, listener, meter } = options;
  const { mode, view, prediction, runs } = runner;
  const simulated = await prediction?.next();
  const predicted =
    simulated === undefined ? null : { makespanMs: simulated.makespanMs, completeness: simulated.answer.completeness };
  listener.runBegins?.(mode, round, predicted?.makespanMs ?? null);
  const stop = meter();
  const { answer, spans, instants } = await view.during(() =>
    oneRun({ ...view, scenario: plan.scenario, mode, index: round, within, listen: listener.event }),
  );
  const noise = stop();
  if (within.reason !== undefined || round < 0) return;
  const { scenario, clock, inference } = plan;
  const { cores } = world;
  const run = runReport({ answer, spans, instants, cores, inference, scenario, clock, predicted, noise });
  runs.push(run);
  listener.runEnds?.(mode, run);
}

/**
 * The modes in an order drawn by the seed and the round (Fisher–Yates), so that drift over the rounds affects all
 * modes equally.
 */
export function shuffled<M>(modes: readonly M[], seed: number, round: number): M[] {
  const order = [...modes];
  const draw = random(seed, 'order', round);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
