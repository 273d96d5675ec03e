import { fold, type Fold } from '../lib/fold.js';
import type { Span } from '../model/trace.js';

/** One source's share of the work: released after `releaseMs`, then `workMs` on a core; no work if its fetch failed. */
export interface WorkItem {
  readonly releaseMs: number;
  readonly workMs: number;
}

/**
 * The shortest makespan that any schedule could reach on `cores` cores, in milliseconds:
 * max over r in {r_i} of r + max(largest p_j released at or after r, sum of p_j released at or after r / m).
 * Whatever is released at or after r cannot start before r, and neither the longest of it nor its sum over all cores
 * can be done sooner (the release-date bound for P | r_j | C_max).
 */
export function lowerBound(items: readonly WorkItem[], cores: number): number {
  let largest = 0;
  let sum = 0;
  let bound = 0;
  for (const { releaseMs, workMs } of items.toSorted((a, b) => b.releaseMs - a.releaseMs)) {
    largest = Math.max(largest, workMs);
    sum += workMs;
    bound = Math.max(bound, releaseMs + Math.max(largest, sum / cores));
  }
  return bound;
}

/** The work of a source so far: how long its fetch took, and the try of its inference that counts. */
interface SourceWork {
  /** The id of its fetch, which came before all else of it. */
  id: number;
  releaseMs: number | undefined;
  inference: { readonly id: number; readonly ok: boolean; readonly workMs: number } | undefined;
}

/**
 * Folds the spans of a query, in any order, into its work: how long each fetch took, and the CPU time of its inference
 * as far as its `costMs`, by source, explains it. What goes beyond that is cores slowing each other, which a schedule
 * that keeps fewer of them busy would not suffer. Of several tries of an inference the last one that went well counts,
 * or the last one.
 */
export class WorkFold implements Fold<Span, WorkItem[]> {
  readonly #costMs: ReadonlyMap<string, number>;
  readonly #work = new Map<string, SourceWork>();

  constructor(costMs: ReadonlyMap<string, number>) {
    this.#costMs = costMs;
  }

  add(span: Span): void {
    const { id, kind, name, startMs, endMs } = span;
    if (kind === 'fetch') {
      const work = this.#of(name);
      work.id = id;
      work.releaseMs = endMs - startMs;
    } else if (kind === 'inference') {
      const work = this.#of(name);
      const ok = span.outcome === 'ok';
      if (work.inference !== undefined && !follows({ id, ok }, work.inference)) return;
      work.inference = { id, ok, workMs: Math.min(this.#costMs.get(name) ?? Infinity, span.cpuMs ?? endMs - startMs) };
    }
  }

  result(): WorkItem[] {
    return [...this.#work.values()]
      .filter(({ releaseMs }) => releaseMs !== undefined)
      .toSorted((a, b) => a.id - b.id)
      .map(({ releaseMs, inference }) => ({ releaseMs: releaseMs!, workMs: inference?.workMs ?? 0 }));
  }

  #of(name: string): SourceWork {
    let work = this.#work.get(name);
    if (work === undefined) this.#work.set(name, (work = { id: 0, releaseMs: undefined, inference: undefined }));
    return work;
  }
}

function follows(
  one: { readonly id: number; readonly ok: boolean },
  other: { readonly id: number; readonly ok: boolean },
): boolean {
  return one.ok === other.ok ? one.id > other.id : one.ok;
}

/** The work of a query from all of its spans. */
export function workItems(spans: readonly Span[], costMs: ReadonlyMap<string, number>): WorkItem[] {
  return fold(spans, new WorkFold(costMs));
}
