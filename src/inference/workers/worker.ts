/**
 * What runs on a worker thread. Every method blocks its thread until it is done; `pool.ts` calls one at a time.
 * Reads the real clock, as it measures real CPUs.
 */
import workerpool from 'workerpool';
import { threadId } from 'node:worker_threads';
import type { Json } from '../../model/json.js';
import type { Inference } from '../../model/ports.js';
import { sampleUnits, settle } from '../kernel/calibrate.js';
import type { SamplePlan } from '../kernel/calibrate.js';
import { createKernel } from '../kernel/kernel.js';
import { befall } from './worker-fault-outcome.js';
import { hrtimeMs, threadCpuMeter } from './thread-cpu.js';
import type { ThreadCpu } from './thread-cpu.js';
import type { WorkerFaultOutcome } from './worker-faults.js';

export interface Task {
  readonly question: string;
  /** The payload as JSON text: copied faster than the object, and nesting that cannot be sent is found before it is. */
  readonly payload: string;
  /** Work units in all, and between two looks at `stop`. */
  readonly units: number;
  readonly chunk: number;
  /** What happens to the thread, and after how many units. */
  readonly faultOutcome?: { readonly kind: WorkerFaultOutcome; readonly units: number };
  /** One shared number: not 0 means that nobody wants the result any more. */
  readonly stop: Int32Array;
}

/** Sent as an event once a task has begun. */
export interface Started {
  readonly startMs: number;
  readonly threadId: number;
}

export interface Reply {
  /** Absent where the task was stopped, or failed. */
  readonly inference?: Inference;
  /** Why the task failed, where it did by itself. */
  readonly failed?: string;
  readonly threadId: number;
  readonly endMs: number;
  readonly usage: ThreadCpu;
}

const kernel = createKernel();
const measure = threadCpuMeter();

/**
 * Analyses the payload's text and then repeats the forward pass until the cost is spent, in chunks of a few
 * milliseconds.
 */
export function infer({ question, payload, units, chunk, faultOutcome, stop }: Task): Reply {
  workerpool.workerEmit({ startMs: hrtimeMs(), threadId } satisfies Started);
  const taken = measure();
  const stopped = (): boolean => Atomics.load(stop, 0) !== 0;
  let inference: Inference | undefined;
  if (!stopped()) {
    const prepared = kernel.prepare(question, JSON.parse(payload) as Json);
    const work = (upTo: number): void => {
      for (let left = upTo; left > 0 && !stopped(); left -= chunk) prepared.forward(Math.min(chunk, left));
    };
    work(faultOutcome?.units ?? units);
    if (faultOutcome !== undefined && !stopped()) befall(faultOutcome.kind, () => prepared.forward(chunk));
    if (!stopped()) ({ inference } = prepared);
  }
  const usage = taken();
  return { threadId, endMs: hrtimeMs(), usage, ...(inference !== undefined && { inference }) };
}

/** Runs everything that a job runs until its speed is steady. Returns units per CPU millisecond, roughly. */
export function warm(): number {
  return settle(kernel, measure);
}

/** CPU milliseconds per unit, one figure per sample. */
export function sample(plan: SamplePlan): number[] {
  return sampleUnits(kernel, measure, plan);
}

workerpool.worker({ infer, warm, sample });
