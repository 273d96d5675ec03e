import { TimelineFold } from '../../analysis/timeline.js';
import { maxDurationMs } from '../../lib/duration.js';
import { Failure } from '../../model/errors.js';
import type { Json } from '../../model/json.js';
import type { Agent, Inference, Source, Tally, World } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import { type Span, RecordingTracer } from '../../model/trace.js';
import { isMeasured } from './inference.js';
import type { Inferred, Recording, SourceRecording } from './recording.js';
import { queryOf } from '../../scenario/derived.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Plan } from '../../scenario/plan.js';
import { realWorld } from '../../world/real.js';
import { today } from '../../time/real.js';

export interface RecordOptions {
  /** On real time; its `runs` are the rounds. */
  readonly plan: Plan;
  /** Whether the scenario's own faults are a part of what is measured; else they are left out. */
  readonly withFaults: boolean;
  /** Aborting it ends the recording with the rounds that are complete. */
  readonly within: Scope;
  readonly progress: (what: string, done: number, of: number) => void;
}

/** What became of one source in a round. */
interface Attempted {
  readonly ms: number;
  readonly outcome: { readonly payload: Json } | Failure;
  readonly inference: Inferred | Failure | undefined;
}

/**
 * Measures a scenario's sources, and its inference where that is its own: in every round one bare attempt at each, all
 * of them at once and each inference as soon as its answer lands, as hybrid mode does, but with no policy around
 * anything. All rounds share one world, so that connections are kept. The kernel's work is known and not done.
 */
export async function record({ plan, withFaults, within, progress }: RecordOptions): Promise<Recording> {
  const bare = bareOf(plan, withFaults);
  const world = await realWorld(bare, { ...bare, within });
  const rounds: Map<string, Attempted>[] = [];
  try {
    const agent = world.agent();
    while (rounds.length < plan.runs && within.reason === undefined) {
      progress('rounds', rounds.length, plan.runs);
      const round = await oneRound({ world, agent, scenario: bare.scenario, index: rounds.length, within });
      if (within.reason === undefined) rounds.push(round);
    }
  } finally {
    await world.close();
  }
  const sources = plan.scenario.sources.map(({ name }) => sourceRecording(name, rounds));
  return { loaded: plan, createdAt: today(), rounds: rounds.length, withFaults, sources };
}

/** The scenario without whatever stands between us and its sources. */
function bareOf(plan: Plan, withFaults: boolean): Plan {
  const { scenario } = plan;
  const { inference } = scenario;
  const kernel = !isMeasured(scenario);
  const bare: LoadedScenario['scenario'] = {
    ...scenario,
    sources: scenario.sources.map((source) => ({ ...source, policies: [], faults: withFaults ? source.faults : [] })),
    policies: [],
    blockLoop: [],
    inference: {
      ...inference,
      faults: [],
      policies: [],
      ...(kernel && { cost: 0 }),
      ...(inference.type === 'openai' && !withFaults && { modelFaults: [] }),
    },
  };
  return { ...plan, scenario: bare, workers: kernel ? 1 : plan.workers };
}

interface Round {
  readonly world: World;
  readonly agent: Agent;
  readonly scenario: Plan['scenario'];
  readonly index: number;
  readonly within: Scope;
}

async function oneRound({
  world: { clock, drive },
  agent,
  scenario,
  index,
  within,
}: Round): Promise<Map<string, Attempted>> {
  const query = queryOf(scenario, index);
  const timeline = new TimelineFold();
  const scope = within.child();
  const tracer = new RecordingTracer(
    () => clock.now(),
    (event) => {
      timeline.add(event);
    },
  );
  const span = tracer.begin('query', 'record', null);
  const began = clock.now();
  const context = { clock, scope, tracer, span, queryMs: { began, deadline: began + maxDurationMs } };

  const asked = async (source: Source): Promise<readonly [string, Timed]> => {
    const startMs = clock.now();
    const place = { ...context, source: source.name, attempt: 1 };
    const outcome = await source
      .fetch(query, { ...place, tally: newTally() })
      .then((payload) => ({ payload }), failureOf('error'));
    const ms = clock.now() - startMs;
    if (outcome instanceof Failure || !isMeasured(scenario)) return [source.name, { ms, outcome, inferred: undefined }];
    const inferred = await agent
      .infer(query, { ...place, tally: newTally(), payload: outcome.payload, costMs: source.costMs })
      .catch(failureOf('inference'));
    return [source.name, { ms, outcome, inferred }];
  };
  const timed = await drive(
    () => Promise.all(agent.sources.map(asked)),
    () => timeline.open,
  );
  scope.close();
  tracer.end(span, 'ok');
  const { spans } = timeline.result();
  return new Map(
    timed.map(([name, one]) => [
      name,
      { ms: one.ms, outcome: one.outcome, inference: inferredOf(name, one.inferred, spans) },
    ]),
  );
}

interface Timed extends Omit<Attempted, 'inference'> {
  readonly inferred: Inference | Failure | undefined;
}

function newTally(): Tally {
  return { attempts: 0, cached: false, degraded: undefined };
}

function failureOf(kind: 'error' | 'inference'): (thrown: unknown) => Failure {
  return (thrown) => Failure.from(thrown, kind);
}

/** What an inference took, from its span. */
function inferredOf(name: string, inferred: Timed['inferred'], spans: readonly Span[]): Attempted['inference'] {
  if (inferred === undefined || inferred instanceof Failure) return inferred;
  const span = spans.find((one) => one.kind === 'inference' && one.name === name && one.outcome === 'ok');
  if (span === undefined) return undefined;
  const { firstTokenMs, outputTokens } = inferred.usage ?? {};
  return { heldMs: span.endMs - span.startMs - (span.coreWaitMs ?? 0), firstTokenMs, outputTokens };
}

function sourceRecording(name: string, rounds: readonly Map<string, Attempted>[]): SourceRecording {
  const attempts = rounds.map((round) => round.get(name)!);
  const inferences = attempts.map(({ inference }) => inference).filter((one) => one !== undefined);
  return {
    name,
    answeredMs: attempts.filter(({ outcome }) => !(outcome instanceof Failure)).map(({ ms }) => ms),
    failures: attempts.flatMap(({ outcome, ms }) => (outcome instanceof Failure ? [{ failure: outcome, ms }] : [])),
    payload: attempts.flatMap(({ outcome }) => (outcome instanceof Failure ? [] : [outcome.payload]))[0],
    inferences: inferences.flatMap((one) => (one instanceof Failure ? [] : [one])),
    failedInferences: inferences.filter((one) => one instanceof Failure),
  };
}
