import type { Answer, SourceAnswer } from '#src/model/outcome.js';
import { modes } from '#src/agent/modes.js';
import { runQuery } from '#src/agent/query.js';
import type { Quorum } from '#src/agent/quorum.js';
import { makespanOf } from '#src/analysis/timeline.js';
import type { Agent, World } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import type { TraceEvent } from '#src/model/trace.js';
import { instantsOf, spansOf } from './timelines.js';

/** How a query is asked on a world of either time. */
export interface Asked {
  readonly agent: Agent;
  readonly index?: number;
  readonly quorum?: Quorum | undefined;
  readonly within?: Scope;
}

/** What a query came to, apart from what differs between real and simulated time, and the times that do. */
export interface Came {
  /**
   * Its status and completeness, how its span ended, and what happened to each source: spans in order, marks and what
   * the answer says.
   */
  readonly facts: Readonly<Record<string, string>>;
  /** The makespan, and the ages of stale answers in it, in milliseconds. */
  readonly ms: readonly number[];
}

/** Asks one question in the hybrid mode. */
export async function ask(world: World, { agent, index = 0, quorum, within = new Scope() }: Asked): Promise<Came> {
  const events: TraceEvent[] = [];
  const answer = await runQuery({
    mode: modes.hybrid.run,
    name: 'hybrid',
    query: { index, seed: 1, question: 'Why?', arguments: { city: 'Oslo' } },
    world,
    agent,
    timeoutMs: 10_000,
    quorum,
    sink: (event) => events.push(event),
    within,
  });
  return { facts: factsOf(answer, events), ms: [makespanOf(spansOf(events)), ...agesOf(answer)] };
}

function factsOf(answer: Answer, events: readonly TraceEvent[]): Record<string, string> {
  const spans = spansOf(events);
  const query = spans.find(({ kind }) => kind === 'query');
  const sources = Object.entries(answer.sources).map(([source, given]) => {
    const steps = spans.filter(({ name }) => name === source).map(({ kind, outcome }) => `${kind} ${outcome}`);
    const marks = instantsOf(events).filter(({ name }) => name === source);
    return [source, [...steps, ...marks.map(({ what }) => what), said(given)].join(', ')];
  });
  return {
    answer: `${answer.status} ${answer.completeness.toFixed(2)}, ${query?.outcome}`,
    ...Object.fromEntries(sources),
  };
}

function said(given: SourceAnswer): string {
  if (!given.ok) return `${given.error.kind} after ${given.error.attempts}`;
  const { payload, cached, degraded, attempts } = given;
  const instead = degraded === undefined ? '' : ` by ${degraded.source ?? degraded.by} for ${degraded.error.kind}`;
  return `${JSON.stringify(payload)}${instead}${cached ? ' cached' : ''} after ${attempts}`;
}

function agesOf({ sources }: Answer): number[] {
  return Object.values(sources).flatMap((given) => (given.ok ? (given.degraded?.ageMs ?? []) : []));
}
