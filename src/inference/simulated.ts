import { toNanosecond } from '../lib/duration.js';
import { Heap } from '../lib/heap.js';
import { Semaphore } from '../lib/semaphore.js';
import type { Clock, Inference, InferenceEngine, Job, JobObserver } from '../model/ports.js';
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

interface Running {
  /** Progress of the shared counter at which this job is done, and at which it began. */
  readonly doneAt: number;
  readonly begunOnCpu: number;
  readonly startMs: number;
  readonly finish: (usage: { cpuMs: number; coreWaitMs: number }) => void;
  cancelled: boolean;
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
  readonly #running = new Heap<Running>();
  #count = 0;
  #progress = 0;
  #onCpu = 0;
  #lastMs = 0;
  #cancelNext: () => void = () => {};

  constructor(options: SimulatedOptions) {
    this.#options = options;
    this.#workers = new Semaphore(options.workers);
    for (let worker = 1; worker <= options.workers; worker++) this.#idle.push(worker, worker);
  }

  infer(job: Job, scope: Scope, observer: JobObserver): Promise<Inference> {
    if (scope.reason !== undefined) return Promise.reject(scope.reason);
    return new Promise((resolve, reject) => {
      let stop = (): void => {};
      const unsubscribe = scope.onAbort((reason) => {
        stop();
        reject(reason);
      });
      stop = this.#workers.acquire(() => {
        const { clock, analyse } = this.#options;
        const worker = this.#idle.pop()!.value;
        observer.began(`worker-${worker}`, clock.now());
        const run = this.#start((usage) => {
          this.#idle.push(worker, worker);
          this.#workers.release();
          observer.ended(clock.now(), usage);
          unsubscribe();
          if (scope.reason === undefined) resolve(analyse(job));
        });
        stop = () => {
          this.#cancel(run);
        };
      });
    });
  }

  close(): Promise<void> {
    this.#cancelNext();
    return Promise.resolve();
  }

  #start(finish: Running['finish']): Running {
    this.#advance();
    const run: Running = { doneAt: this.#progress + this.#options.costMs, begunOnCpu: this.#onCpu, startMs: this.#lastMs, finish, cancelled: false };
    this.#running.push(run.doneAt, run);
    this.#count++;
    this.#plan();
    return run;
  }

  #cancel(run: Running): void {
    if (run.cancelled) return;
    this.#advance();
    run.cancelled = true;
    this.#count--;
    this.#end(run);
    this.#plan();
  }

  #end(run: Running): void {
    const cpuMs = toNanosecond(this.#onCpu - run.begunOnCpu);
    run.finish({ cpuMs, coreWaitMs: toNanosecond(Math.max(0, this.#lastMs - run.startMs - cpuMs)) });
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

  /** Plans the earliest completion; what was planned before is void, since every start and end changes the rate. */
  #plan(): void {
    this.#cancelNext();
    let next = this.#running.peek();
    while (next?.value.cancelled === true) {
      this.#running.pop();
      next = this.#running.peek();
    }
    if (next === undefined) return;
    const share = Math.min(1, this.#options.cores / this.#count);
    const leftMs = Math.max(0, next.key - this.#progress) / (share * this.#rate());
    const run = next.value;
    this.#cancelNext = this.#options.clock.after(leftMs, () => {
      this.#advance();
      this.#progress = run.doneAt; // what rounding left over
      this.#running.pop();
      this.#count--;
      this.#end(run);
      this.#plan();
    });
  }
}
