import type { Span, SpanKind, TraceEvent } from '../../model/trace.js';

/** A span as far as it has come; its end lies at infinity until it has ended. */
type LiveSpan = { -readonly [field in keyof Span]: Span[field] };

/** The kinds that lanes are drawn from. */
const drawn: ReadonlySet<SpanKind> = new Set(['fetch', 'limit', 'backoff', 'queue', 'inference']);

/**
 * What one run has shown of itself so far. Hearing an event costs little, and as much at the end of a run as at its
 * beginning.
 */
export class Lanes {
  /** How many fetches have ended. */
  fetched = 0;
  /** The names of the workers that were used, in the order of their first jobs. */
  readonly used: string[] = [];
  #queryId = -1;
  #originMs: number | undefined;
  #endMs: number | undefined;
  readonly #open = new Map<number, LiveSpan>();
  readonly #bySource = new Map<string, LiveSpan[]>();
  readonly #byWorker = new Map<string, LiveSpan[]>();

  hear(event: TraceEvent): void {
    if (event.type === 'end') return this.#end(event.id, event.atMs, event.outcome);
    if (event.type === 'instant') return;
    const { id, parent, kind, name, lane, atMs } = event;
    if (kind === 'query') {
      this.#queryId = id;
      this.#originMs = atMs;
    }
    if (!drawn.has(kind)) return;
    const span: LiveSpan = {
      id,
      parent,
      kind,
      name,
      lane,
      startMs: this.elapsedMs(atMs),
      endMs: Infinity,
      outcome: 'ok',
    };
    this.#open.set(id, span);
    if (kind === 'inference' && lane !== 'main') {
      if (add(this.#byWorker, lane, span)) this.used.push(lane);
    } else add(this.#bySource, name, span);
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

  /** Whether the answer is there: nothing changes any more. */
  get over(): boolean {
    return this.#endMs !== undefined;
  }

  /**
   * How long the run has been going on at a moment of its clock, in milliseconds: 0 before it has begun, its makespan
   * once it is over.
   */
  elapsedMs(nowMs: number): number {
    return this.#endMs ?? Math.max(0, nowMs - (this.#originMs ?? nowMs));
  }

  /** The spans of a source until so many milliseconds after the start; those in progress end there. */
  ofSource(name: string, untilMs: number): Span[] {
    return until(this.#bySource.get(name), untilMs);
  }

  /** The inferences on a worker, in the same way. */
  ofWorker(lane: string, untilMs: number): Span[] {
    return until(this.#byWorker.get(lane), untilMs);
  }
}

/** Whether it is the first one under that name. */
function add(spans: Map<string, LiveSpan[]>, name: string, span: LiveSpan): boolean {
  const there = spans.get(name);
  if (there === undefined) spans.set(name, [span]);
  else there.push(span);
  return there === undefined;
}

function until(spans: readonly LiveSpan[] = [], untilMs: number): Span[] {
  return spans.map((span) => (span.endMs === Infinity ? { ...span, endMs: untilMs } : span));
}
