import type { CpuUsage, SpanKind, SpanOutcome, TraceSink } from './trace.js';

/** Numbers the spans of a run and reports their begin and end to a sink. */
export class Tracer {
  readonly #now: () => number;
  readonly #sink: TraceSink;
  #nextId = 1;

  constructor(now: () => number, sink: TraceSink) {
    this.#now = now;
    this.#sink = sink;
  }

  /** Begins a span and returns its id. `atMs` is on the world's clock; now by default. */
  begin(kind: SpanKind, name: string, parent: number | null, lane = 'main', atMs = this.#now()): number {
    const id = this.#nextId++;
    this.#sink({ type: 'begin', id, parent, kind, name, lane, atMs });
    return id;
  }

  /** Notes a moment. */
  instant(name: string, what: string): void {
    this.#sink({ type: 'instant', atMs: this.#now(), name, what });
  }

  end(id: number, outcome: SpanOutcome, atMs = this.#now(), usage?: CpuUsage): void {
    this.#sink({ type: 'end', id, atMs, outcome, usage });
  }
}
