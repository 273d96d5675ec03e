import { packageFile } from '../lib/package.js';
import { Semaphore } from '../lib/semaphore.js';
import { Failure, reasonWith } from '../model/errors.js';
import { argumentOf, type ArgumentName, type Query } from '../model/query.js';
import type { Json } from '../model/json.js';
import type { CallContext, Clock, Fetch } from '../model/ports.js';
import { permit, hang } from '../model/permit.js';
import type { Scope } from '../model/scope.js';
import { loading } from '../adapters/module/loading.js';
import type { Noted } from '../adapters/module/user-code-call.js';
import { callOnThread, endedWords } from '../adapters/module/thread-call.js';
import { Lost, Thread } from '../adapters/module/thread.js';
import type { Asked, FetchReply, SourceModule } from './module-worker.js';

export interface ModuleSourceOptions {
  /** The file's path, and what it exports. */
  readonly module: SourceModule;
  /** What of the query the source is asked with. */
  readonly argument: ArgumentName;
  readonly clock: Clock;
  /** How many calls at once are to find a thread that is ready; more begin with the loading of one. */
  readonly ready: number;
  /** Aborting it while the file is loaded ends that. */
  readonly within: Scope;
}

/** A source that is a user's function, on threads of its own. */
export interface ModuleSource {
  readonly fetch: Fetch;
  /** Ends the threads, and resolves when they are gone. */
  close(): Promise<void>;
}

/** Max threads of one source. Each runs one call at a time; other calls wait. */
const maxThreads = 8;

/** Loads the function. Rejects with a `LoadProblem` if it cannot be. */
export async function moduleSource(options: ModuleSourceOptions): Promise<ModuleSource> {
  const threads = new Threads(options);
  const listener = options.within.onAbort(() => void threads.close());
  try {
    await Promise.all(Array.from({ length: Math.min(options.ready, maxThreads) }, () => threads.open()));
  } catch (thrown) {
    await threads.close();
    throw options.within.reason ?? thrown;
  } finally {
    listener.stop();
  }
  return { fetch: (query, context) => threads.fetch(query, context), close: () => threads.close() };
}

class Threads {
  readonly #options: ModuleSourceOptions;
  readonly #all: Thread[] = [];
  readonly #idle: Thread[] = [];
  readonly #permits = new Semaphore(maxThreads);
  #closed = false;

  constructor(options: ModuleSourceOptions) {
    this.#options = options;
  }

  /** Starts a thread and loads the function there. */
  async open(): Promise<void> {
    this.#idle.push(await this.#loaded(this.#started()));
  }

  async fetch(query: Query, context: CallContext): Promise<Json> {
    await permit(this.#permits, context.scope);
    const thread = await this.#thread(context.scope);
    try {
      return await this.#call(thread, query, context);
    } finally {
      void this.#free(thread);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#all.map((thread) => thread.end()));
  }

  #started(): Thread {
    const thread = new Thread({ script: packageFile('dist/sources/module-worker.js') });
    this.#all.push(thread);
    return thread;
  }

  async #loaded(thread: Thread): Promise<Thread> {
    await loading(thread, this.#options.clock, thread.ready('load', this.#options.module));
    return thread;
  }

  /** An idle thread, or one more. One that is still loading when the scope is aborted becomes idle afterwards. */
  async #thread(scope: Scope): Promise<Thread> {
    const idle = this.#idle.pop();
    if (idle !== undefined && !idle.lost) return idle;
    const thread = idle ?? this.#started();
    const loaded = this.#loaded(thread).catch((thrown: unknown) => {
      throw new Failure('error', `its module cannot be loaded any more: ${(thrown as Error).message}`);
    });
    try {
      return await Promise.race([loaded, hang(scope)]);
    } catch (thrown) {
      const free = (): void => {
        this.#return(thread);
      };
      loaded.then(free, free);
      throw scope.reason === undefined ? thrown : reasonWith('its module was still being loaded', scope.reason);
    }
  }

  /** A thread that is lost is followed by another, and the function loaded there, before it takes a call again. */
  async #free(thread: Thread): Promise<void> {
    // What keeps it from that is told to the next call, which tries again.
    if (thread.lost && !this.#closed) await this.#loaded(thread).catch(() => {});
    this.#return(thread);
  }

  #return(thread: Thread): void {
    this.#idle.push(thread);
    this.#permits.release();
  }

  /** Calls the function. When this settles, nothing of the call runs any more. */
  async #call(thread: Thread, query: Query, context: CallContext): Promise<Json> {
    const { scope, source, attempt, tracer } = context;
    scope.throwIfAborted();
    const { index, seed, question } = query;
    const argument = argumentOf(query, this.#options.argument);
    const asked: Asked = { question, ...query.arguments, index, seed, source, attempt, argument };
    const outcome = await callOnThread<FetchReply>(thread, 'fetch', asked, {
      scope,
      clock: this.#options.clock,
      onEvent: (event) => {
        tracer.instant(source, (event as Noted).noted);
      },
    });
    if (outcome.type === 'ended') {
      const words = endedWords('module', outcome);
      tracer.instant(source, words);
      throw reasonWith(words, scope.reason!);
    }
    scope.throwIfAborted();
    if (outcome.type === 'failed') {
      if (outcome.error instanceof Lost)
        throw new Failure('exited', `its module ended its thread: ${outcome.error.how}`);
      throw outcome.error;
    }
    const { reply } = outcome;
    if (reply.type === 'failed') throw new Failure(reply.kind, reply.message);
    return reply.payload;
  }
}
