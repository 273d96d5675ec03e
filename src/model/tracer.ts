import type { CpuUsage, SpanKind, SpanOutcome, TraceSink } from './trace.js';

/** Hears of the spans and instants of one trace as they happen. Times are milliseconds on the world's clock. */
export interface Tracer {
  /** Begins a span, now where `atMs` is left out, and returns its id. `lane` is `main` where left out. */
  begin(kind: SpanKind, name: string, parent: number | null, lane?: string, atMs?: number): number;
  /** Ends a span, now where `atMs` is left out. */
  end(id: number, outcome: SpanOutcome, atMs?: number, usage?: CpuUsage): void;
  /** Reports an instant, now. */
  instant(name: string, what: string): void;
}

/** Numbers the spans of a trace from 1 and reports them to a sink. */
export class RecordingTracer implements Tracer {
  readonly #now: () => number;
  readonly #sink: TraceSink;
  readonly #trace: number;
  #nextId = 1;

  /** `trace` is the id of the trace, which all of its events have. */
  constructor(now: () => number, sink: TraceSink, trace = 0) {
    this.#now = now;
    this.#sink = sink;
    this.#trace = trace;
  }

  begin(kind: SpanKind, name: string, parent: number | null, lane = 'main', atMs = this.#now()): number {
    const id = this.#nextId++;
    this.#sink({ type: 'begin', trace: this.#trace, id, parent, kind, name, lane, atMs });
    return id;
  }

  end(id: number, outcome: SpanOutcome, atMs = this.#now(), usage?: CpuUsage): void {
    this.#sink({ type: 'end', trace: this.#trace, id, atMs, outcome, usage });
  }

  instant(name: string, what: string): void {
    this.#sink({ type: 'instant', trace: this.#trace, atMs: this.#now(), name, what });
  }
}

/** Traces nothing: for calls that belong to no query. */
export const noTracer: Tracer = { begin: () => 0, end() {}, instant() {} };
