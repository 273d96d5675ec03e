import type { Span } from '../model/trace.js';

/** One link of the chain of spans that set the makespan. */
export interface PathStep {
  readonly span: number;
  readonly kind: Span['kind'];
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
}

/**
 * The critical path: from the span that ended last back to the start, each time to what ended last before it began.
 * Everything is stamped on one monotonic clock, so a cause never ends after its effect begins. Within `toleranceMs`
 * of the latest end, a span of the same source is preferred: real time separates cause and effect by fractions of a
 * millisecond, in which another span may end by chance.
 */
export function criticalPath(spans: readonly Span[], toleranceMs: number): PathStep[] {
  const parents = new Set(spans.map((span) => span.parent));
  const links = spans.filter((span) => isLink(span, parents)).toSorted((a, b) => a.endMs - b.endMs);
  const path: PathStep[] = [];
  for (let at = links.at(-1); at !== undefined; at = causeOf(at, links, toleranceMs)) {
    path.push({ span: at.id, kind: at.kind, name: at.name, startMs: at.startMs, durationMs: at.endMs - at.startMs });
  }
  return path.toReversed();
}

/** Spans that make up the chain: those that took time and have nothing below them, so that a retried fetch shows its attempts and pauses. */
function isLink(span: Span, parents: ReadonlySet<number | null>): boolean {
  return span.kind !== 'query' && span.kind !== 'aggregate' && span.endMs > span.startMs && !parents.has(span.id);
}

/** The span that this one waited for; undefined at the start of the query. `links` are sorted by their end. */
function causeOf(effect: Span, links: readonly Span[], toleranceMs: number): Span | undefined {
  let latest: Span | undefined;
  for (let i = lastEndingBy(links, effect.startMs); i >= 0; i--) {
    const link = links[i]!;
    if (latest !== undefined && link.endMs < latest.endMs - toleranceMs) break;
    if (link.name === effect.name) return link;
    latest ??= link;
  }
  return latest;
}

/** Index of the last link that ends at or before `ms`, or -1. */
function lastEndingBy(links: readonly Span[], ms: number): number {
  let low = 0;
  let high = links.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (links[middle]!.endMs <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
