import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import type { Infer, InferContext, Inference, InferenceEngine, Job, JobObserver } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';
import type { CpuUsage, SpanOutcome, Tracer } from '../model/trace.js';

/** The spans of one job: first the wait for a worker, then, once the engine says that it has begun, the inference. */
export class JobSpans implements JobObserver {
  readonly #tracer: Tracer;
  readonly #source: string;
  readonly #parent: number;
  readonly #begun: (() => void) | undefined;
  #span: number;
  #endMs: number | undefined;
  #usage: CpuUsage | undefined;

  /** `begun` is called when the job has a worker. */
  constructor(tracer: Tracer, source: string, parent: number, begun?: () => void) {
    this.#tracer = tracer;
    this.#source = source;
    this.#parent = parent;
    this.#begun = begun;
    this.#span = tracer.begin('queue', source, parent);
  }

  began(lane: string, startMs: number): void {
    this.#tracer.end(this.#span, 'ok', startMs);
    this.#span = this.#tracer.begin('inference', this.#source, this.#parent, lane, startMs);
    this.#begun?.();
  }

  ended(endMs: number, usage: CpuUsage): void {
    this.#endMs = endMs;
    this.#usage = usage;
  }

  noted(what: string): void {
    this.#tracer.instant(this.#source, what);
  }

  /** Ends whichever span is open, when the engine said that the job ended, or now. */
  end(outcome: SpanOutcome): void {
    this.#tracer.end(this.#span, outcome, this.#endMs, this.#usage);
  }
}

/**
 * Inference as it is without policies: one job on the engine, with its spans. Numbers each try, as an attempt of a
 * fetch is numbered; one that nobody wants any more, or for which the time is too short from the start, is none.
 * `runBeganMs` says when the run began, on the world's clock. No async functions but for the rare limit: there is one
 * of these for every inference in flight.
 */
export function inferOn(engine: InferenceEngine, runBeganMs: () => number): Infer {
  return (query, context) => {
    const { scope, startByMs } = context;
    if (scope.reason !== undefined) return Promise.reject(scope.reason);
    if (startByMs !== undefined) {
      return startedBy(startByMs, context, (within, begun) =>
        traced(engine, jobOf(query, context, runBeganMs()), context, within, begun),
      );
    }
    return traced(engine, jobOf(query, context, runBeganMs()), context, scope);
  };
}

/** Makes an inference within a scope that ends if `begun` has not been called by then: a failure of kind `rejected`. */
export async function startedBy(
  startByMs: number,
  context: InferContext,
  make: (within: Scope, begun: () => void) => Promise<Inference>,
): Promise<Inference> {
  const { clock, costMs } = context;
  const late = new Failure('rejected', `too little time was left for an inference of ${formatDuration(costMs)}`);
  if (clock.now() >= startByMs) throw late;
  const scope = context.scope.child();
  const limit = clock.after(startByMs - clock.now(), () => {
    scope.abort(late);
  });
  try {
    return await make(scope, () => {
      if (clock.now() < startByMs) limit.cancel(); // at that very instant it is too late
    });
  } finally {
    limit.cancel();
    scope.close();
  }
}

/** Counts the try that it is for. */
function jobOf(query: Query, { source, payload, costMs, queryMs, tally }: InferContext, runMs: number): Job {
  const { seed, index, question } = query;
  return {
    source,
    question,
    payload,
    costMs,
    randomKey: { seed, index, attempt: ++tally.attempts },
    began: { queryMs: queryMs.began, runMs },
  };
}

function traced(
  engine: InferenceEngine,
  job: Job,
  { tracer, span }: InferContext,
  scope: Scope,
  begun?: () => void,
): Promise<Inference> {
  const spans = new JobSpans(tracer, job.source, span, begun);
  return engine.infer(job, scope, spans).then(
    (inference) => {
      spans.end('ok');
      return inference;
    },
    (thrown: unknown) => {
      const failure = Failure.from(thrown, 'inference');
      spans.end(failure.kind);
      throw failure;
    },
  );
}
