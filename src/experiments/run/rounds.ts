import { Bench } from 'tinybench';
import type { ModeName } from '../../agent/modes.js';
import type { World } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import type { TraceEvent } from '../../model/trace.js';
import { runReport, withSpeedups, withStatistics } from '../../results/build.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import type { Plan } from '../../scenario/plan.js';
import { whyNotSimulable } from '../../scenario/simulable.js';
import { realClock } from '../../time/real.js';
import { oneRun } from './one-run.js';
import { orderOf, spreadOf } from './repetition.js';
import { simulation, type Simulation } from './simulate.js';
import { pausableWorld, type PausableWorld } from './pausable-world.js';

/** What went on around a run, beside the run itself. */
export type Noise = Pick<RunReport, 'processCpuMs' | 'stealMs' | 'othersCpuMs'>;

/**
 * Hears how a run goes on. All callbacks are optional, and are called on the main thread between the steps of the run:
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

export interface CompareOptions {
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

/** A mode, what it has of the world, and its runs so far. */
export interface Contestant {
  readonly mode: ModeName;
  readonly turns: PausableWorld;
  /** The same runs on the virtual clock; undefined where they are simulated anyway. */
  readonly prediction: Simulation | undefined;
  readonly runs: RunReport[];
}

/** So long may a report that is not finished be behind what was run, in milliseconds. */
const saveEveryMs = 10_000;

/**
 * Runs every mode of the plan once in each round, and reports. More rounds than one each have an order of their own.
 * Until the last run is done a report says `interrupted`, so that a file left behind by a killed process tells the
 * truth.
 */
export async function compare(options: CompareOptions): Promise<Report> {
  const contestants = contestantsOf(options);
  await rounds(contestants, options);
  return finalReport(contestants, options);
}

/** The modes of a plan, ready to take turns. */
export function contestantsOf({ plan, world, within, contention }: CompareOptions): Contestant[] {
  return plan.scenario.modes.map((mode): Contestant => {
    const prediction =
      plan.clock === 'real' && whyNotSimulable(plan.scenario) === undefined
        ? simulation(plan, { mode, cores: plan.cores, workers: plan.workers, contention, within, from: -plan.warmup })
        : undefined;
    return { mode, turns: pausableWorld(world), prediction, runs: [] };
  });
}

/** The report of what the contestants have run; ends their predictions. */
export async function finalReport(contestants: readonly Contestant[], options: CompareOptions): Promise<Report> {
  for (const { prediction } of contestants) await prediction?.close();
  const finished = contestants.filter(({ runs }) => runs.length > 0);
  return withStatistics(report(options, finished, options.within.reason !== undefined));
}

function report({ header }: CompareOptions, contestants: readonly Contestant[], interrupted: boolean): Report {
  return {
    ...header,
    interrupted,
    modes: withSpeedups(contestants.map(({ mode, runs }) => ({ mode, runs: [...runs] }))),
    gates: [],
  };
}

async function rounds(contestants: readonly Contestant[], options: CompareOptions): Promise<void> {
  const { plan, within, listener } = options;
  const { runs, warmup, precision, maxTimeMs = Infinity } = plan;
  const beganMs = realClock.now();
  let savedMs = beganMs;
  for (let round = -warmup; round < runs && within.reason === undefined; round++) {
    if (round > 0 && realClock.now() - beganMs > maxTimeMs) break;
    for (const contestant of runs + warmup > 1 ? orderOf(contestants, plan.scenario.seed, round) : contestants) {
      await once(contestant, round, options);
      if (within.reason !== undefined) return;
      const last = round === runs - 1 && contestants.every((one) => one.runs.length === runs);
      if (last || round < 0 || (round > 0 && realClock.now() - savedMs < saveEveryMs)) continue;
      savedMs = realClock.now();
      await listener.progressed?.(
        report(
          options,
          contestants.filter((one) => one.runs.length > 0),
          true,
        ),
      );
    }
    const spread = precision === undefined || round < 0 ? undefined : spreadOf(report(options, contestants, true));
    listener.roundEnds?.(round + 1, spread);
    if (spread !== undefined && precision !== undefined && spread <= precision) return;
  }
}

/**
 * Gives a mode its turn; keeps the run unless it is for warming up or was interrupted. tinybench takes the sample, on
 * the world's clock.
 */
export async function once(contestant: Contestant, round: number, options: CompareOptions): Promise<void> {
  const { plan, world, within, listener, meter } = options;
  const { mode, turns, prediction, runs } = contestant;
  const simulated = await prediction?.next();
  const predicted =
    simulated === undefined ? null : { makespanMs: simulated.makespanMs, completeness: simulated.answer.completeness };
  const sample = async (): Promise<void> => {
    listener.runBegins?.(mode, round, predicted?.makespanMs ?? null);
    const stop = meter();
    const { answer, spans, instants } = await turns.during(() =>
      oneRun({ ...turns, scenario: plan.scenario, mode, index: round, within, listen: listener.event }),
    );
    const noise = stop();
    if (within.reason !== undefined || round < 0) return;
    const run = runReport({
      answer,
      spans,
      instants,
      cores: world.cores,
      scenario: plan.scenario,
      clock: plan.clock,
      predicted,
      noise,
    });
    runs.push(run);
    listener.runEnds?.(mode, run);
  };
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true, now: () => world.clock.now() });
  bench.add(mode, sample, { async: true });
  await bench.run();
}
