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

/**
 * The work of a query: how long each fetch took, and the CPU time of its inference as far as its `costMs`, by source,
 * explains it. What goes beyond that is cores slowing each other, which a schedule that keeps fewer of them busy would
 * not suffer.
 */
export function workItems(spans: readonly Span[], costMs: ReadonlyMap<string, number>): WorkItem[] {
  // Of several tries the one that counts comes last here.
  const inferences = spans
    .filter((span) => span.kind === 'inference')
    .toSorted((a, b) => Number(a.outcome === 'ok') - Number(b.outcome === 'ok'));
  const workOf = new Map(
    inferences.map((span) => [
      span.name,
      Math.min(costMs.get(span.name) ?? Infinity, span.cpuMs ?? span.endMs - span.startMs),
    ]),
  );
  return spans
    .filter((span) => span.kind === 'fetch')
    .map((span) => ({ releaseMs: span.endMs - span.startMs, workMs: workOf.get(span.name) ?? 0 }));
}
