import { packageFile } from '../../lib/package.js';
import { Thread } from '../../adapters/module/thread.js';
import type { SamplePlan } from '../kernel/calibrate.js';
import type { Workload } from './workloads.js';

export interface LaneOptions {
  /** The worker's module; `worker.ts` by default, and `workload-worker.ts` where there is a workload. */
  readonly script?: URL | undefined;
  /** Where a worker's JavaScript heap ends, in megabytes; Node's own limit by default. */
  readonly heapMb?: number | undefined;
  /** What the worker does in the place of the kernel. */
  readonly workload?: Workload | undefined;
}

/** One worker thread under one name. A thread that ends is followed by another under the same name. */
export class Lane extends Thread {
  /** From 1. */
  readonly number: number;
  /** As traces call it: `worker-1` and so on. */
  readonly name: string;
  readonly #workload: Workload | undefined;

  constructor(number: number, { script, heapMb, workload }: LaneOptions) {
    super({
      script:
        script ?? packageFile(`dist/inference/workers/${workload === undefined ? 'worker' : 'workload-worker'}.js`),
      heapMb,
    });
    this.number = number;
    this.name = `worker-${number}`;
    this.#workload = workload;
  }

  /**
   * Starts a thread if there is none, and warms it. Returns its work units per CPU millisecond, roughly; 0 where it has
   * a workload.
   */
  warm(): Promise<number> {
    return this.ready('warm', this.#workload);
  }

  /** CPU milliseconds per unit, one figure per sample. */
  sample(plan: SamplePlan): Promise<number[]> {
    return this.call('sample', plan);
  }
}
