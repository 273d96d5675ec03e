import { Heap } from '../lib/heap.js';
import { Semaphore } from '../lib/semaphore.js';
import { Failure } from '../model/errors.js';
import type { Json } from '../model/json.js';
import type { Calibration } from '../model/machine.js';
import type { Clock, Inference, InferenceEngine, Job, JobObserver, Timer } from '../model/ports.js';
import { Scope } from '../model/scope.js';
import { calibrate } from './calibrate.js';
import { Lane } from './lane.js';
import type { ThreadOptions } from './lane.js';
import { dispatchOrders, type Dispatch } from './dispatch.js';
import { fateOf, type WorkerFault } from './worker-faults.js';
import type { Reply, Started, Task } from './worker.js';

export interface PoolOptions extends ThreadOptions {
  /** Real time, with `process.hrtime` in milliseconds as its `now()`: the workers stamp with the same. */
  readonly clock: Clock;
  readonly workers: number;
  /** Cores that the workers share. */
  readonly cores: number;
  /** CPU milliseconds of an inference where the job does not say. */
  readonly costMs: number;
  /** Which job gets the next free worker; the one that came first where left out. */
  readonly dispatch?: Dispatch;
  /** What goes wrong with workers. */
  readonly faults?: readonly WorkerFault[];
  /** An earlier calibration of this machine; without one the pool makes its own. */
  readonly calibration?: Calibration;
  /** How long a cancelled job may take to yield before its worker is ended, in milliseconds. */
  readonly graceMs?: number;
  /** Aborting it while the pool is being made ends the workers and rejects with its reason. */
  readonly within?: Scope;
}

/** CPU milliseconds between two looks of a job at whether it is still wanted. */
const chunkMs = 2;
const defaultGraceMs = 50;

/** Starts the workers, warms them and calibrates. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const startMs = options.clock.now();
  const lanes = Array.from({ length: options.workers }, (_, index) => new Lane(index + 1, options));
  const listener = options.within?.onAbort(() => {
    for (const lane of lanes) void lane.end();
  });
  try {
    const [speed] = await Promise.all(lanes.map((lane) => lane.warm()));
    const coldStartMs = options.clock.now() - startMs;
    const calibration = options.calibration ?? (await calibrate(lanes, options.cores, speed as number));
    return new Pool(lanes, calibration, coldStartMs, options);
  } catch (thrown) {
    await Promise.all(lanes.map((lane) => lane.end()));
    throw options.within?.reason ?? thrown;
  } finally {
    listener?.stop();
  }
}

/** Worker threads behind one queue: the dispatch order says which job is next, and the first lane that is free takes it. */
export class Pool implements InferenceEngine {
  readonly calibration: Calibration;
  /** From creating the workers until all had started and were warm, in milliseconds. */
  readonly coldStartMs: number;
  readonly #lanes: readonly Lane[];
  readonly #options: PoolOptions;
  readonly #permits: Semaphore;
  /** By number, so that jobs that come one at a time all use the first. */
  readonly #idle = new Heap<Lane>();
  /** Aborted when the pool is closed. */
  readonly #open = new Scope();

  constructor(lanes: readonly Lane[], calibration: Calibration, coldStartMs: number, options: PoolOptions) {
    this.calibration = calibration;
    this.coldStartMs = coldStartMs;
    this.#lanes = lanes;
    this.#options = options;
    this.#permits = new Semaphore(lanes.length);
    for (const lane of lanes) this.#idle.push(lane.number, lane);
  }

  /** Measures again, on idle workers, to see how well the calibration repeats. */
  recalibrate(): Promise<Calibration> {
    return calibrate(this.#lanes, this.#options.cores, this.calibration.unitsPerCpuMs);
  }

  async infer(job: Job, scope: Scope, observer: JobObserver): Promise<Inference> {
    const payload = encode(job.payload);
    const wanted = scope.child();
    const listener = this.#open.onAbort((reason) => {
      wanted.abort(reason);
    });
    try {
      wanted.throwIfAborted();
      const lane = await this.#queue(job, wanted);
      try {
        return await this.#run(lane, { ...this.#size(job), question: job.question, payload }, wanted, observer);
      } finally {
        void this.#free(lane);
      }
    } finally {
      listener.stop();
      wanted.close();
    }
  }

  /** Ends the workers, running jobs and all. Jobs that wait or run reject. */
  async close(): Promise<void> {
    this.#open.abort(new Failure('inference', 'the pool of workers is closed'));
    await Promise.all(this.#lanes.map((lane) => lane.end()));
  }

  #size(job: Job): Pick<Task, 'units' | 'chunk' | 'mishap'> {
    const { unitsPerCpuMs } = this.calibration;
    const { clock, faults = [] } = this.#options;
    const { factor, mishap } = fateOf(faults, job, clock.now());
    const units = Math.round(this.#costMs(job) * factor * unitsPerCpuMs);
    const chunk = Math.max(1, Math.round(chunkMs * unitsPerCpuMs));
    return { units, chunk, ...(mishap !== undefined && { mishap: { kind: mishap.kind, units: Math.round(units * mishap.share) } }) };
  }

  #costMs({ costMs = this.#options.costMs }: Job): number {
    return costMs;
  }

  /** Waits for a lane. workerpool has a queue as well, but nobody can leave it. */
  #queue(job: Job, scope: Scope): Promise<Lane> {
    const { clock, dispatch = dispatchOrders.fifo } = this.#options;
    return new Promise((resolve, reject) => {
      const granted = (): void => {
        resolve((this.#idle.pop() as { value: Lane }).value);
      };
      const leave = this.#permits.acquire(granted, dispatch(job, this.#costMs(job), clock.now()));
      scope.onAbort((reason) => {
        leave();
        reject(reason);
      });
    });
  }

  /** A thread that is lost is followed by another, and that one warmed, before the lane takes a job again. */
  async #free(lane: Lane): Promise<void> {
    // What keeps a thread from starting is told to the next job on this lane.
    if (lane.lost && this.#open.reason === undefined) await lane.warm().catch(() => {});
    this.#idle.push(lane.number, lane);
    this.#permits.release();
  }

  /** Runs the task on the lane. When this settles, nothing of it runs any more. */
  async #run(lane: Lane, task: Omit<Task, 'stop'>, scope: Scope, observer: JobObserver): Promise<Inference> {
    scope.throwIfAborted();
    const stop = new Int32Array(new SharedArrayBuffer(4));
    let startMs: number | undefined;
    const reply = lane.call<Reply>('infer', { ...task, stop } satisfies Task, (event) => {
      ({ startMs } = event as Started);
      observer.began(lane.name, startMs);
    });
    const patience = this.#stopOnAbort(scope, stop);
    const outcome = await Promise.race([reply, patience.exhausted]).catch((error: Error) => error);
    patience.cancel();
    if (outcome !== undefined && !(outcome instanceof Error)) {
      observer.ended(outcome.endMs, outcome.usage);
      scope.throwIfAborted();
      return outcome.inference as Inference; // only an abort stops a task before it has one
    }
    if (outcome === undefined) void lane.end();
    await lane.gone;
    const endMs = this.#options.clock.now();
    // The thread cannot say any more what it took; it was busy all the while.
    if (startMs !== undefined) observer.ended(endMs, { cpuMs: endMs - startMs, coreWaitMs: 0 });
    throw scope.reason ?? new Failure('inference', `${task.mishap === undefined ? '' : 'injected fault: '}${outcome?.message ?? ''}`);
  }

  /** Raises the task's flag when the scope is aborted. Resolves if the task has not yielded a grace later. */
  #stopOnAbort(scope: Scope, stop: Int32Array): { exhausted: Promise<undefined>; cancel(): void } {
    const { clock, graceMs = defaultGraceMs } = this.#options;
    let timer: Timer | undefined;
    let listener: { stop(): void } | undefined;
    const exhausted = new Promise<undefined>((resolve) => {
      listener = scope.onAbort(() => {
        Atomics.store(stop, 0, 1);
        timer = clock.after(graceMs, () => {
          resolve(undefined);
        });
      });
    });
    return {
      exhausted,
      cancel() {
        listener?.stop();
        timer?.cancel();
      },
    };
  }
}

/** The payload as the worker reads it. Checked before the call, as a payload that cannot be sent would leave the worker waiting for it. */
function encode(payload: Json): string {
  try {
    return JSON.stringify(payload);
  } catch (error) {
    throw new Failure('inference', `the payload cannot be sent to a worker: ${(error as Error).message}`);
  }
}
