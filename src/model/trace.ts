import type { FailureKind } from './errors.js';

/** Receives the spans and instants of one trace as they happen. Times are milliseconds on the world's clock. */
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

/**
 * What a span is an interval of. `queue` is the wait for a free worker, `backoff` the pause between two attempts,
 * `limit` the wait for a rate limit or a bulkhead. An attempt over a network has parts: `connect` until a connection is
 * there and the request goes out, `first-byte` until the answer begins, `body` until it is whole.
 */
export const spanKinds = [
  'query',
  'fetch',
  'limit',
  'attempt',
  'connect',
  'first-byte',
  'body',
  'backoff',
  'queue',
  'inference',
  'aggregate',
] as const;
/** What a span is an interval of. */
export type SpanKind = (typeof spanKinds)[number];

/** How a span ended: well (`cached`: answered from memory), or with a kind of failure. */
export type SpanOutcome = 'ok' | 'cached' | FailureKind;

/** One interval of a run. Times are milliseconds since the query's start. */
export interface Span {
  readonly id: number;
  readonly parent: number | null;
  readonly kind: SpanKind;
  /** The source that it works for; the mode for the query itself. */
  readonly name: string;
  /** Where it ran: `main`, or `worker-1` and so on. */
  readonly lane: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: SpanOutcome;
  /** Of an inference: milliseconds on a CPU, and runnable but waiting for one. */
  readonly cpuMs?: number | undefined;
  readonly coreWaitMs?: number | undefined;
}

/** The beginning of a span. */
export interface SpanBegin {
  readonly type: 'begin';
  readonly trace: number;
  readonly id: number;
  readonly parent: number | null;
  readonly kind: SpanKind;
  readonly name: string;
  readonly lane: string;
  /** Milliseconds on the world's clock. */
  readonly atMs: number;
}

/** The end of a span. */
export interface SpanEnd {
  readonly type: 'end';
  readonly trace: number;
  readonly id: number;
  readonly atMs: number;
  readonly outcome: SpanOutcome;
  readonly usage: CpuUsage | undefined;
}

/** Milliseconds that a thread was on a CPU, and that it was runnable but waited for one. */
export interface CpuUsage {
  readonly cpuMs: number;
  readonly coreWaitMs: number;
}

/** Something that happened at one instant, such as a circuit breaker that opened. */
export interface InstantEvent {
  readonly type: 'instant';
  readonly trace: number;
  /** Milliseconds on the world's clock. */
  readonly atMs: number;
  /** The source that it happened to. */
  readonly name: string;
  /** What happened, in words. */
  readonly what: string;
}

/**
 * Spans and instants as they happen. A span begins once and ends once; its kind and name come with the beginning. The
 * `trace` of an event is a number that belongs to one query of this process alone, so that queries at once can share a
 * sink.
 */
export type TraceEvent = SpanBegin | SpanEnd | InstantEvent;
export type TraceSink = (event: TraceEvent) => void;

const partKinds: ReadonlySet<SpanKind> = new Set(['connect', 'first-byte', 'body']);

/** Whether spans of the kind are parts of an attempt or an inference, and no step of the query of their own. */
export function isPart(kind: SpanKind): boolean {
  return partKinds.has(kind);
}
