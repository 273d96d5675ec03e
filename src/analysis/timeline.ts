import { toNanosecond } from '../lib/duration.js';
import type { Fold } from '../lib/fold.js';
import type { Span, SpanBegin, TraceEvent } from '../model/trace.js';

/** An instant of a run, in milliseconds since the query's start. */
export interface Instant {
  readonly atMs: number;
  readonly name: string;
  readonly what: string;
}

/** The spans of one query in the order in which they began, and its instants. Milliseconds since the query's start. */
export interface Timeline {
  readonly spans: Span[];
  readonly instants: Instant[];
}

/**
 * Turns the events of one query, as they happen, into spans and instants with times since the query's start. Keeps open
 * spans alone: each span is handed on when it ends.
 */
export class TimelineStream {
  readonly #listener: { span(span: Span): void; instant?(instant: Instant): void };
  readonly #open = new Map<number, SpanBegin>();
  #originMs: number | undefined;
  #problem: string | undefined;

  constructor(listener: { span(span: Span): void; instant?(instant: Instant): void }) {
    this.#listener = listener;
  }

  add(event: TraceEvent): void {
    const originMs = (this.#originMs ??= event.atMs);
    if (event.type === 'begin') {
      this.#open.set(event.id, event);
    } else if (event.type === 'instant') {
      const { atMs, name, what } = event;
      this.#listener.instant?.({ atMs: toNanosecond(atMs - originMs), name, what });
    } else {
      const begin = this.#open.get(event.id);
      if (begin === undefined) {
        this.#problem ??= `span ${event.id} ended without a begin, or twice`;
        return;
      }
      this.#open.delete(event.id);
      const { id, parent, kind, name, lane } = begin;
      const times = { startMs: toNanosecond(begin.atMs - originMs), endMs: toNanosecond(event.atMs - originMs) };
      this.#listener.span({ id, parent, kind, name, lane, ...times, outcome: event.outcome, ...event.usage });
    }
  }

  /** The spans that have begun and not ended, in words. */
  get open(): string[] {
    return [...this.#open.values()].map((begin) => `${begin.kind} ${begin.name}`);
  }

  /** To be called when the query is over. Throws where a span has not ended, or has ended twice: a defect. */
  end(): void {
    if (this.#problem !== undefined) throw new Error(this.#problem);
    if (this.#open.size > 0) throw new Error(`spans without an end: ${this.open.join(', ')}`);
  }
}

/** Folds the events of one query, as they happen, into its timeline. */
export class TimelineFold implements Fold<TraceEvent, Timeline> {
  readonly #spans: Span[] = [];
  readonly #instants: Instant[] = [];
  readonly #stream = new TimelineStream({
    span: (span) => {
      this.#spans.push(span);
    },
    instant: (instant) => {
      this.#instants.push(instant);
    },
  });

  add(event: TraceEvent): void {
    this.#stream.add(event);
  }

  /** The spans that have begun and not ended, in words. */
  get open(): string[] {
    return this.#stream.open;
  }

  /** Throws where a span has not ended, or has ended twice: a defect. */
  result(): Timeline {
    this.#stream.end();
    return { spans: this.#spans.toSorted((a, b) => a.id - b.id), instants: this.#instants };
  }
}

/** The makespan of a query: the length of its own span, in milliseconds. */
export function makespanOf(spans: readonly Span[]): number {
  const query = spans.find((span) => span.kind === 'query');
  return query === undefined ? 0 : query.endMs - query.startMs;
}
