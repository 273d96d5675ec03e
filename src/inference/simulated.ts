import { toNanosecond } from '../lib/duration.js';
import { Heap } from '../lib/heap.js';
import { Semaphore } from '../lib/semaphore.js';
import { dispatchOrders, type Dispatch } from './dispatch.js';
import { Failure } from '../model/errors.js';
import type { Clock, Inference, InferenceEngine, Job, JobObserver, Timer } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import { ProcessorSharing } from './processor-sharing.js';
import {
  drawEffect,
  faultOutcomeMessages,
  noEffect,
  type WorkerFault,
  type WorkerFaultEffect,
} from './workers/worker-faults.js';

export interface SimulatedOptions {
  readonly clock: Clock;
  readonly cores: number;
  /** Threads that take jobs; may outnumber the cores. */
  readonly workers: number;
  /** CPU milliseconds of an inference on a core that nothing slows, where the job does not say. */
  readonly costMs: number;
  /** How many times slower a core is with all cores busy than alone. */
  readonly contention: number;
  /** Finds what the answer says. Takes no simulated time. */
  readonly analyse: (job: Job) => Inference;
  /** Which job gets the next free worker; the one that came first where left out. */
  readonly dispatch?: Dispatch;
  /** What goes wrong with workers. */
  readonly faults?: readonly WorkerFault[];
  /** How long a worker that was lost is away until another has taken its place, in milliseconds. */
  readonly coldStartMs?: number;
  /** From cancelling a job that does not yield to its worker's end, in milliseconds. */
  readonly graceMs?: number;
}

/** What a real thread takes on the machines that this was measured on: 100 to 190 ms until the next is warm. */
const defaultColdStartMs = 125;
/**
 * From cancelling a job that does not yield to its worker's end, in milliseconds: the pool's grace period, and what the
 * thread then takes to be gone.
 */
export const defaultGraceMs = 70;

/** When a run is done, or its worker is lost, if no other run starts or ends before. */
interface Planned {
  readonly run: Run;
  readonly atMs: number;
  timer: Timer | undefined;
}

/** A job and where it stands. */
interface Run {
  readonly job: Job;
  /** Drawn when a worker takes it. */
  effect: WorkerFaultEffect;
  readonly observer: JobObserver;
  readonly resolve: (inference: Inference) => void;
  readonly reject: (reason: Error) => void;
  listener: { stop(): void } | undefined;
  /** `stuck`: on its core, and nothing but the end of its worker gets it off. `over`: off its core, or never on one. */
  state: 'queued' | 'running' | 'stuck' | 'over';
  /** The worker's number. */
  lane: number;
  startMs: number;
  /** The value of the shared counter of progress at which it is done, or its worker is lost. */
  doneAt: number;
  /** The value of the shared counter of time on a core when it began. */
  begunOnCpu: number;
}

type LostRun = Run & { readonly effect: { readonly faultOutcome: { readonly kind: 'crash' | 'out-of-memory' } } };

/** Whether the worker is lost in the run. */
function isLost(run: Run): run is LostRun {
  const faultOutcome = run.effect.faultOutcome?.kind;
  return faultOutcome === 'crash' || faultOutcome === 'out-of-memory';
}

/** Workers on simulated, processor-shared cores. Only the earliest completion is planned on the clock. */
export class SimulatedCores implements InferenceEngine {
  readonly #options: SimulatedOptions;
  readonly #faults: readonly WorkerFault[];
  readonly #workers: Semaphore;
  readonly #idle = new Heap<number>();
  readonly #running = new Heap<Run>();
  readonly #shared: ProcessorSharing;
  /** Runs off their cores that the main thread has not been told of yet. */
  readonly #off: Run[] = [];
  /** Timers other than the next completion's: of workers that restart or are ended. */
  readonly #timers = new Set<Timer>();
  #planned: Planned | undefined;
  /** Tells the main thread of the runs in `#off` once it is no longer blocked. */
  #news: Timer | undefined;
  #restarting = 0;

  constructor(options: SimulatedOptions) {
    this.#options = options;
    this.#faults = options.faults ?? [];
    this.#shared = new ProcessorSharing(options.cores, options.contention);
    this.#workers = new Semaphore(options.workers);
    for (let worker = 1; worker <= options.workers; worker++) this.#idle.push(worker, worker);
  }

  infer(job: Job, scope: Scope, observer: JobObserver): Promise<Inference> {
    if (scope.reason !== undefined) return Promise.reject(scope.reason);
    return new Promise((resolve, reject) => {
      const run: Run = {
        job,
        effect: noEffect,
        observer,
        resolve,
        reject,
        state: 'queued',
        lane: 0,
        startMs: 0,
        doneAt: 0,
        begunOnCpu: 0,
        listener: undefined,
      };
      const { clock, dispatch = dispatchOrders.fifo } = this.#options;
      const leaveQueue = this.#workers.acquire(() => this.#start(run), dispatch(job, this.#costMs(job), clock.now()));
      run.listener = scope.onAbort((reason) => {
        leaveQueue();
        this.#cancel(run, reason);
      });
    });
  }

  /** How many workers are away for a cold start; each is an event on the clock that belongs to no query. */
  get restarting(): number {
    return this.#restarting;
  }

  close(): Promise<void> {
    this.#planned?.timer?.cancel();
    for (const timer of this.#timers) timer.cancel();
    return Promise.resolve();
  }

  #costMs({ costMs = this.#options.costMs }: Job): number {
    return costMs;
  }

  #start(run: Run): void {
    this.#advance();
    run.state = 'running';
    run.lane = this.#idle.pop()!.value;
    run.startMs = this.#shared.atMs;
    run.begunOnCpu = this.#shared.onCpu;
    run.effect = drawEffect(this.#faults, run.job, run.startMs);
    run.doneAt =
      this.#shared.progress + this.#costMs(run.job) * run.effect.factor * (run.effect.faultOutcome?.share ?? 1);
    run.observer.began(`worker-${run.lane}`, run.startMs);
    this.#running.push(run.doneAt, run);
    this.#shared.count++;
    this.#plan();
  }

  #cancel(run: Run, reason: Error): void {
    const { state } = run;
    if (state === 'queued') run.state = 'over';
    if (state !== 'queued') this.#advance();
    if (run.state === 'stuck') {
      this.#later(this.#options.graceMs ?? defaultGraceMs, () => {
        this.#advance();
        this.#leave(run, this.#shared.atMs);
        this.#free(run.lane, true);
        this.#plan();
        run.reject(reason);
      });
      return;
    }
    if (run.state === 'running') {
      this.#leave(run, this.#shared.atMs);
      this.#free(run.lane, false);
      this.#plan();
    }
    const late = this.#off.indexOf(run); // it was done in time, but main was blocked and now wants it no more
    if (late !== -1) {
      this.#off.splice(late, 1);
      if (this.#off.length === 0) this.#news?.cancel();
      this.#free(run.lane, isLost(run));
      this.#plan();
    }
    run.reject(reason);
  }

  /** Takes a run off its core and says what it took. */
  #leave(run: Run, atMs: number): void {
    run.state = 'over';
    this.#shared.count--;
    const cpuMs = toNanosecond(this.#shared.onCpu - run.begunOnCpu);
    run.observer.ended(atMs, { cpuMs, coreWaitMs: toNanosecond(Math.max(0, atMs - run.startMs - cpuMs)) });
  }

  /** A run has done its work, or its share of it until the worker is lost. */
  #reach(run: Run, atMs: number): void {
    this.#shared.advanceTo(atMs);
    this.#shared.progress = run.doneAt; // what rounding left over
    this.#running.pop();
    if (run.effect.faultOutcome?.kind === 'stuck') {
      run.state = 'stuck';
      return;
    }
    this.#leave(run, atMs);
    this.#off.push(run);
  }

  /** On the main thread: settles a run that is off its core, and frees its worker. */
  #settle(run: Run): void {
    run.listener?.stop();
    this.#free(run.lane, isLost(run));
    if (isLost(run)) run.reject(new Failure('inference', faultOutcomeMessages[run.effect.faultOutcome.kind]));
    else run.resolve(this.#options.analyse(run.job));
  }

  /** Gives a worker to the next job; a lost one after the cold start of its successor. */
  #free(lane: number, lost: boolean): void {
    if (lost) {
      this.#restarting++;
      this.#later(this.#options.coldStartMs ?? defaultColdStartMs, () => {
        this.#restarting--;
        this.#free(lane, false);
      });
      return;
    }
    this.#idle.push(lane, lane);
    this.#workers.release();
  }

  #later(ms: number, callback: () => void): void {
    const timer = this.#options.clock.after(ms, () => {
      this.#timers.delete(timer);
      callback();
    });
    this.#timers.add(timer);
  }

  /** Advances the counters to now. */
  #advance(): void {
    const nowMs = this.#options.clock.now();
    if (this.#planned !== undefined && this.#planned.atMs < nowMs) {
      this.#news = this.#planned.timer;
      this.#planned = undefined;
      this.#catchUp(nowMs);
    }
    this.#shared.advanceTo(nowMs);
  }

  /** Workers go on while main is blocked: what they have done by now, they did at its own time. */
  #catchUp(nowMs: number): void {
    for (let next = this.#earliest(); next !== undefined && next.atMs < nowMs; next = this.#earliest())
      this.#reach(next.run, next.atMs);
  }

  #earliest(): Planned | undefined {
    let next = this.#running.peek();
    while (next?.value.state === 'over') {
      this.#running.pop();
      next = this.#running.peek();
    }
    return next === undefined
      ? undefined
      : { run: next.value, atMs: toNanosecond(this.#shared.atMs + this.#shared.msUntil(next.key)), timer: undefined };
  }

  /** Plans the earliest completion, anew where a start or an end has changed which it is or the rate. */
  #plan(): void {
    const next = this.#earliest();
    if (this.#planned !== undefined && this.#planned.run === next?.run && this.#planned.atMs === next.atMs) return;
    this.#planned?.timer?.cancel();
    this.#planned = next;
    if (next === undefined) return;
    const { clock } = this.#options;
    next.timer = clock.after(next.atMs - clock.now(), () => {
      this.#due(next);
    });
  }

  #due(planned: Planned): void {
    const nowMs = this.#options.clock.now();
    if (this.#planned === planned) {
      this.#planned = undefined;
      this.#reach(planned.run, planned.atMs);
      if (planned.atMs < nowMs) this.#catchUp(nowMs);
    }
    this.#advance();
    for (let run = this.#off.shift(); run !== undefined; run = this.#off.shift()) this.#settle(run);
    this.#plan();
  }
}
