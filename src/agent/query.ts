import { Failure } from '../model/errors.js';
import type { Answer, NamedFailure, Outcome, SourceAnswer } from '../model/outcome.js';
import type { Agent, Clock, Inference, LoopBlock, Timer, World } from '../model/ports.js';
import type { Query } from '../model/query.js';
import type { Scope } from '../model/scope.js';
import { type TraceSink, RecordingTracer, type Tracer } from '../model/trace.js';
import { formatDuration } from '../lib/duration.js';
import type { Mode } from './modes.js';
import { QuorumWatch, type Quorum } from './quorum.js';
import { stepsOf } from './steps.js';

/**
 * Merges the outcomes of the sources into one answer. A source has answered when its inference is part of it,
 * and nothing had to stand in for the source.
 */
export function aggregate(query: Query, outcomes: readonly Outcome[]): Answer {
  const sources: [string, SourceAnswer][] = [];
  const inferences: [string, Inference][] = [];
  const errors: NamedFailure[] = [];
  let answered = 0;
  for (const outcome of outcomes) {
    const { fetched, inference } = outcome;
    const { source } = fetched;
    // What stood in for the source is not why there is no inference.
    const failedFetch = !fetched.ok ? fetched.error : outcome.error === undefined ? fetched.degraded?.error : undefined;
    const failedInference = outcome.error ?? outcome.degraded?.error;
    sources.push([source, sourceAnswer(outcome)]);
    if (inference !== undefined) inferences.push([source, inference]);
    if (failedFetch !== undefined) errors.push({ source, stage: 'fetch', ...failedFetch });
    else if (failedInference !== undefined) errors.push({ source, stage: 'inference', ...failedInference });
    else answered++;
  }
  const status = answered === outcomes.length ? 'complete' : inferences.length > 0 ? 'partial' : 'failed';
  return {
    query: query.question,
    status,
    success: status !== 'failed',
    completeness: answered / outcomes.length,
    sources: Object.fromEntries(sources),
    inferences: Object.fromEntries(inferences),
    errors,
  };
}

function sourceAnswer({ fetched, degraded: lesser }: Outcome): SourceAnswer {
  if (!fetched.ok) return { ok: false, error: fetched.error };
  const { payload, cached, degraded = lesser, attempts, elapsedMs } = fetched;
  return { ok: true, payload, cached, ...(degraded !== undefined && { degraded }), attempts, elapsedMs };
}

export interface QueryOptions {
  readonly mode: Mode;
  /** The mode's name, for the query's span. */
  readonly name: string;
  readonly query: Query;
  readonly world: Pick<World, 'clock' | 'loopBlocks'>;
  readonly agent: Agent;
  /** Overall timeout in milliseconds. */
  readonly timeoutMs: number;
  /** When to stop waiting; for all sources where left out. */
  readonly quorum?: Quorum | undefined;
  readonly sink: TraceSink;
  /** The scope of the whole run: aborting it interrupts the query. */
  readonly within: Scope;
}

/** Traces so far, which number the next one. */
let traces = 0;

/**
 * Asks one question in one mode. Never rejects for a failing source: what failed is named in the answer.
 * When the promise settles, nothing that the query started still runs: no timer, no attempt, no job.
 */
export async function runQuery(options: QueryOptions): Promise<Answer> {
  const { world, agent, query, name } = options;
  const { clock } = world;
  const tracer = new RecordingTracer(() => clock.now(), options.sink, ++traces);
  const scope = options.within.child();
  const span = tracer.begin('query', name, null);
  const began = clock.now();
  const queryMs = { began, deadline: began + options.timeoutMs };
  const deadline = clock.after(options.timeoutMs, () => {
    scope.abort(new Failure('deadline', `the query's timeout of ${formatDuration(options.timeoutMs)} struck first`));
  });
  const blocks = (world.loopBlocks ?? []).map((block) => plan(block, clock, tracer));
  const quorum = options.quorum === undefined ? undefined : new QuorumWatch(options.quorum, clock, scope);
  const answered = (source: string): void => quorum?.answered(source);
  let outcomes: Outcome[];
  try {
    outcomes = await options.mode(stepsOf({ clock, agent, query, queryMs, scope, tracer, answered, span }));
  } finally {
    deadline.cancel();
    for (const block of blocks) block.cancel();
    quorum?.stop();
    scope.close();
  }
  const merging = tracer.begin('aggregate', name, span);
  const answer = aggregate(query, outcomes);
  tracer.end(merging, 'ok');
  tracer.end(span, answer.status === 'complete' ? 'ok' : endedBy(scope));
  return answer;
}

/** Blocks the event loop when the block is due, and traces an instant. */
function plan({ fromMs, ms }: LoopBlock, clock: Clock, tracer: Tracer): Timer {
  return clock.after(fromMs, () => {
    tracer.instant('main', `event loop blocked for ${formatDuration(ms)}`);
    clock.block(ms);
  });
}

function endedBy(scope: Scope): 'deadline' | 'interrupted' | 'enough' | 'error' {
  const kind = scope.reason instanceof Failure ? scope.reason.kind : 'error';
  return kind === 'deadline' || kind === 'interrupted' || kind === 'enough' ? kind : 'error';
}
