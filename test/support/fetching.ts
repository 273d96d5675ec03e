import assert from 'node:assert/strict';
import { Failure } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import type { CallContext, Fetch } from '#src/model/ports.js';
import type { Query } from '#src/model/query.js';
import { Scope } from '#src/model/scope.js';
import { sleep } from '#src/model/permit.js';
import { type Span, type TraceEvent, RecordingTracer } from '#src/model/trace.js';
import { VirtualClock } from '#src/time/virtual.js';
import { spansOf } from './timelines.js';

export const query: Query = { index: 0, seed: 1, question: 'What is new?', arguments: { city: 'New York' } };

/** A virtual clock with what a fetch needs, for tests of one policy, fault or source alone. */
export class Fetching {
  readonly clock = new VirtualClock();
  readonly events: TraceEvent[] = [];
  readonly #tracer = new RecordingTracer(
    () => this.clock.now(),
    (event) => this.events.push(event),
  );

  context(change: Partial<CallContext> = {}): CallContext {
    return {
      clock: this.clock,
      scope: new Scope(),
      tracer: this.#tracer,
      span: 0,
      source: 'weather',
      attempt: 1,
      tally: { attempts: 0, cached: false, degraded: undefined },
      ...change,
    };
  }

  /** Spans so far as `[kind, startMs, endMs, outcome]`; all must have ended. */
  spans(kind?: Span['kind']): [string, number, number, string][] {
    const origin = this.events[0]?.atMs ?? 0;
    return spansOf(this.events)
      .filter((span) => kind === undefined || span.kind === kind)
      .map((span) => [span.kind, span.startMs + origin, span.endMs + origin, span.outcome]);
  }

  /** Lets time pass until an instant. */
  until(atMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(atMs - this.clock.now(), resolve);
    });
  }

  /** Every span has ended and no event is left on the clock. */
  async assertIdle(): Promise<void> {
    spansOf(this.events);
    const before = this.clock.now();
    await assert.rejects(
      this.drive(() => new Promise(() => {})),
      { name: 'DeadlockError' },
    );
    assert.equal(this.clock.now(), before, 'an event was left on the clock');
  }

  drive<T>(main: () => Promise<T>): Promise<T> {
    return this.clock.drive(main, () => []);
  }

  /** How a promise settles and when, so that failures can be compared as data. */
  async settled(
    promise: Promise<unknown>,
  ): Promise<{ value: Json; atMs: number } | { kind: string; message: string; atMs: number }> {
    try {
      return { value: (await promise) as Json, atMs: this.clock.now() };
    } catch (thrown) {
      const { kind, message } = Failure.from(thrown, 'inference');
      return { kind, message, atMs: this.clock.now() };
    }
  }

  /** Drives one fetch to its end. */
  once(fetch: Fetch, context = this.context(), asked = query): ReturnType<Fetching['settled']> {
    return this.drive(() => this.settled(fetch(asked, context)));
  }
}

/** A source that takes a time, then answers or fails as the table says, call after call; the last entry repeats. */
export function scripted(
  ...steps: readonly { readonly ms?: number; readonly answer?: Json; readonly fail?: Failure }[]
): Fetch & { calls: CallContext[] } {
  const calls: CallContext[] = [];
  const fetch: Fetch = async (_query, context) => {
    const step = steps[Math.min(calls.length, steps.length - 1)]!;
    calls.push(context);
    await sleep(context.clock, step.ms ?? 0, context.scope);
    if (step.fail !== undefined) throw step.fail;
    return step.answer === undefined ? 'answer' : step.answer;
  };
  return Object.assign(fetch, { calls });
}

/** A scope that counts who listens to it. */
export class WatchedScope extends Scope {
  listeners = 0;

  override child(): Scope {
    if (this.reason === undefined) this.listeners++;
    return super.child();
  }

  override onAbort(callback: (reason: Error) => void): { stop(): void } {
    if (this.reason === undefined) this.listeners++;
    return super.onAbort(callback);
  }

  override remove(listener: Parameters<Scope['remove']>[0]): void {
    this.listeners--;
    super.remove(listener);
  }
}
