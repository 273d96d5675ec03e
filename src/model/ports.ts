import type { Failure } from './errors.js';
import type { Json } from './json.js';
import type { Query } from './query.js';
import type { Scope } from './scope.js';
import type { CpuUsage, Tracer } from './trace.js';

/** The call inside all wrappers, the first one outermost. */
export function compose<C extends CallContext, T>(wrappers: readonly Wrapper<C, T>[], call: Call<C, T>): Call<C, T> {
  return wrappers.reduceRight((next, wrapper) => wrapper(next), call);
}

/** Time, real (`time/real.ts`) or simulated (`time/virtual.ts`). Milliseconds, monotonic, from an arbitrary origin. */
export interface Clock {
  now(): number;
  /** Calls back once after `ms`, unless cancelled before. */
  after(ms: number, callback: () => void): Timer;
  /**
   * Keeps the event loop from everything else for `ms`: what falls due meanwhile happens afterwards. Worker threads go
   * on.
   */
  block(ms: number): void;
}

export interface Timer {
  /** Does nothing when the time has come. */
  cancel(): void;
}

/**
 * Where one fetch or inference stands. A policy passes it on, changed where it must: a new attempt, a narrower scope.
 */
export interface CallContext {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly tracer: Tracer;
  /** The span that encloses what comes next. */
  readonly span: number;
  readonly source: string;
  /** Which try this is, from 1. */
  readonly attempt: number;
  /** What this call has cost so far; `cached` says that it was answered from memory. */
  readonly tally: Tally;
}

/** Where one inference stands. */
export interface InferContext extends CallContext {
  readonly payload: Json;
  /** CPU milliseconds of the inference on a core that nothing slows. */
  readonly costMs: number;
  /** When its query began and when that is over at the latest, in milliseconds on the world's clock. */
  readonly queryMs: { readonly began: number; readonly deadline: number };
  /**
   * If no worker has taken it by then, it fails as `rejected`; never where left out. Milliseconds on the world's clock.
   */
  readonly startByMs?: number | undefined;
}

/** What a fetch or an inference has cost so far, and what its answer is worth. */
export interface Tally {
  attempts: number;
  /** Answered from memory. */
  cached: boolean;
  /** Answered by a substitute for the source. */
  degraded: Degraded | undefined;
}

/** The substitute for a source or an inference, and the failure that made it necessary. */
export interface Degraded {
  /** The last good answer, another source, a fixed payload, or a cheaper inference. */
  readonly by: 'stale' | 'source' | 'payload' | 'model';
  /** How old the last good answer is, in milliseconds. */
  readonly ageMs?: number;
  /** The other source. */
  readonly source?: string;
  readonly failure: Failure;
}

/**
 * A fetch or an inference. Rejects with a `Failure`, and with the scope's reason promptly once its scope is aborted:
 * a query waits for all that it started.
 */
export type Call<C extends CallContext, T> = (query: Query, context: C) => Promise<T>;

/** What a policy does to a call. Composed by recursion, outermost first. */
export type Wrapper<C extends CallContext, T> = (next: Call<C, T>) => Call<C, T>;

/** Reads one source. */
export type Fetch = Call<CallContext, Json>;

/** What a policy or a fault does to a fetch. */
export type Policy = Wrapper<CallContext, Json>;

/** Makes one inference on what a source answered. */
export type Infer = Call<InferContext, Inference>;

/** Where one request to a model server stands. */
export interface AskContext extends InferContext {
  readonly model: string;
}

/** Asks a model server for one inference. */
export type Ask = Call<AskContext, Inference>;

/** Where context comes from; its `fetch` is complete with policies, faults and the check of its payload. */
export interface Source {
  readonly name: string;
  readonly fetch: Fetch;
  /** CPU milliseconds of the inference on what it answers. */
  readonly costMs: number;
}

/** What answers queries: sources and inference with their policies, which may be stateful. */
export interface Agent {
  readonly sources: readonly Source[];
  readonly infer: Infer;
  /** Attempts at sources so far that belonged to no query, such as a cache's refreshes. */
  backgroundAttempts(): number;
}

/** CPU work on one fetched payload. */
export interface Job {
  readonly source: string;
  readonly question: string;
  readonly payload: Json;
  /** CPU milliseconds on a core that nothing slows; what the engine was made for where left out. */
  readonly costMs?: number | undefined;
  /**
   * What the random stream of the job is keyed by beside its source: the seed, the index of its query, and which try
   * of its inference it is, from 1.
   */
  readonly randomKey?: { readonly seed: number; readonly index: number; readonly attempt: number } | undefined;
  /**
   * When its query began and when the run did, in milliseconds on the world's clock; the clock's origin where left out.
   */
  readonly began?: { readonly queryMs: number; readonly runMs: number } | undefined;
}

/** What an inference found in the text of a payload. */
export interface Inference {
  /** What user code returned in the place of an inference. */
  readonly value?: Json | undefined;
  readonly summary: string;
  readonly keyPhrases: readonly string[];
  /** Sentences by falling similarity to the question; similarity from -1 to 1. */
  readonly rankedSentences: readonly { readonly text: string; readonly similarity: number }[];
  readonly tokens: { readonly total: number; readonly distinct: number; readonly sentences: number };
  /** What a model took for it, where one was asked. */
  readonly usage?: ModelUsage | undefined;
}

/** What an answer of a model took. */
export interface ModelUsage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The server did not say how many tokens there were: they are estimated from what was sent and what came. */
  readonly estimated?: boolean | undefined;
  /** The answer ends where the limit of tokens was reached. */
  readonly cutShort?: boolean | undefined;
  /** From the request to the first token, in milliseconds; known of streamed answers. */
  readonly firstTokenMs?: number | undefined;
  /** Tokens after the first one / the seconds in which they came. */
  readonly tokensPerSecond?: number | undefined;
  /** In the currency of the scenario's price. */
  readonly cost?: number | undefined;
}

/**
 * Listens to one job. Times are on the world's clock. A job that was cancelled in the queue has neither begun nor
 * ended.
 */
export interface JobObserver {
  /** The job has a worker, on this lane, since `startMs`. */
  began(lane: string, startMs: number): void;
  /** The job has left its worker, done or cancelled, and this is what it took. Comes before the promise settles. */
  ended(endMs: number, usage: CpuUsage): void;
  /** Something happened in the job now, in words that are safe to print. */
  noted(what: string): void;
}

/** Runs jobs on worker threads (`inference/workers/pool.ts`) or on simulated cores (`inference/simulated.ts`). */
export interface InferenceEngine {
  /**
   * Queues the job; who gets the next free worker is up to the engine's dispatch order. Rejects with the scope's reason
   * once the scope is aborted, and with a `Failure` of kind `inference` if the job itself fails.
   */
  infer(job: Job, scope: Scope, observer: JobObserver): Promise<Inference>;
  close(): Promise<void>;
}

/** A time in which the event loop gets to nothing else. */
export interface LoopBlock {
  /** Milliseconds from the query's start. */
  readonly fromMs: number;
  readonly ms: number;
}

/** Everything that a query touches. Built in `world/real.ts` or `world/virtual.ts`. */
export interface World {
  readonly clock: Clock;
  readonly engine: InferenceEngine;
  /** How many cores the engine's workers share. */
  readonly cores: number;
  /** When every query finds the event loop blocked; never where left out. */
  readonly loopBlocks?: readonly LoopBlock[] | undefined;
  /**
   * The agent, made anew: without memory of earlier queries, so that every mode starts with empty caches. On another
   * engine where one is given.
   */
  agent(on?: InferenceEngine): Agent;
  /**
   * Runs a program on this world's time. `openSpans` names what is unfinished, for the error when simulated time stands
   * still.
   */
  drive<T>(main: () => Promise<T>, openSpans: () => readonly string[]): Promise<T>;
  close(): Promise<void>;
}
