import {
  compose,
  type Agent,
  type Infer,
  type Fetch,
  type Policy,
  type Source,
  type Ask,
  type CallContext,
} from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import { inferencePolicyOf } from '../policies/inference.js';
import type { Background, CallPolicyContext, PolicyContext } from '../policies/policy-context.js';
import { inferencePolicies, costOf, fetchPolicies } from '../scenario/derived.js';
import type { LoadedScenario } from '../scenario/load.js';
import { attempt } from '../policies/attempt.js';
import { policyOf } from '../policies/index.js';
import { faultPolicy } from '../faults/index.js';
import { argumentOf } from '../model/query.js';
import type { Json } from '../model/json.js';
import { boundaryLike } from '../sources/boundary.js';
import { synthetic } from '../sources/synthetic.js';
import type { Scenario, ScenarioSource } from '../scenario/schema.js';
import { inferRemotely } from '../agent/infer-remotely.js';
import { Semaphore } from '../lib/semaphore.js';
import { Failure } from '../model/errors.js';
import { maxFaults } from '../scenario/fields/source.js';

/**
 * The sources of a scenario, each wrapped, from the outside in: the scenario's policies, its own, the attempt
 * with its timeout, the check of the payload, the faults, and the source itself. What policies do that no query owns
 * belongs to `background`.
 */
export function buildSources(
  { scenario, payloads }: LoadedScenario,
  { fetchOf, attempt: around }: AttemptParts,
  background: Background,
  began: Began = { atMs: undefined },
): Source[] {
  const { scale } = scenario;
  const commons = new Map<string, unknown>();
  const bare = new Map(
    scenario.sources.map((source) => [
      source.name,
      bareFetch(source, fetchOf(source), {
        payload: payloads.get(source.name)!,
        scenario,
        began,
        around: around?.(source.name),
      }),
    ]),
  );
  const policyContextOf = (source: ScenarioSource): PolicyContext => ({
    source: source.name,
    key: (query) => argumentOf(query, source.argument),
    scale,
    background,
    fetchOf: (name) => bare.get(name),
    shared<T>(key: string | undefined, make: () => T): T {
      if (key === undefined) return make();
      if (!commons.has(key)) commons.set(key, make());
      return commons.get(key) as T;
    },
  });
  return scenario.sources.map((source) => {
    const policies = [...fetchPolicies(scenario), ...source.policies].map((policy) =>
      policyOf(policy, policyContextOf(source)),
    );
    return {
      name: source.name,
      fetch: compose([noting(began), ...policies], bare.get(source.name)!),
      costMs: costOf(source, scenario) * scale,
    };
  });
}

/** When the sources were first asked: where the run time of faults begins. */
export interface Began {
  /** Milliseconds on the world's clock; undefined until then. */
  atMs: number | undefined;
}

function noting(began: Began): Policy {
  return (next) => (query, context) => {
    began.atMs ??= context.clock.now();
    return next(query, context);
  };
}

/** What attempts at sources are made of. */
export interface AttemptParts {
  readonly fetchOf: FetchOf;
  /** What goes around the check of the payload and the faults of a source, inside the timeout of its attempts. */
  readonly attempt?: ((source: string) => Policy) | undefined;
}

/** A source as it is without policies, faults and checks. */
export type FetchOf = (source: ScenarioSource) => Fetch;

/** What sources are on simulated time, whatever they are in life: a latency and a payload. */
export function simulatedFetch({ scenario: { scale }, payloads }: LoadedScenario): FetchOf {
  return ({ name, latency = 0 }) => synthetic({ latency, payload: payloads.get(name)!, scale });
}

interface Place {
  readonly payload: Json;
  readonly scenario: Scenario;
  readonly began: Began;
  readonly around: Policy | undefined;
}

/** An attempt at a source: its timeout, the check of its payload, its faults. */
function bareFetch(source: ScenarioSource, fetch: Fetch, { payload, scenario, began, around }: Place): Fetch {
  const { scale, limits } = scenario;
  const hasExample = source.type === undefined || source.payload !== undefined;
  const wrappers = [
    attempt((source.timeout ?? limits.fetchTimeout) * scale),
    ...(around === undefined ? [] : [around]),
    ...(hasExample ? [boundaryLike(payload)] : []),
    ...source.faults.map((fault, number) =>
      faultPolicy(fault, { scale, number, beganMs: ({ clock }) => began.atMs ?? clock.now() })!,
    ),
  ];
  return compose(wrappers, fetch);
}

/**
 * What goes wrong with a scenario's model, outermost first; nothing goes wrong with the one that is asked in its place.
 * What is wrapped is a request that answers with the text that the model wrote. `beganMs` says when the run began, on
 * the world's clock.
 */
export function modelFaults(
  { inference, scale }: Pick<Scenario, 'inference' | 'scale'>,
  beganMs: (context: CallContext) => number,
): Policy[] {
  if (inference.type !== 'openai') return [];
  // Numbered behind all faults of sources: a model has a random stream of its own.
  return inference.modelFaults.map((fault, i) => faultPolicy(fault, { scale, number: maxFaults + i, beganMs })!);
}

/**
 * Inference by the scenario's model server, however that is asked: its faults, its second model, and no more requests
 * at once than it takes.
 */
export function remoteInference(scenario: Scenario, ask: Ask): (runBeganMs: () => number) => Infer {
  const { inference } = scenario;
  if (inference.type !== 'openai') throw new Error('this scenario has no model server');
  const { model, fallbackModel, concurrency } = inference;
  const permits = new Semaphore(concurrency);
  return (runBeganMs) =>
    inferRemotely(faulty(ask, model, modelFaults(scenario, runBeganMs)), { model, fallbackModel, permits });
}

/** The faults see, and spoil, the text of the answer. */
function faulty(ask: Ask, model: string, faults: readonly Policy[]): Ask {
  if (faults.length === 0) return ask;
  return async (query, context) => {
    if (context.model !== model) return ask(query, context);
    let whole: Awaited<ReturnType<Ask>> | undefined;
    const text = await compose(faults, async (asked, { scope }) => {
      whole = await ask(asked, { ...context, scope });
      return whole.summary;
    })(query, context);
    if (typeof text !== 'string' || whole === undefined) throw new Failure('malformed', 'answer: expected a text');
    return { ...whole, summary: text };
  };
}

/** What an agent is made of beneath its policies and faults. */
export interface Parts extends AttemptParts {
  /** Inference as it is without policies. `runBeganMs` says when the run began, on the world's clock. */
  infer(runBeganMs: () => number): Infer;
}

/** The agent of a scenario, without memory yet. What its policies do that no query owns belongs to `scope`. */
export function buildAgent(loaded: LoadedScenario, parts: Parts, scope: Scope): Agent {
  const { scenario } = loaded;
  const began: Began = { atMs: undefined };
  const background: Background = { scope, attempts: 0 };
  // All inferences go through the same policies, so there is nobody to share with.
  const context: CallPolicyContext = { source: 'inference', scale: scenario.scale, shared: (_key, make) => make() };
  const wrappers = inferencePolicies(scenario).map((policy) => inferencePolicyOf(policy, context));
  return {
    sources: buildSources(loaded, parts, background, began),
    backgroundAttempts: () => background.attempts,
    infer: compose(
      wrappers,
      parts.infer(() => began.atMs ?? 0),
    ),
  };
}
