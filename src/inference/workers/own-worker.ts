/**
 * What runs on a worker thread in the place of the kernel: inference of one's own. `pool.ts` calls one method at a
 * time. Reads the real clock, as it measures real CPUs.
 */
import { threadId } from 'node:worker_threads';
import workerpool from 'workerpool';
import type { Json } from '../../model/json.js';
import { messageOf } from '../../adapters/safe-inspect.js';
import { guardThread, heard, userCodeCall, type Noted } from '../../adapters/module/user-code-call.js';
import { inferenceOf } from './own-inference.js';
import { hrtimeMs, threadCpuMeter } from './thread-cpu.js';
import type { Work } from './work.js';
import type { Reply, Started } from './worker.js';
import { workloads, type Workload } from './workloads.js';

export interface OwnTask {
  readonly source: string;
  readonly question: string;
  /** The payload as JSON text: copied faster than the object, and nesting that cannot be sent is found before it is. */
  readonly payload: string;
  /**
   * Three shared numbers: of the first, not 0 means that nobody wants the result any more; the worker sets the second
   * once it has noticed; the third is the process group that works for it, 0 for none.
   */
  readonly stop: Int32Array;
}

let work: Work | undefined;
let maxBytes: number | undefined;
const measure = threadCpuMeter();

/** Loads and warms the workload. Returns no speed, as its work has no units. */
async function warm(workload: Workload): Promise<number> {
  if (workload.type === 'module') ({ maxBytes } = workload);
  work = await heard((workloads[workload.type] as (workload: Workload) => Promise<Work>)(workload));
  return 0;
}

async function infer({ source, question, payload, stop }: OwnTask): Promise<Reply> {
  workerpool.workerEmit({ startMs: hrtimeMs(), threadId } satisfies Started);
  const taken = measure();
  const asked = { source, question, payload: JSON.parse(payload) as Json };
  const note = (noted: Noted): void => {
    workerpool.workerEmit(noted);
  };
  const group = (pid: number): void => {
    Atomics.store(stop, 2, pid);
  };
  let elsewhereMs = 0;
  const spent = (cpuMs: number): void => {
    elsewhereMs += cpuMs;
  };
  let outcome: Pick<Reply, 'inference' | 'failed'>;
  try {
    outcome = {
      inference: inferenceOf(
        await userCodeCall(stop, note, (tools) => work!(asked, { ...tools, group, spent })),
        maxBytes,
      ),
    };
  } catch (thrown) {
    outcome = { failed: messageOf(thrown) };
  }
  const usage = taken();
  return { threadId, endMs: hrtimeMs(), usage: { ...usage, cpuMs: usage.cpuMs + elsewhereMs }, ...outcome };
}

workerpool.worker({ warm, infer });
guardThread();
