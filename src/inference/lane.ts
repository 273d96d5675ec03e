import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import type { SamplePlan } from './calibrate.js';

export interface ThreadOptions {
  /** The worker's module, `worker.ts` by default. */
  readonly script?: URL | undefined;
  /** Where a worker's JavaScript heap ends, in megabytes; Node's own limit by default. */
  readonly heapMb?: number | undefined;
}

/** How long a thread may take to leave by itself once told to, in milliseconds; then it is terminated. */
const leaveMs = 20;
/** workerpool waits for ever for a thread that had ended before it was told to. */
const endTimeoutMs = 1_000;

/**
 * One worker thread under one name. A thread that ends is followed by another under the same name.
 *
 * It is a workerpool of one: a pool of many says neither which of its threads took a task, nor when a thread that it ends
 * is gone, and both have to be known here. workerpool's own cancelling is not used, as it always ends the thread.
 */
export class Lane {
  /** From 1. */
  readonly number: number;
  /** As traces call it: `worker-1` and so on. */
  readonly name: string;
  readonly #thread: ReturnType<typeof workerpool.pool>;
  #lost = false;
  #gone: Promise<void> = Promise.resolve();
  #ending = false;

  constructor(number: number, { script = new URL('worker.js', import.meta.url), heapMb }: ThreadOptions) {
    this.number = number;
    this.name = `worker-${number}`;
    this.#thread = workerpool.pool(fileURLToPath(script), {
      workerType: 'thread',
      maxWorkers: 1,
      workerTerminateTimeout: leaveMs,
      ...(heapMb !== undefined && { workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: heapMb } } }),
    });
  }

  /** Whether the thread has ended since it was last warmed: the next one is cold. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Resolves when the thread that is being ended, if any, is gone. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  /** Calls a method of the worker, which must be idle. Rejects if the method throws, and if the thread ends. */
  call<T>(method: string, parameter?: unknown, on?: (event: unknown) => void): Promise<T> {
    // workerpool's promises settle synchronously and are not of the class Promise; this makes one of it.
    return new Promise<T>((resolve, reject) => {
      const refuse = (error: Error): void => {
        if (error instanceof workerpool.TerminateError) this.#lost = true;
        reject(this.#lost ? new Error(`the worker ended in the middle of its work: ${causeOf(error)}`) : error);
      };
      this.#thread.exec<(parameter: unknown) => T>(method, [parameter], on === undefined ? {} : { on }).then(resolve, refuse);
    });
  }

  /** Starts a thread if there is none, and warms it. Returns its work units per CPU millisecond, roughly. */
  async warm(): Promise<number> {
    const unitsPerCpuMs = await this.call<number>('warm');
    this.#lost = false;
    return unitsPerCpuMs;
  }

  /** CPU milliseconds per unit, one figure per sample. */
  sample(plan: SamplePlan): Promise<number[]> {
    return this.call('sample', plan);
  }

  /** Ends the thread, whatever it does, and resolves when it is gone. A call in progress rejects. */
  end(): Promise<void> {
    if (this.#ending) return this.#gone; // workerpool forgets the first who asked
    this.#ending = true;
    this.#lost = true;
    this.#gone = new Promise((resolve) => {
      const done = (): void => {
        this.#ending = false;
        resolve();
      };
      this.#thread.terminate(true, endTimeoutMs).then(done, done);
    });
    return this.#gone;
  }
}

/** workerpool wraps what happened in prose of several lines. */
function causeOf(error: Error): string {
  if (error.cause instanceof Error) return error.cause.message;
  const exitCode = /exitCode: `(\d+)`/u.exec(error.message)?.[1];
  return exitCode === undefined ? error.message : `exit code ${exitCode}`;
}
