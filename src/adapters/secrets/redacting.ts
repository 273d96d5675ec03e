import type { FailureKind } from '../../model/errors.js';
import type { Call, CallContext } from '../../model/ports.js';
import type { CpuUsage, SpanKind, SpanOutcome, Tracer } from '../../model/trace.js';
import type { Secrets } from './secrets.js';

/**
 * A call with secrets removed from what it answers, from the messages of its failures and from the instants that it
 * traces. What it throws that is no failure becomes one of kind `kind`.
 */
export function redacting<C extends CallContext, T>(call: Call<C, T>, secrets: Secrets, kind: FailureKind): Call<C, T> {
  return async (query, context) => {
    try {
      return secrets.redactIn(await call(query, { ...context, tracer: new RedactingTracer(context.tracer, secrets) }));
    } catch (thrown) {
      throw secrets.cleaned(thrown, kind);
    }
  };
}

/** Reports to another tracer, with secrets removed from instants. */
class RedactingTracer implements Tracer {
  readonly #inner: Tracer;
  readonly #secrets: Secrets;

  constructor(inner: Tracer, secrets: Secrets) {
    this.#inner = inner;
    this.#secrets = secrets;
  }

  begin(kind: SpanKind, name: string, parent: number | null, lane?: string, atMs?: number): number {
    return this.#inner.begin(kind, name, parent, lane, atMs);
  }

  instant(name: string, what: string): void {
    this.#inner.instant(name, this.#secrets.redact(what));
  }

  end(id: number, outcome: SpanOutcome, atMs?: number, usage?: CpuUsage): void {
    this.#inner.end(id, outcome, atMs, usage);
  }
}
