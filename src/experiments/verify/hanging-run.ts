import { threadCpuMeter } from '../../inference/workers/thread-cpu.js';
import { startNoiseMeter } from '../../machine/noise.js';
import { running } from '../../machine/running.js';
import type { InferenceEngine } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import { sleep } from '../../model/sleep.js';
import type { Seen, Threads, Trial } from '../../judge/verification/evidence.js';
import { inferenceKindOf } from '../../scenario/derived.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Plan } from '../../scenario/plan.js';
import { realWorld } from '../../world/real.js';
import { realClock } from '../../time/real.js';
import { allowanceMs } from '../resilience/invariants.js';
import { oneRun } from '../run/one-run.js';
import { simulateOnce, type Simulated } from '../run/simulate.js';

/** A scenario in which one source never answers, and when that is to be noticed, in milliseconds. */
export interface Hanging extends LoadedScenario {
  readonly source: string;
  readonly limitMs: number;
}

/** A run of the scenario, as it is judged. */
export function seenIn({ answer, spans }: Pick<Simulated, 'answer' | 'spans'>): Seen {
  const errors = answer.errors.map(({ source, kind, elapsedMs }) => ({ source, kind, elapsedMs }));
  return { spans, completeness: answer.completeness, inferred: Object.keys(answer.inferences), errors };
}

/** Whether this system tells what a thread took of the CPUs. */
export function tellsThreadCpu(): boolean {
  return !threadCpuMeter()()().estimated;
}

/**
 * Runs the hybrid query of a scenario with a source that hangs, on workers of its own, and looks at what is left of it.
 */
export async function tryHanging(
  hanging: Hanging,
  { cores, workers }: Plan,
  within: Scope,
): Promise<{ trial: Trial; threads: Threads }> {
  const before = running();
  const world = await realWorld(hanging, { cores, workers, within });
  const seen = running().threads - before.threads;
  let trial: Trial;
  try {
    const contention = world.calibration?.contention ?? 1;
    const expected = await simulateOnce(hanging, { mode: 'hybrid', cores, workers, contention, within });
    const agent = world.agent();
    const timers = running().timers;
    const stop = startNoiseMeter();
    const measured = await oneRun({ world, agent, scenario: hanging.scenario, mode: 'hybrid', index: 0, within });
    const after = running().timers;
    within.throwIfAborted();
    const { kind } = inferenceKindOf(hanging.scenario, workers);
    const probesMs = kind === 'workers' ? await probe(world.engine, workers, within) : [];
    const { stealMs, othersCpuMs } = stop();
    trial = {
      source: hanging.source,
      limitMs: hanging.limitMs,
      allowanceMs: allowanceMs(hanging.scenario),
      expected: seenIn(expected),
      measured: seenIn(measured),
      taken: { stealMs, othersCpuMs },
      timers: { before: timers, after },
      probesMs,
    };
  } finally {
    await world.close();
  }
  return { trial, threads: { wanted: workers, seen, left: running().threads - before.threads } };
}

/**
 * How long workers are asked, and how often, in milliseconds. One that was starved of its core, and therefore ended,
 * needs some 500 ms to be back.
 */
const askForMs = 2000;
const askEveryMs = 5;

/**
 * Gives out jobs that cost nothing until every worker has begun one, and says how long it took each, in milliseconds.
 */
async function probe(engine: InferenceEngine, workers: number, within: Scope): Promise<number[]> {
  const askedMs = realClock.now();
  const begun = new Map<string, number>();
  const began = (lane: string, startMs: number): void => {
    if (!begun.has(lane)) begun.set(lane, startMs - askedMs);
  };
  const job = { source: 'probe', question: '', payload: '', costMs: 0 };
  const ask = (): Promise<unknown> =>
    Promise.allSettled(
      Array.from({ length: workers }, () => engine.infer(job, within, { began, ended() {}, noted() {} })),
    );
  await ask();
  while (begun.size < workers && realClock.now() - askedMs < askForMs) {
    await sleep(realClock, askEveryMs, within);
    await ask();
  }
  return [...begun.values()];
}
