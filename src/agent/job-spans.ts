import type { JobObserver } from '../model/ports.js';
import type { CpuUsage, SpanOutcome } from '../model/trace.js';
import type { Tracer } from '../model/tracer.js';

/** The spans of one job: first the wait for a worker, then, once the engine says that it has begun, the inference. */
export class JobSpans implements JobObserver {
  readonly #tracer: Tracer;
  readonly #source: string;
  readonly #parent: number;
  readonly #begun: (() => void) | undefined;
  #span: number;
  #endMs: number | undefined;
  #usage: CpuUsage | undefined;

  /** `begun` hears that the job has a worker. */
  constructor(tracer: Tracer, source: string, parent: number, begun?: () => void) {
    this.#tracer = tracer;
    this.#source = source;
    this.#parent = parent;
    this.#begun = begun;
    this.#span = tracer.begin('queue', source, parent);
  }

  began(lane: string, startMs: number): void {
    this.#tracer.end(this.#span, 'ok', startMs);
    this.#span = this.#tracer.begin('inference', this.#source, this.#parent, lane, startMs);
    this.#begun?.();
  }

  ended(endMs: number, usage: CpuUsage): void {
    this.#endMs = endMs;
    this.#usage = usage;
  }

  noted(what: string): void {
    this.#tracer.instant(this.#source, what);
  }

  /** Ends whichever span is open, when the engine said that the job ended, or now. */
  end(outcome: SpanOutcome): void {
    this.#tracer.end(this.#span, outcome, this.#endMs, this.#usage);
  }
}
