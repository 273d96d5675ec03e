import { toNanosecond } from '../lib/duration.js';
import { Heap } from '../lib/heap.js';
import { Semaphore } from '../lib/semaphore.js';
import type { Clock, Inference, InferenceEngine, Job, JobObserver, Timer } from '../model/ports.js';
import type { Scope } from '../model/scope.js';

export interface SimulatedOptions {
  readonly clock: Clock;
  readonly cores: number;
  /** Threads that take jobs; may outnumber the cores. */
  readonly workers: number;
  /** CPU milliseconds of one inference on a core that nothing slows. */
  readonly costMs: number;
  /** How many times slower a core is with all cores busy than alone. */
  readonly contention: number;
  /** Finds what the answer says. Takes no simulated time. */
  readonly analyse: (job: Job) => Inference;
}

/**
 * Processor-shared cores: of k running jobs on m cores each is on a core for a share min(1, m/k) of the time.
 * A core works at full rate with one core busy, at 1/contention with all busy, and linearly between.
 *
 * All running jobs progress alike, so one counter of work done since the beginning serves them all: a job is done when
 * the counter has grown by its cost. Only the earliest completion is planned on the clock.
 */
export class SimulatedCores implements InferenceEngine {
  readonly #options: SimulatedOptions;
  readonly #workers: Semaphore;
  readonly #idle = new Heap<number>();
  readonly #running = new Heap<Run>();
  #count = 0;
  #progress = 0;
  #onCpu = 0;
  #lastMs = 0;
  #planned: { readonly run: Run; readonly atMs: number; readonly timer: Timer } | undefined;

  constructor(options: SimulatedOptions) {
    this.#options = options;
    this.#workers = new Semaphore(options.workers);
    for (let worker = 1; worker <= options.workers; worker++) this.#idle.push(worker, worker);
  }

  infer(job: Job, scope: Scope, observer: JobObserver): Promise<Inference> {
    if (scope.reason !== undefined) return Promise.reject(scope.reason);
    return new Promise((resolve, reject) => {
      const run: Run = { job, observer, resolve, reject, lane: 0, startMs: 0, doneAt: 0, begunOnCpu: 0, over: false, listener: undefined };
      const leaveQueue = this.#workers.acquire(() => {
        this.#start(run);
      });
      run.listener = scope.onAbort((reason) => {
        leaveQueue();
        this.#cancel(run, reason);
      });
    });
  }

  close(): Promise<void> {
    this.#planned?.timer.cancel();
    return Promise.resolve();
  }

  #start(run: Run): void {
    this.#advance();
    run.lane = this.#idle.pop()!.value;
    run.startMs = this.#lastMs;
    run.begunOnCpu = this.#onCpu;
    run.doneAt = this.#progress + this.#options.costMs;
    run.observer.began(`worker-${run.lane}`, run.startMs);
    this.#running.push(run.doneAt, run);
    this.#count++;
    this.#plan();
  }

  #cancel(run: Run, reason: Error): void {
    if (run.over) return;
    run.over = true;
    if (run.lane > 0) {
      this.#advance();
      this.#leave(run);
      this.#plan();
    }
    run.reject(reason);
  }

  #finish(run: Run): void {
    run.over = true;
    run.listener?.stop();
    this.#leave(run);
    run.resolve(this.#options.analyse(run.job));
  }

  /** Takes a run off its worker and says what it took. */
  #leave(run: Run): void {
    this.#count--;
    const cpuMs = toNanosecond(this.#onCpu - run.begunOnCpu);
    run.observer.ended(this.#lastMs, { cpuMs, coreWaitMs: toNanosecond(Math.max(0, this.#lastMs - run.startMs - cpuMs)) });
    this.#idle.push(run.lane, run.lane);
    this.#workers.release();
  }

  /** Brings the counters to the present. */
  #advance(): void {
    const nowMs = this.#options.clock.now();
    const share = Math.min(1, this.#options.cores / Math.max(1, this.#count));
    this.#onCpu += (nowMs - this.#lastMs) * share;
    this.#progress += (nowMs - this.#lastMs) * share * this.#rate();
    this.#lastMs = nowMs;
  }

  /** How fast a core works at present, relative to one core busy. */
  #rate(): number {
    const { cores, contention } = this.#options;
    const busy = Math.min(this.#count, cores);
    return busy <= 1 ? 1 : 1 - ((1 - 1 / contention) * (busy - 1)) / (cores - 1);
  }

  /** Plans the earliest completion, anew where a start or an end has changed which it is or the rate. */
  #plan(): void {
    let next = this.#running.peek();
    while (next?.value.over === true) {
      this.#running.pop();
      next = this.#running.peek();
    }
    if (next === undefined) {
      this.#planned?.timer.cancel();
      this.#planned = undefined;
      return;
    }
    const share = Math.min(1, this.#options.cores / this.#count);
    const leftMs = Math.max(0, next.key - this.#progress) / (share * this.#rate());
    const run = next.value;
    const atMs = toNanosecond(this.#lastMs + leftMs);
    if (this.#planned?.run === run && this.#planned.atMs === atMs) return;
    this.#planned?.timer.cancel();
    const timer = this.#options.clock.after(leftMs, () => {
      this.#advance();
      this.#progress = run.doneAt; // what rounding left over
      this.#running.pop();
      this.#planned = undefined;
      this.#finish(run);
      this.#plan();
    });
    this.#planned = { run, atMs, timer };
  }
}

/** A job and where it stands. */
interface Run {
  readonly job: Job;
  readonly observer: JobObserver;
  readonly resolve: (inference: Inference) => void;
  readonly reject: (reason: Error) => void;
  listener: { stop(): void } | undefined;
  /** The worker's number, 0 in the queue. */
  lane: number;
  startMs: number;
  /** The shared counter of progress at which it is done. */
  doneAt: number;
  /** The shared counter of time on a core when it began. */
  begunOnCpu: number;
  over: boolean;
}
