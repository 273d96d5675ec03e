import { Bench } from 'tinybench';
import type { ModeName } from '../agent/modes.js';
import type { World } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import type { TraceEvent } from '../model/trace.js';
import { runReport, withSpeedups } from '../report/build.js';
import type { Report, RunReport } from '../report/schema.js';
import type { Plan } from '../scenario/plan.js';
import { advise } from './advice.js';
import { oneRun } from './one-run.js';
import { predict } from './predict.js';

/** What went on around a run, beside the run itself. */
export type Noise = Pick<RunReport, 'processCpuMs' | 'stealMs' | 'othersCpuMs'>;

/** Hears how a comparison goes on. */
export interface CompareListener {
  runBegins?(mode: ModeName, index: number, predictedMs: number | null): void;
  event?(event: TraceEvent): void;
  runEnds?(mode: ModeName, run: RunReport): void;
  /** The report so far, after each mode: what is left if the next mode never ends. Awaited. */
  modeEnds?(report: Report): Promise<void>;
}

export interface CompareOptions {
  readonly plan: Plan;
  readonly world: World;
  readonly contention: number;
  /** All of the report but its findings. */
  readonly header: Omit<Report, 'modes' | 'advice' | 'interrupted'>;
  /** Aborting it ends the run in progress; what is finished is reported. */
  readonly within: Scope;
  readonly listener: CompareListener;
  /** Begins to measure what goes on around a run; the returned function ends it. */
  readonly meter: () => () => Noise;
}

interface FinishedMode {
  readonly mode: ModeName;
  readonly runs: RunReport[];
}

/**
 * Runs every mode of the plan as often as it says, one mode after the other, and reports.
 * Until the last mode is done a report says `interrupted`, so that a file left behind by a killed process tells the truth.
 */
export async function compare(options: CompareOptions): Promise<Report> {
  const { plan, within, listener } = options;
  const finished: FinishedMode[] = [];
  for (const mode of plan.scenario.modes) {
    if (within.reason !== undefined) break;
    const runs = await repeat(mode, options);
    if (runs.length === 0) break;
    finished.push({ mode, runs });
    if (mode !== plan.scenario.modes.at(-1)) await listener.modeEnds?.(report(options, finished, true, null));
  }
  const interrupted = within.reason !== undefined;
  const advice = interrupted ? null : await advise(plan, finished, options.contention, within);
  return report(options, finished, interrupted, advice);
}

function report({ header }: CompareOptions, finished: readonly FinishedMode[], interrupted: boolean, advice: Report['advice']): Report {
  return { ...header, interrupted, modes: withSpeedups(finished), advice };
}

/** One mode as often as the plan says; fewer times if interrupted. tinybench counts, on the world's clock. */
async function repeat(mode: ModeName, options: CompareOptions): Promise<RunReport[]> {
  const { plan, world, within, listener, meter, contention } = options;
  const agent = world.agent();
  const predicted = plan.clock === 'real' ? await predict(plan, { mode, runs: plan.runs, cores: plan.cores, workers: plan.workers, contention, within }) : [];
  const runs: RunReport[] = [];
  const once = async (): Promise<void> => {
    const index = runs.length;
    const predictedMs = predicted[index] ?? null;
    listener.runBegins?.(mode, index, predictedMs);
    const stop = meter();
    const { answer, spans, moments } = await oneRun({ world, agent, scenario: plan.scenario, mode, index, within, listen: listener.event });
    const noise = stop();
    if (within.reason !== undefined) return;
    const run = runReport({
      answer,
      spans,
      moments,
      cores: world.cores,
      costMs: new Map(agent.sources.map(({ name, costMs }) => [name, costMs])),
      clock: plan.clock,
      predictedMs,
      noise,
    });
    runs.push(run);
    listener.runEnds?.(mode, run);
  };
  const bench = new Bench({ iterations: plan.runs, time: 0, warmup: false, throws: true, signal: within.signal, now: () => world.clock.now() });
  bench.add(mode, once, { async: true });
  await bench.run();
  return runs;
}
