import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import type { Infer, Inference, InferContext, InferenceEngine, Job } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';
import { JobSpans } from './job-spans.js';

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
