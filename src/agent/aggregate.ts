import type { Json } from '../model/json.js';
import type { FailureReport, Outcome, Status } from '../model/outcome.js';
import type { Inference, Query } from '../model/ports.js';

/** What a source gave: its payload, or why there is none. */
export type SourceAnswer =
  | { readonly ok: true; readonly payload: Json; readonly cached: boolean; readonly attempts: number; readonly elapsedMs: number }
  | { readonly ok: false; readonly error: FailureReport };

/** A failure with the source that it befell and the step in which it did. */
export interface NamedFailure extends FailureReport {
  readonly source: string;
  readonly stage: 'fetch' | 'inference';
}

/** What a query returns, before the times that only its trace can tell. */
export interface Answer {
  readonly query: string;
  readonly status: Status;
  readonly success: boolean;
  /** Sources that were fetched and inferred / sources asked, from 0 to 1. */
  readonly completeness: number;
  readonly sources: Readonly<Record<string, SourceAnswer>>;
  readonly inferences: Readonly<Record<string, Inference>>;
  readonly errors: readonly NamedFailure[];
}

/** Merges what became of the sources into one answer. A source has answered when its inference is part of it. */
export function aggregate(query: Query, outcomes: readonly Outcome[]): Answer {
  const sources: [string, SourceAnswer][] = [];
  const inferences: [string, Inference][] = [];
  const errors: NamedFailure[] = [];
  for (const { fetched, inference, error } of outcomes) {
    const { source } = fetched;
    if (fetched.ok) {
      const { payload, cached, attempts, elapsedMs } = fetched;
      sources.push([source, { ok: true, payload, cached, attempts, elapsedMs }]);
    } else {
      sources.push([source, { ok: false, error: fetched.error }]);
      errors.push({ source, stage: 'fetch', ...fetched.error });
    }
    if (inference !== undefined) inferences.push([source, inference]);
    if (error !== undefined) errors.push({ source, stage: 'inference', ...error });
  }
  const answered = inferences.length;
  const status = answered === outcomes.length ? 'complete' : answered > 0 ? 'partial' : 'failed';
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
