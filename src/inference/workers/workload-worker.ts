/**
 * The script of worker threads that run a workload in the place of the kernel. `pool.ts` calls one method at a time.
 * Reads the real clock, as it measures real CPUs.
 */
import workerpool from 'workerpool';
import { CancelFlag } from '../../lib/cancel-flag.js';
import type { Json } from '../../model/json.js';
import { messageOf } from '../../adapters/safe-inspect.js';
import type { Cancellable } from '../../adapters/module/thread-call.js';
import { guardThread, orUncaught, userCodeCall, type Noted } from '../../adapters/module/user-code-call.js';
import { inferenceOf } from './returned-inference.js';
import { hrtimeMs, threadCpuMeter } from './thread-cpu.js';
import type { Work } from './work.js';
import type { Reply, Started, TaskOutcome } from './worker.js';
import { workloads, type Workload } from './workloads.js';

export interface WorkloadTask {
  readonly source: string;
  readonly question: string;
  /** The payload as JSON text: copied faster than the object, and nesting that cannot be sent is found before it is. */
  readonly payload: string;
}

let work: Work | undefined;
let maxBytes: number | undefined;
const measure = threadCpuMeter();

/** Loads and warms the workload. Returns no speed, as its work has no units. */
async function warm(workload: Workload): Promise<number> {
  if (workload.type === 'module') ({ maxBytes } = workload);
  work = await orUncaught((workloads[workload.type] as (workload: Workload) => Promise<Work>)(workload));
  return 0;
}

async function infer({ source, question, payload, cancel }: WorkloadTask & Cancellable): Promise<Reply> {
  workerpool.workerEmit({ type: 'started', startMs: hrtimeMs() } satisfies Started);
  const taken = measure();
  const asked = { source, question, payload: JSON.parse(payload) as Json };
  const note = (noted: Noted): void => {
    workerpool.workerEmit(noted);
  };
  const flag = new CancelFlag(cancel);
  const group = (pid: number): void => {
    flag.processGroup = pid;
  };
  let elsewhereMs = 0;
  const spent = (cpuMs: number): void => {
    elsewhereMs += cpuMs;
  };
  let outcome: TaskOutcome;
  try {
    const returned = await userCodeCall(flag, note, (tools) => work!(asked, { ...tools, group, spent }));
    outcome = { type: 'inferred', inference: inferenceOf(returned, maxBytes) };
  } catch (thrown) {
    outcome = { type: 'failed', message: messageOf(thrown) };
  }
  const usage = taken();
  return { ...outcome, endMs: hrtimeMs(), usage: { ...usage, cpuMs: usage.cpuMs + elsewhereMs } };
}

workerpool.worker({ warm, infer });
guardThread();
