import { toNanosecond } from '../lib/duration.js';
import type { Span, SpanBegin, TraceEvent } from '../model/trace.js';

/**
 * The spans of one query from its events, in the order in which they began; times in milliseconds since the query's
 * start. A span that has not ended, which is a defect, is named in the error.
 */
export function spansOf(events: readonly TraceEvent[]): Span[] {
  const begun = new Map<number, SpanBegin>();
  const spans: Span[] = [];
  const originMs = events[0]?.atMs ?? 0;
  for (const event of events) {
    if (event.type === 'begin') {
      begun.set(event.id, event);
      continue;
    }
    if (event.type === 'instant') continue;
    const begin = begun.get(event.id);
    if (begin === undefined) throw new Error(`span ${event.id} ended without a begin, or twice`);
    begun.delete(event.id);
    const { id, parent, kind, name, lane } = begin;
    const times = { startMs: toNanosecond(begin.atMs - originMs), endMs: toNanosecond(event.atMs - originMs) };
    spans.push({ id, parent, kind, name, lane, ...times, outcome: event.outcome, ...event.usage });
  }
  if (begun.size > 0) throw new Error(`spans without an end: ${openSpans(events).join(', ')}`);
  return spans.toSorted((a, b) => a.id - b.id);
}

/** An instant of a run, in milliseconds since the query's start. */
export interface Instant {
  readonly atMs: number;
  readonly name: string;
  readonly what: string;
}

/** The marks of one query, such as a circuit breaker that opened. */
export function instantsOf(events: readonly TraceEvent[]): Instant[] {
  const originMs = events[0]?.atMs ?? 0;
  return events
    .filter((event) => event.type === 'instant')
    .map(({ atMs, name, what }) => ({ atMs: toNanosecond(atMs - originMs), name, what }));
}

/** The makespan of a query: the length of its own span, in milliseconds. */
export function makespanOf(spans: readonly Span[]): number {
  const query = spans.find((span) => span.kind === 'query');
  return query === undefined ? 0 : query.endMs - query.startMs;
}

/** The spans that have begun and not ended, in words. */
export function openSpans(events: readonly TraceEvent[]): string[] {
  const ended = new Set(events.filter((event) => event.type === 'end').map((event) => event.id));
  return events
    .filter((event) => event.type === 'begin')
    .filter((begin) => !ended.has(begin.id))
    .map((begin) => `${begin.kind} ${begin.name}`);
}
