import type { Fold } from '../lib/fold.js';
import type { Span } from '../model/trace.js';
import { WorkFold, type WorkItem } from './bound.js';
import { CoreUsageFold, TimeInFold, type CoreUsage } from './cores.js';

/** The figures of one query that its trace tells. */
export interface QueryFigures extends CoreUsage {
  /** Length of the query's own span. */
  readonly makespanMs: number;
  /** Times during which anything was fetched, and anything inferred. */
  readonly fetchMs: number;
  readonly inferMs: number;
  readonly work: readonly WorkItem[];
}

/** Folds the spans of one query, in any order, into its figures. */
export class QueryFiguresFold implements Fold<Span, QueryFigures> {
  readonly #fetch = new TimeInFold('fetch');
  readonly #infer = new TimeInFold('inference');
  readonly #usage = new CoreUsageFold();
  readonly #work: WorkFold;
  #makespanMs = 0;

  /** `costMs` is what the inference of each source costs at most. */
  constructor(costMs: ReadonlyMap<string, number>) {
    this.#work = new WorkFold(costMs);
  }

  add(span: Span): void {
    if (span.kind === 'query') this.#makespanMs = span.endMs - span.startMs;
    this.#fetch.add(span);
    this.#infer.add(span);
    this.#usage.add(span);
    this.#work.add(span);
  }

  result(): QueryFigures {
    return {
      makespanMs: this.#makespanMs,
      fetchMs: this.#fetch.result(),
      inferMs: this.#infer.result(),
      ...this.#usage.result(),
      work: this.#work.result(),
    };
  }
}
