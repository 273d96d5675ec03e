import { threadCpuMeter } from '../../inference/workers/thread-cpu.js';
import type { Seen, Threads, Trial } from '../../judge/verification/evidence.js';
import { maxDurationMs } from '../../lib/duration.js';
import { startNoiseMeter } from '../../machine/noise.js';
import { running } from '../../machine/running.js';
import type { InferenceEngine } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import { sleep } from '../../model/permit.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Plan } from '../../scenario/plan.js';
import { realClock } from '../../time/real.js';
import { realWorld } from '../../world/real.js';
import { allowanceMs } from '../resilience/invariants.js';
import { oneRun } from '../run/one-run.js';
import { simulateOnce, type Simulated } from '../run/simulate.js';

/**
 * The scenario with a source that hangs until its timeout: the first one that answers otherwise. The timeout is as long
 * as the slowest fetch, or the source's own if that is shorter, so that the hang takes no longer than the others do. A
 * text says why there is none.
 */
export async function withTimeout(plan: Plan, within: Scope): Promise<Hanging | string> {
  const healthy = await simulated(plan, plan, within);
  const source = plan.scenario.sources.find(({ name }) => healthy.answer.inferences[name] !== undefined);
  if (source === undefined) return 'in this scenario no source answers';
  if (plan.scenario.sources.length < 2) return 'there is one source, so there are no others to answer';
  const { limits, scale } = plan.scenario;
  const ownMs = (source.timeout ?? limits.fetchTimeout) * scale;
  const limitMs = Math.min(ownMs, Math.max(...fetchTimes(healthy).values()));
  return { ...hangs(plan, source.name, limitMs / scale), source: source.name, limitMs };
}

/**
 * The scenario with an overall timeout that its slowest source outlasts, for it hangs. The timeout lies half way
 * between the first answer of another source and the next one, so that there is something to keep, something to cut off
 * in the middle of its inference, and something to cut off in its fetch. A text says why there is none.
 */
export async function withCutOff(plan: Plan, within: Scope): Promise<Hanging | string> {
  if (plan.scenario.sources.length < 2) return 'there is one source, so nothing could be done before it';
  const [slowest] = [...fetchTimes(await simulated(plan, plan, within))].toSorted((a, b) => b[1] - a[1])[0]!;
  const endless = hangs(plan, slowest, maxDurationMs);
  const { spans } = await simulated(endless, plan, within);
  const ends = spans.filter(({ kind, outcome }) => kind === 'inference' && outcome === 'ok').map(({ endMs }) => endMs);
  const [first, next] = [...new Set(ends)].toSorted((a, b) => a - b);
  if (first === undefined) return 'in this scenario no other source answers anyhow';
  const limitMs = next === undefined ? first * 1.25 : (first + next) / 2;
  const { scenario } = endless;
  return {
    ...endless,
    scenario: { ...scenario, limits: { ...scenario.limits, timeout: limitMs / scenario.scale } },
    source: slowest,
    limitMs,
  };
}

function simulated(loaded: LoadedScenario, { cores, workers }: Plan, within: Scope): Promise<Simulated> {
  return simulateOnce(loaded, { mode: 'hybrid', cores, workers, contention: 1, within });
}

/** How long each fetch takes, in milliseconds, by source. */
function fetchTimes({ spans }: Simulated): Map<string, number> {
  return new Map(
    spans.filter(({ kind }) => kind === 'fetch').map(({ name, startMs, endMs }) => [name, endMs - startMs]),
  );
}

/** The scenario with a source that never answers, and its timeout in milliseconds before scaling. */
function hangs(loaded: LoadedScenario, name: string, timeout: number): LoadedScenario {
  const sources = loaded.scenario.sources.map((source) =>
    source.name === name ? { ...source, timeout, faults: [{ kind: 'hang' as const, argument: '' }] } : source,
  );
  return { ...loaded, scenario: { ...loaded.scenario, sources } };
}

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
    const probesMs = inferenceWaits(hanging.scenario) ? [] : await probe(world.engine, workers, within);
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
