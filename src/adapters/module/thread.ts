import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';

export interface ThreadOptions {
  /** The script that the thread runs; it registers its methods with workerpool. */
  readonly script: URL;
  /** Where the thread's JavaScript heap ends, in megabytes; Node's own limit by default. */
  readonly heapMb?: number | undefined;
}

/** How long a thread may take to leave by itself once told to, in milliseconds; then it is terminated. */
const leaveMs = 20;
/** workerpool waits for ever for a thread that had ended before it was told to. */
const endTimeoutMs = 1_000;

/**
 * One thread. One that ends is followed by another with the next call.
 *
 * It is a workerpool of one: a pool of many says neither which of its threads took a task, nor when a thread that it
 * ends is gone, and both have to be known here. workerpool's own cancelling is not used, as it always ends the thread.
 */
export class Thread {
  readonly #pool: ReturnType<typeof workerpool.pool>;
  #ready = false;
  /** How often it was ended. */
  #ends = 0;
  #gone: Promise<void> = Promise.resolve();
  #ending = false;

  constructor({ script, heapMb }: ThreadOptions) {
    this.#pool = workerpool.pool(fileURLToPath(script), {
      workerType: 'thread',
      maxWorkers: 1,
      workerTerminateTimeout: leaveMs,
      // What a thread writes is nobody's output: scripts that run user code count it (`user-code-call.ts`), and
      // the rest is read and dropped.
      emitStdStreams: true,
      workerThreadOpts: {
        ...flagsForFiles(),
        ...(heapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
      },
    });
  }

  /**
   * Whether a thread has to be made ready before it is of use: it is new, it has ended, or it could not be made ready.
   */
  get lost(): boolean {
    return !this.#ready;
  }

  /** Resolves when the thread that is being ended, if any, is gone. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  /**
   * Calls a method of the script; the thread must be idle. Rejects if the method throws, and with `Lost` if the thread
   * ends.
   */
  call<T>(method: string, parameter?: unknown, on?: (event: unknown) => void): Promise<T> {
    // workerpool's promises settle synchronously and are not of the class Promise; this makes one of it.
    return new Promise<T>((resolve, reject) => {
      const ends = this.#ends;
      const refuse = (error: Error): void => {
        const lost = ends !== this.#ends || isTermination(error);
        if (lost) this.#ready = false;
        reject(lost ? new Lost(error) : error);
      };
      this.#pool
        .exec<(parameter: unknown) => T>(method, [parameter], on === undefined ? {} : { on })
        .then(resolve, refuse);
    });
  }

  /**
   * Calls the method that makes a new thread ready. One where that fails is ended, as a module that has failed to load
   * there would do so ever after.
   */
  async ready<T>(method: string, parameter?: unknown): Promise<T> {
    const ends = this.#ends;
    try {
      const found = await this.call<T>(method, parameter);
      this.#ready = ends === this.#ends;
      return found;
    } catch (thrown) {
      if (!(thrown instanceof Lost)) await this.end();
      throw thrown;
    }
  }

  /** Ends the thread, whatever it does, and resolves when it is gone. A call in progress rejects. */
  end(): Promise<void> {
    if (this.#ending) return this.#gone; // workerpool forgets the first who asked
    this.#ending = true;
    this.#ready = false;
    this.#ends++;
    this.#gone = new Promise((resolve) => {
      const done = (): void => {
        this.#ending = false;
        resolve();
      };
      this.#pool.terminate(true, endTimeoutMs).then(done, done);
    });
    return this.#gone;
  }
}

/** A thread that ended in the middle of a call, or before it. */
export class Lost extends Error {
  /** What it ended with, as in `exit code 1`. */
  readonly how: string;

  constructor(error: Error) {
    const how = causeOf(error);
    super(`the worker ended in the middle of its work: ${how}`);
    this.how = how;
  }
}

/** By its name, as the package is there twice where a link leads to it, and each has a class of its own. */
function isTermination(error: Error): boolean {
  return error.constructor.name === workerpool.TerminateError.name;
}

/** workerpool wraps what happened in prose of several lines. */
function causeOf(error: Error): string {
  if (error.cause instanceof Error) return error.cause.message;
  if (error.message === 'Worker is terminated') return 'it had ended before';
  const exitCode = /exitCode: `(\d+)`/u.exec(error.message)?.[1];
  return exitCode === undefined ? error.message : `exit code ${exitCode}`;
}

const readsNoFile = /^--(?:input-type|eval|print)\b/;

/**
 * Node's flags of the process without those that say how a program is read that is no file, which a thread cannot have.
 * Undefined where there are none: with flags of its own a thread refuses others that a process may have, and which it
 * passes over otherwise.
 */
function flagsForFiles(): { execArgv?: string[] } {
  const { execArgv } = process;
  return execArgv.some((flag) => readsNoFile.test(flag))
    ? { execArgv: execArgv.filter((flag) => !readsNoFile.test(flag)) }
    : {};
}
