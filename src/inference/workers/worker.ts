/**
 * The script of worker threads that run the kernel. Every method blocks its thread until it is done; `pool.ts` calls
 * one at a time. Reads the real clock, as it measures real CPUs.
 */
import workerpool from 'workerpool';
import type { Cancellable } from '../../adapters/module/thread-call.js';
import { CancelFlag } from '../../lib/cancel-flag.js';
import type { Json } from '../../model/json.js';
import type { Inference } from '../../model/ports.js';
import { sampleUnits, settle } from '../kernel/calibrate.js';
import type { SamplePlan } from '../kernel/calibrate.js';
import { createKernel } from '../kernel/kernel.js';
import { hrtimeMs, threadCpuMeter } from './thread-cpu.js';
import type { ThreadCpu } from './thread-cpu.js';
import type { WorkerFaultOutcome } from './worker-faults.js';

export interface Task {
  readonly question: string;
  /** The payload as JSON text: copied faster than the object, and nesting that cannot be sent is found before it is. */
  readonly payload: string;
  /** Work units in all, and between two checks for cancellation. */
  readonly units: number;
  readonly chunk: number;
  /** What happens to the thread, and after how many units. */
  readonly faultOutcome?: { readonly kind: WorkerFaultOutcome; readonly units: number };
}

/** Sent as an event once a task has begun. */
export interface Started {
  readonly type: 'started';
  readonly startMs: number;
}

/** How a task ended, and what it took. */
export type Reply = TaskOutcome & { readonly endMs: number; readonly usage: ThreadCpu };
export type TaskOutcome =
  | { readonly type: 'inferred'; readonly inference: Inference }
  | { readonly type: 'failed'; readonly message: string }
  /** It stopped before it had an inference, as it was cancelled. */
  | { readonly type: 'cancelled' };

const kernel = createKernel();
const measure = threadCpuMeter();

/**
 * Analyses the payload's text and then repeats the forward pass until the cost is spent, in chunks of a few
 * milliseconds.
 */
export function infer({ question, payload, units, chunk, faultOutcome, cancel }: Task & Cancellable): Reply {
  workerpool.workerEmit({ type: 'started', startMs: hrtimeMs() } satisfies Started);
  const taken = measure();
  const flag = new CancelFlag(cancel);
  let outcome: TaskOutcome = { type: 'cancelled' };
  if (!flag.raised) {
    const prepared = kernel.prepare(question, JSON.parse(payload) as Json);
    const work = (upTo: number): void => {
      for (let left = upTo; left > 0 && !flag.raised; left -= chunk) prepared.forward(Math.min(chunk, left));
    };
    work(faultOutcome?.units ?? units);
    if (faultOutcome !== undefined && !flag.raised) inflict(faultOutcome.kind, () => prepared.forward(chunk));
    if (!flag.raised) outcome = { type: 'inferred', inference: prepared.inference };
  }
  const usage = taken();
  return { ...outcome, endMs: hrtimeMs(), usage };
}

/** Runs everything that a job runs until its speed is steady. Returns units per CPU millisecond, roughly. */
export function warm(): number {
  return settle(kernel, measure);
}

/** CPU milliseconds per unit, one figure per sample. */
export function sample(plan: SamplePlan): number[] {
  return sampleUnits(kernel, measure, plan);
}

/** Loses this thread as a fault says. `work` is some work of the thread's own. Never returns. */
function inflict(faultOutcome: WorkerFaultOutcome, work: () => void): never {
  if (faultOutcome === 'crash') process.exit(1); // on a worker thread this ends the thread alone
  if (faultOutcome === 'out-of-memory') exhaustHeap();
  for (;;) work();
}

function exhaustHeap(): never {
  // Small allocations: V8 takes the whole process down where a single one leaps over the limit.
  let kept: object | undefined;
  for (;;) kept = { kept };
}

workerpool.worker({ infer, warm, sample });
