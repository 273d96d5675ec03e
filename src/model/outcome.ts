import type { FailureKind } from './errors.js';
import type { Json } from './json.js';
import type { Degraded, Inference } from './ports.js';

/** Why a source is missing from the answer, as the answer reports it. */
export interface FailureReport {
  readonly kind: FailureKind;
  readonly message: string;
  readonly attempts: number;
  /** Milliseconds from the start of the source's fetch to its failure. */
  readonly elapsedMs: number;
}

/** The substitute for a source or an inference that failed, as the answer reports it. */
export interface DegradedReport {
  readonly by: Degraded['by'];
  readonly ageMs?: number | undefined;
  readonly source?: string | undefined;
  /** The failure. */
  readonly error: FailureReport;
}

/** The outcome of one fetch. */
export type Fetched =
  | {
      readonly source: string;
      readonly ok: true;
      readonly payload: Json;
      /** CPU milliseconds of the inference on it. */
      readonly costMs: number;
      readonly cached: boolean;
      /** The substitute where the source failed. */
      readonly degraded: DegradedReport | undefined;
      readonly attempts: number;
      readonly startMs: number;
      readonly elapsedMs: number;
    }
  | { readonly source: string; readonly ok: false; readonly error: FailureReport };

/** The outcome of one source: fetched and inferred, fetched only, or neither. */
export interface Outcome {
  readonly fetched: Fetched;
  readonly inference: Inference | undefined;
  /** Why there is no inference although the fetch went well. */
  readonly error: FailureReport | undefined;
  /** The substitute where the inference failed. */
  readonly degraded?: DegradedReport | undefined;
}

export type Status = 'complete' | 'partial' | 'failed';

/** What a source gave: its payload, or why there is none. */
export type SourceAnswer =
  | {
      readonly ok: true;
      readonly payload: Json;
      readonly cached: boolean;
      /** Something stood in for the source or its inference: the answer has that, but is not complete. */
      readonly degraded?: DegradedReport | undefined;
      readonly attempts: number;
      readonly elapsedMs: number;
    }
  | { readonly ok: false; readonly error: FailureReport };

/** A failure with its source and the stage in which it happened. */
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
