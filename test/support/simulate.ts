import assert from 'node:assert/strict';
import { modes, type ModeName } from '#src/agent/modes.js';
import type { Answer } from '#src/model/outcome.js';
import { runQuery } from '#src/agent/query.js';
import { makespanOf } from '#src/analysis/timeline.js';
import type { Agent, Inference } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import type { Span, TraceEvent } from '#src/model/trace.js';
import { resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { queryOf, quorumOf } from '#src/scenario/derived.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { virtualWorld } from '#src/world/virtual.js';
import { openSpans, spansOf } from './timelines.js';

/** What every simulated inference finds here: tests of scheduling have no use for the analysis. */
export const found: Inference = {
  summary: 'found',
  keyPhrases: [],
  rankedSentences: [],
  tokens: { total: 0, distinct: 0, sentences: 0 },
};

export interface Simulation {
  readonly answer: Answer;
  readonly spans: readonly Span[];
  readonly makespanMs: number;
}

/** A simulated world in which queries can be asked one after the other, or at once within `world.drive`. */
export interface Simulator {
  readonly loaded: LoadedScenario;
  readonly world: ReturnType<typeof virtualWorld>;
  /** Asks the scenario's question as a program does that is already being driven. */
  ask(
    mode: ModeName,
    options?: {
      index?: number;
      question?: string;
      within?: Scope;
      agent?: Agent;
      listen?: (event: TraceEvent) => void;
    },
  ): Promise<Simulation>;
  /** Asks it and moves the clock until it is answered. */
  run(mode: ModeName, options?: Parameters<Simulator['ask']>[1]): Promise<Simulation>;
}

export async function simulator(
  input: ScenarioInput,
  { cores = 3, workers = cores, contention = 1 }: { cores?: number; workers?: number; contention?: number } = {},
): Promise<Simulator> {
  const loaded = await resolveScenario(input);
  const world = virtualWorld(loaded, { cores, workers, contention, analyse: () => found });
  const { scenario } = loaded;
  const shared = world.agent();
  const open = new Set<string>();

  async function ask(
    mode: ModeName,
    {
      index = 0,
      question = scenario.question,
      within = new Scope(),
      agent = shared,
      listen,
    }: Parameters<Simulator['ask']>[1] = {},
  ): Promise<Simulation> {
    const events: TraceEvent[] = [];
    const sink = (event: TraceEvent): void => {
      events.push(event);
      listen?.(event);
    };
    const query = queryOf({ ...scenario, question }, index);
    const answer = await runQuery({
      mode: modes[mode].run,
      name: mode,
      query,
      world,
      agent,
      timeoutMs: scenario.limits.timeout * scenario.scale,
      quorum: quorumOf(scenario),
      sink,
      within,
    });
    for (const name of openSpans(events)) open.add(name);
    const spans = spansOf(events);
    return { answer, spans, makespanMs: makespanOf(spans) };
  }

  return {
    loaded,
    world,
    ask,
    run: (mode, options) =>
      world.drive(
        () => ask(mode, options),
        () => [...open],
      ),
  };
}

/** One query in one mode on a world of its own. */
export async function simulate(
  input: ScenarioInput,
  mode: ModeName,
  cores?: { cores?: number; workers?: number; contention?: number },
): Promise<Simulation> {
  return (await simulator(input, cores)).run(mode);
}

/** The spans of a kind, optionally of one source, as `[startMs, endMs, outcome]`. */
export function times(spans: readonly Span[], kind: Span['kind'], name?: string): [number, number, string][] {
  return spans
    .filter((span) => span.kind === kind && (name === undefined || span.name === name))
    .map((span) => [span.startMs, span.endMs, span.outcome]);
}

/** The default scenario's times, with made-up text for payloads. */
export function capstone(change: Partial<ScenarioInput> = {}): ScenarioInput {
  const sources = [
    { name: 'weather', latency: '2s' },
    { name: 'news', latency: '1.5s' },
    { name: 'knowledge_base', latency: '3s' },
  ];
  return { sources, inference: { cost: '2s' }, ...change };
}

/** Who failed: source, stage, kind, attempts and elapsed milliseconds. */
export function errorsOf({ answer }: Simulation): [string, string, string, number, number][] {
  return answer.errors.map(({ source, stage, kind, attempts, elapsedMs }) => [
    source,
    stage,
    kind,
    attempts,
    elapsedMs,
  ]);
}

/** Nothing of the queries still runs: no event is left on the clock. */
export async function assertIdle({ world }: Simulator): Promise<void> {
  const before = world.clock.now();
  await assert.rejects(
    world.drive(
      () => new Promise(() => {}),
      () => [],
    ),
    { name: 'DeadlockError' },
  );
  assert.equal(world.clock.now(), before, 'an event was left on the clock');
}
