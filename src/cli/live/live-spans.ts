import { laneOf } from '../../analysis/lanes.js';
import type { Span, SpanKind, TraceEvent } from '../../model/trace.js';

/** A span that may still be open: its end is `Infinity` until it has ended. */
type LiveSpan = { -readonly [field in keyof Span]: Span[field] };

/** The kinds that lanes are drawn from. */
const drawn: ReadonlySet<SpanKind> = new Set(['fetch', 'limit', 'backoff', 'queue', 'inference']);

/** The spans of a run in progress, by lane. Adding an event takes constant time. */
export class LiveSpans {
  /** The number of fetches that have ended. */
  fetched = 0;
  /** The lanes of the workers that were used, in the order of their first inferences. */
  readonly used: string[] = [];
  #queryId = -1;
  #originMs: number | undefined;
  #endMs: number | undefined;
  readonly #open = new Map<number, LiveSpan>();
  readonly #bySource = new Map<string, LiveSpan[]>();
  readonly #byWorker = new Map<string, LiveSpan[]>();

  add(event: TraceEvent): void {
    if (event.type === 'end') return this.#end(event.id, event.atMs, event.outcome);
    if (event.type === 'instant') return;
    const { id, parent, kind, name, lane, atMs } = event;
    if (kind === 'query') {
      this.#queryId = id;
      this.#originMs = atMs;
    }
    if (!drawn.has(kind)) return;
    const startMs = this.elapsedMs(atMs);
    const span: LiveSpan = { id, parent, kind, name, lane, startMs, endMs: Infinity, outcome: 'ok' };
    this.#open.set(id, span);
    const place = laneOf(span);
    const lanes = place.kind === 'worker' ? this.#byWorker : this.#bySource;
    const spans = lanes.get(place.name);
    if (spans !== undefined) spans.push(span);
    else {
      lanes.set(place.name, [span]);
      if (place.kind === 'worker') this.used.push(place.name);
    }
  }

  #end(id: number, atMs: number, outcome: Span['outcome']): void {
    const span = this.#open.get(id);
    if (span !== undefined) {
      this.#open.delete(id);
      span.endMs = this.elapsedMs(atMs);
      span.outcome = outcome;
      if (span.kind === 'fetch') this.fetched++;
    }
    if (id === this.#queryId) this.#endMs = this.elapsedMs(atMs);
  }

  /** Whether the query has ended. */
  get over(): boolean {
    return this.#endMs !== undefined;
  }

  /** Milliseconds since the start of the query at an instant of its clock: 0 before it, the makespan after its end. */
  elapsedMs(nowMs: number): number {
    return this.#endMs ?? Math.max(0, nowMs - (this.#originMs ?? nowMs));
  }

  /** The spans of a source up to `untilMs` after the start; open spans end there. */
  ofSource(name: string, untilMs: number): Span[] {
    return until(this.#bySource.get(name), untilMs);
  }

  /** The inferences on a worker up to `untilMs`; open ones end there. */
  ofWorker(lane: string, untilMs: number): Span[] {
    return until(this.#byWorker.get(lane), untilMs);
  }
}

function until(spans: readonly LiveSpan[] = [], untilMs: number): Span[] {
  return spans.map((span) => (span.endMs === Infinity ? { ...span, endMs: untilMs } : span));
}
