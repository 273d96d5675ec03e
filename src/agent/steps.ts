import { Failure } from '../model/errors.js';
import type { DegradedReport, FailureReport, Fetched, Outcome } from '../model/outcome.js';
import type { FetchTally, Query, Source, World } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import type { Tracer } from '../model/tracer.js';
import { JobSpans } from './job-spans.js';
import type { Steps } from './modes.js';

interface StepsOptions {
  readonly world: Pick<World, 'clock' | 'engine'>;
  readonly sources: readonly Source[];
  readonly query: Query;
  readonly scope: Scope;
  readonly tracer: Tracer;
  /** Hears of every source whose inference is done. */
  readonly answered: (source: string) => void;
  /** The query's span. */
  readonly span: number;
}

/** The two steps that modes arrange, traced and unable to reject: a failure becomes data. */
export function stepsOf(options: StepsOptions): Steps {
  return {
    sources: options.sources,
    fetch: (source) => fetchStep(source, options),
    infer: (fetched) => inferStep(fetched, options),
  };
}

async function fetchStep(source: Source, { world, query, scope, tracer, span: parent }: StepsOptions): Promise<Fetched> {
  const { clock } = world;
  const startMs = clock.now();
  const span = tracer.begin('fetch', source.name, parent, 'main', startMs);
  const tally: FetchTally = { attempts: 0, cached: false, degraded: undefined };
  try {
    scope.throwIfAborted();
    const payload = await source.fetch(query, { clock, scope, tracer, span, source: source.name, attempt: 1, tally });
    const endMs = clock.now();
    tracer.end(span, tally.cached ? 'cached' : 'ok', endMs);
    const { cached, attempts } = tally;
    return { source: source.name, ok: true, payload, cached, degraded: degradedReport(tally, endMs - startMs), attempts, startMs, elapsedMs: endMs - startMs };
  } catch (thrown) {
    const endMs = clock.now();
    const failure = Failure.from(thrown, 'error');
    tracer.end(span, failure.kind, endMs);
    return { source: source.name, ok: false, error: report(failure, tally.attempts, endMs - startMs) };
  }
}

async function inferStep(fetched: Fetched, { world, query, scope, tracer, span, answered }: StepsOptions): Promise<Outcome> {
  if (!fetched.ok) return { fetched, inference: undefined, error: undefined };
  const { source, payload } = fetched;
  const spans = new JobSpans(tracer, source, span);
  try {
    const { seed, index, question } = query;
    const inference = await world.engine.infer({ source, question, payload, luck: { seed, index, attempt: 1 } }, scope, spans);
    spans.end('ok');
    answered(source);
    return { fetched, inference, error: undefined };
  } catch (thrown) {
    const failure = Failure.from(thrown, 'inference');
    spans.end(failure.kind);
    return { fetched, inference: undefined, error: report(failure, fetched.attempts, world.clock.now() - fetched.startMs) };
  }
}

function degradedReport({ degraded, attempts }: FetchTally, elapsedMs: number): DegradedReport | undefined {
  if (degraded === undefined) return undefined;
  const { by, ageMs, source, failure } = degraded;
  return { by, ageMs, source, error: report(failure, attempts, elapsedMs) };
}

function report(failure: Failure, attempts: number, elapsedMs: number): FailureReport {
  return { kind: failure.kind, message: failure.message, attempts, elapsedMs };
}
