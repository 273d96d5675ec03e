import { formatDuration } from '../lib/duration.js';
import { Failure } from '../model/errors.js';
import type { Infer, Inference, InferContext, InferenceEngine, Job, Query } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import { JobSpans } from './job-spans.js';

/**
 * Inference as it is without policies: one job on the engine, with its spans. Numbers each try, as an attempt of a fetch is
 * numbered; one that nobody wants any more, or for which the time is too short from the start, is none. `runBeganMs` says when the run began, on the world's clock.
 */
export function inferOn(engine: InferenceEngine, runBeganMs: () => number): Infer {
  return async (query, context) => {
    const { clock, startByMs, costMs } = context;
    context.scope.throwIfAborted();
    const begin = (scope: Scope, begun?: () => void): Promise<Inference> =>
      traced(engine, jobOf(query, context, ++context.tally.attempts, runBeganMs()), { ...context, scope }, begun);
    if (startByMs === undefined) return begin(context.scope);
    const late = new Failure('rejected', `too little time was left for an inference of ${formatDuration(costMs)}`);
    if (clock.now() >= startByMs) throw late;
    const scope = context.scope.child();
    const limit = clock.after(startByMs - clock.now(), () => {
      scope.abort(late);
    });
    try {
      return await begin(scope, () => {
        if (clock.now() < startByMs) limit.cancel(); // at that very moment it is too late already
      });
    } finally {
      limit.cancel();
      scope.close();
    }
  };
}

function jobOf(query: Query, { source, payload, costMs, queryMs }: InferContext, attempt: number, runMs: number): Job {
  const { seed, index, question } = query;
  return { source, question, payload, costMs, luck: { seed, index, attempt }, began: { queryMs: queryMs.began, runMs } };
}

async function traced(engine: InferenceEngine, job: Job, { tracer, span, scope }: InferContext, began?: () => void): Promise<Inference> {
  const spans = new JobSpans(tracer, job.source, span, began);
  try {
    const inference = await engine.infer(job, scope, spans);
    spans.end('ok');
    return inference;
  } catch (thrown) {
    const failure = Failure.from(thrown, 'inference');
    spans.end(failure.kind);
    throw failure;
  }
}
