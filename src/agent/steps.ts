import { Failure } from '../model/errors.js';
import type { DegradedReport, FailureReport, Fetched, Outcome } from '../model/outcome.js';
import type { Agent, Clock, Source, Tally } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';
import type { Tracer } from '../model/trace.js';
import type { Steps } from './modes.js';

interface StepsOptions {
  readonly clock: Clock;
  readonly agent: Agent;
  readonly query: Query;
  /** When the query began and when it is over at the latest, in milliseconds on the clock. */
  readonly queryMs: { readonly began: number; readonly deadline: number };
  readonly scope: Scope;
  readonly tracer: Tracer;
  /** Called with every source whose inference is done, and for which nothing had to stand in. */
  readonly answered: (source: string) => void;
  /** The query's span. */
  readonly span: number;
}

/** The two steps that modes arrange, traced and unable to reject: a failure becomes data. */
export function stepsOf(options: StepsOptions): Steps {
  return {
    sources: options.agent.sources,
    fetch: (source) => fetchStep(source, options),
    infer: (fetched) => inferStep(fetched, options),
  };
}

async function fetchStep(
  source: Source,
  { clock, query, scope, tracer, span: parent }: StepsOptions,
): Promise<Fetched> {
  const startMs = clock.now();
  const span = tracer.begin('fetch', source.name, parent, 'main', startMs);
  const tally = newTally();
  try {
    scope.throwIfAborted();
    const payload = await source.fetch(query, { clock, scope, tracer, span, source: source.name, attempt: 1, tally });
    const endMs = clock.now();
    tracer.end(span, tally.cached ? 'cached' : 'ok', endMs);
    const { cached, attempts } = tally;
    return {
      source: source.name,
      ok: true,
      payload,
      costMs: source.costMs,
      cached,
      degraded: degradedReport(tally, endMs - startMs),
      attempts,
      startMs,
      elapsedMs: endMs - startMs,
    };
  } catch (thrown) {
    const endMs = clock.now();
    const failure = Failure.from(thrown, 'error');
    tracer.end(span, failure.kind, endMs);
    return { source: source.name, ok: false, error: report(failure, tally.attempts, endMs - startMs) };
  }
}

async function inferStep(
  fetched: Fetched,
  { clock, agent, query, queryMs, scope, tracer, span, answered }: StepsOptions,
): Promise<Outcome> {
  if (!fetched.ok) return { fetched, inference: undefined, error: undefined, degraded: undefined };
  const { source, payload, costMs, startMs } = fetched;
  const tally = newTally();
  try {
    const inference = await agent.infer(query, {
      clock,
      scope,
      tracer,
      span,
      source,
      attempt: 1,
      tally,
      payload,
      costMs,
      queryMs,
    });
    if (fetched.degraded === undefined && tally.degraded === undefined) answered(source);
    return { fetched, inference, error: undefined, degraded: degradedReport(tally, clock.now() - startMs) };
  } catch (thrown) {
    const failure = Failure.from(thrown, 'inference');
    return {
      fetched,
      inference: undefined,
      error: report(failure, tally.attempts, clock.now() - startMs),
      degraded: undefined,
    };
  }
}

function newTally(): Tally {
  return { attempts: 0, cached: false, degraded: undefined };
}

function degradedReport({ degraded, attempts }: Tally, elapsedMs: number): DegradedReport | undefined {
  if (degraded === undefined) return undefined;
  const { by, ageMs, source, failure } = degraded;
  return { by, ageMs, source, error: report(failure, attempts, elapsedMs) };
}

function report(failure: Failure, attempts: number, elapsedMs: number): FailureReport {
  return { kind: failure.kind, message: failure.message, attempts, elapsedMs };
}
