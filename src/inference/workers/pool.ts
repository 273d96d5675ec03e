import { Heap } from '../../lib/heap.js';
import { Semaphore } from '../../lib/semaphore.js';
import { Failure, reasonWith } from '../../model/errors.js';
import type { Json } from '../../model/json.js';
import type { Calibration } from '../../model/machine.js';
import type { Clock, Inference, InferenceEngine, Job, JobObserver } from '../../model/ports.js';
import { permit } from '../../model/permit.js';
import { Scope } from '../../model/scope.js';
import { calibrate } from '../kernel/calibrate.js';
import { Lane } from './lane.js';
import type { LaneOptions } from './lane.js';
import { dispatchOrders, type Dispatch } from '../dispatch.js';
import { drawEffect, type WorkerFault } from './worker-faults.js';
import type { WorkloadTask } from './workload-worker.js';
import type { Workload } from './workloads.js';
import type { Reply, Started, Task } from './worker.js';
import { loading } from '../../adapters/module/loading.js';
import type { Noted } from '../../adapters/module/user-code-call.js';
import { callOnThread, endedWords } from '../../adapters/module/thread-call.js';

export interface PoolOptions extends LaneOptions {
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
  /**
   * An earlier calibration of this machine; without one the pool makes its own, unless the workers have a workload,
   * which has no units.
   */
  readonly calibration?: Calibration;
  /** How long a cancelled job may take to yield before its worker is ended, in milliseconds. */
  readonly graceMs?: number;
  /** Aborting it while the pool is being made ends the workers and rejects with its reason. */
  readonly within?: Scope;
}

/** CPU milliseconds of a job between two checks for cancellation. */
const chunkMs = 2;

/** What a workload is called in messages. */
const nouns = { module: 'module', exec: 'program', embedding: 'model' } as const satisfies Record<
  Workload['type'],
  string
>;

/** Starts the workers, warms them and calibrates. A `LoadProblem` says why a workload cannot be loaded. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const startMs = options.clock.now();
  const lanes = Array.from({ length: options.workers }, (_, index) => new Lane(index + 1, options));
  const listener = options.within?.onAbort(() => {
    for (const lane of lanes) void lane.end();
  });
  try {
    const [speed] = await Promise.all(lanes.map((lane) => warmed(lane, options)));
    const coldStartMs = options.clock.now() - startMs;
    const calibration =
      options.workload === undefined
        ? (options.calibration ?? (await calibrate(lanes, options.cores, speed as number)))
        : undefined;
    return new Pool(lanes, calibration, coldStartMs, options);
  } catch (thrown) {
    await Promise.all(lanes.map((lane) => lane.end()));
    throw options.within?.reason ?? thrown;
  } finally {
    listener?.stop();
  }
}

/**
 * Worker threads behind one queue: the dispatch order says which job is next, and the first lane that is free takes it.
 */
export class Pool implements InferenceEngine {
  /** What the machine's cores can do; undefined where it is not the kernel that works on them. */
  readonly calibration: Calibration | undefined;
  /** From creating the workers until all had started and were warm, in milliseconds. */
  readonly coldStartMs: number;
  readonly #lanes: readonly Lane[];
  readonly #options: PoolOptions;
  readonly #permits: Semaphore;
  /** By number, so that jobs that come one at a time all use the first. */
  readonly #idle = new Heap<Lane>();
  /** Why a lane's thread could not be made ready again, for the next job there. */
  readonly #problems = new Map<Lane, Error>();
  /** Aborted when the pool is closed. */
  readonly #open = new Scope();

  constructor(lanes: readonly Lane[], calibration: Calibration | undefined, coldStartMs: number, options: PoolOptions) {
    this.calibration = calibration;
    this.coldStartMs = coldStartMs;
    this.#lanes = lanes;
    this.#options = options;
    this.#permits = new Semaphore(lanes.length);
    for (const lane of lanes) this.#idle.push(lane.number, lane);
  }

  /** Measures again, on idle workers, to see how well the calibration repeats. */
  recalibrate(): Promise<Calibration> {
    return calibrate(this.#lanes, this.#options.cores, this.calibration!.unitsPerCpuMs);
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
        return await this.#run(lane, this.#task(job, payload), wanted, observer);
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

  #task(job: Job, payload: string): Task | WorkloadTask {
    const { source, question } = job;
    if (this.calibration === undefined) return { source, question, payload };
    const { unitsPerCpuMs } = this.calibration;
    const { clock, faults = [] } = this.#options;
    const { factor, faultOutcome } = drawEffect(faults, job, clock.now());
    const units = Math.round(this.#costMs(job) * factor * unitsPerCpuMs);
    const chunk = Math.max(1, Math.round(chunkMs * unitsPerCpuMs));
    return {
      question,
      payload,
      units,
      chunk,
      ...(faultOutcome !== undefined && {
        faultOutcome: { kind: faultOutcome.kind, units: Math.round(units * faultOutcome.share) },
      }),
    };
  }

  #costMs({ costMs = this.#options.costMs }: Job): number {
    return costMs;
  }

  /** Waits for a lane. Not in workerpool's queue, which cannot be left. */
  async #queue(job: Job, scope: Scope): Promise<Lane> {
    const { clock, dispatch = dispatchOrders.fifo } = this.#options;
    await permit(this.#permits, scope, dispatch(job, this.#costMs(job), clock.now()));
    return this.#idle.pop()!.value;
  }

  /**
   * A thread that is lost is followed by another, and that one warmed, before the lane takes a job again. What keeps it
   * from that is told to that job.
   */
  async #free(lane: Lane): Promise<void> {
    this.#problems.delete(lane);
    if (lane.lost && this.#open.reason === undefined)
      await warmed(lane, this.#options).catch((problem: Error) => this.#problems.set(lane, problem));
    this.#idle.push(lane.number, lane);
    this.#permits.release();
  }

  /** Runs the task on the lane. When this settles, nothing of it runs any more. */
  async #run(lane: Lane, task: Task | WorkloadTask, scope: Scope, observer: JobObserver): Promise<Inference> {
    scope.throwIfAborted();
    const { workload } = this.#options;
    const noun = workload === undefined ? 'worker' : nouns[workload.type];
    const problem = this.#problems.get(lane);
    if (problem !== undefined)
      throw new Failure('inference', `its ${noun} cannot be loaded any more: ${problem.message}`);
    let startMs: number | undefined;
    const outcome = await callOnThread<Reply>(lane, 'infer', task, {
      scope,
      clock: this.#options.clock,
      graceMs: this.#options.graceMs,
      onEvent: (event) => {
        const said = event as Started | Noted;
        if (said.type === 'noted') observer.noted(said.noted);
        else observer.began(lane.name, (startMs = said.startMs));
      },
    });
    if (outcome.type === 'replied') {
      const { reply } = outcome;
      observer.ended(reply.endMs, reply.usage);
      scope.throwIfAborted();
      if (reply.type === 'inferred') return reply.inference;
      throw new Failure('inference', reply.type === 'failed' ? reply.message : 'cancelled');
    }
    const ended = outcome.type === 'ended' && workload !== undefined ? endedWords(noun, outcome) : undefined;
    if (ended !== undefined) observer.noted(ended);
    const endMs = this.#options.clock.now();
    // The thread cannot say any more what it took; it was busy all the while.
    if (startMs !== undefined) observer.ended(endMs, { cpuMs: endMs - startMs, coreWaitMs: 0 });
    if (ended !== undefined && scope.reason !== undefined) throw reasonWith(ended, scope.reason);
    const message = outcome.type === 'failed' ? outcome.error.message : '';
    throw scope.reason ?? new Failure('inference', `${'faultOutcome' in task ? 'injected fault: ' : ''}${message}`);
  }
}

/** Warms a worker. Loading user code there has a time limit. */
function warmed(lane: Lane, { workload, clock }: PoolOptions): Promise<number> {
  return workload === undefined ? lane.warm() : loading(lane, clock, lane.warm());
}

/**
 * The payload as the worker reads it. Checked before the call, as a payload that cannot be sent would leave the worker
 * waiting for it.
 */
function encode(payload: Json): string {
  try {
    return JSON.stringify(payload);
  } catch (error) {
    throw new Failure('inference', `the payload cannot be sent to a worker: ${(error as Error).message}`);
  }
}
