import type { Span } from '../model/trace.js';

/** What of a run the steps are folded from. */
interface Run {
  readonly spans: readonly Span[];
  readonly makespanMs: number;
}

/** What workers do over time: from each instant to the next, how many are on a core, waiting for one, or idle. */
export interface CoreSteps {
  readonly atMs: readonly number[];
  readonly onCore: readonly number[];
  readonly waiting: readonly number[];
  readonly idle: readonly number[];
}

/** What a worker did in a whole run, in milliseconds. */
export interface WorkerShare {
  readonly lane: string;
  readonly onCoreMs: number;
  readonly waitingMs: number;
  readonly idleMs: number;
}

/** The jobs of workers: inferences that no other machine makes. */
function jobsOf({ spans }: Run, lane?: string): Span[] {
  return spans.filter(
    (span) => span.kind === 'inference' && span.lane !== 'main' && (lane === undefined || span.lane === lane),
  );
}

/**
 * Folds the jobs of a run into steps. Of a job only the sums are known, how long it was on a core and how long it
 * waited for one, so both are spread evenly over it; what is neither counts as idle. Without a `lane`, all workers
 * together.
 */
export function coreSteps(run: Run, workers: number, lane?: string): CoreSteps {
  const edges = jobsOf(run, lane).flatMap((span) => {
    const { onCore, waiting } = sharesOf(span);
    return [
      { atMs: span.startMs, onCore, waiting },
      { atMs: span.endMs, onCore: -onCore, waiting: -waiting },
    ];
  });
  const of = lane === undefined ? workers : 1;
  const steps = { atMs: [0], onCore: [0], waiting: [0], idle: [of] };
  let [on, wait] = [0, 0];
  for (const { atMs, onCore, waiting } of [
    ...edges.toSorted((a, b) => a.atMs - b.atMs),
    { atMs: run.makespanMs, onCore: 0, waiting: 0 },
  ]) {
    [on, wait] = [on + onCore, wait + waiting];
    const last = steps.atMs.length - 1;
    const at = steps.atMs[last] === atMs ? last : last + 1;
    steps.atMs[at] = atMs;
    steps.onCore[at] = tidy(on);
    steps.waiting[at] = tidy(wait);
    steps.idle[at] = tidy(Math.max(0, of - on - wait));
  }
  return steps;
}

/** A sum without the rounding error of additions and subtractions that cancel out. */
function tidy(value: number): number {
  return Math.abs(value) < 1e-6 ? 0 : value;
}

function sharesOf({ startMs, endMs, cpuMs = 0, coreWaitMs = 0 }: Span): {
  readonly onCore: number;
  readonly waiting: number;
} {
  const lengthMs = endMs - startMs;
  if (lengthMs <= 0) return { onCore: 0, waiting: 0 };
  const onCore = Math.min(1, cpuMs / lengthMs);
  return { onCore, waiting: Math.min(1 - onCore, coreWaitMs / lengthMs) };
}

/** The workers by number and what each did in all, those that did nothing included. */
export function workerShares(run: Run, workers: number): WorkerShare[] {
  const seen = new Set(jobsOf(run).map(({ lane }) => lane));
  const lanes = [
    ...new Set([...Array.from({ length: Math.min(workers, mostWorkers) }, (_, i) => `worker-${i + 1}`), ...seen]),
  ].slice(0, mostWorkers);
  return lanes.map((lane) => {
    const jobs = jobsOf(run, lane).map((span) => ({ ms: span.endMs - span.startMs, ...sharesOf(span) }));
    const onCoreMs = jobs.reduce((sum, { ms, onCore }) => sum + ms * onCore, 0);
    const waitingMs = jobs.reduce((sum, { ms, waiting }) => sum + ms * waiting, 0);
    return { lane, onCoreMs, waitingMs, idleMs: Math.max(0, run.makespanMs - onCoreMs - waitingMs) };
  });
}

/** More are not listed one by one. */
export const mostWorkers = 64;
