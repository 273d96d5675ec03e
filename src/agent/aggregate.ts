import type { Answer, NamedFailure, Outcome, SourceAnswer } from '../model/outcome.js';
import type { Inference } from '../model/ports.js';
import type { Query } from '../model/query.js';

/**
 * Merges the outcomes of the sources into one answer. A source has answered when its inference is part of it,
 * and nothing had to stand in for the source.
 */
export function aggregate(query: Query, outcomes: readonly Outcome[]): Answer {
  const sources: [string, SourceAnswer][] = [];
  const inferences: [string, Inference][] = [];
  const errors: NamedFailure[] = [];
  let answered = 0;
  for (const outcome of outcomes) {
    const { fetched, inference } = outcome;
    const { source } = fetched;
    // What stood in for the source is not why there is no inference.
    const failedFetch = !fetched.ok ? fetched.error : outcome.error === undefined ? fetched.degraded?.error : undefined;
    const failedInference = outcome.error ?? outcome.degraded?.error;
    sources.push([source, sourceAnswer(outcome)]);
    if (inference !== undefined) inferences.push([source, inference]);
    if (failedFetch !== undefined) errors.push({ source, stage: 'fetch', ...failedFetch });
    else if (failedInference !== undefined) errors.push({ source, stage: 'inference', ...failedInference });
    else answered++;
  }
  const status = answered === outcomes.length ? 'complete' : inferences.length > 0 ? 'partial' : 'failed';
  return {
    query: query.question,
    status,
    success: status !== 'failed',
    completeness: answered / outcomes.length,
    sources: Object.fromEntries(sources),
    inferences: Object.fromEntries(inferences),
    errors,
  };
}

function sourceAnswer({ fetched, degraded: lesser }: Outcome): SourceAnswer {
  if (!fetched.ok) return { ok: false, error: fetched.error };
  const { payload, cached, degraded = lesser, attempts, elapsedMs } = fetched;
  return { ok: true, payload, cached, ...(degraded !== undefined && { degraded }), attempts, elapsedMs };
}
