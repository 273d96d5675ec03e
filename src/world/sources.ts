import { attempt } from '../policies/attempt.js';
import { policyOf } from '../policies/index.js';
import type { Background, PolicyContext } from '../policies/policy-context.js';
import { faultPolicy } from '../faults/index.js';
import { argumentOf } from '../model/query.js';
import { compose } from '../model/compose.js';
import type { Json } from '../model/json.js';
import type { Fetch, Policy, Source } from '../model/ports.js';
import { boundary, schemaLike } from '../sources/boundary.js';
import { synthetic } from '../sources/synthetic.js';
import { costOf, fetchPolicies } from '../scenario/derived.js';
import type { LoadedScenario } from '../scenario/load.js';
import type { Scenario, ScenarioSource } from '../scenario/schema.js';

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
  const siteOf = (source: ScenarioSource): PolicyContext => ({
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
    const policies = [...fetchPolicies(scenario), ...source.policies].map((policy) => policyOf(policy, siteOf(source)));
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
    ...(hasExample ? [boundary(schemaLike(payload))] : []),
    ...source.faults.map((fault, number) =>
      faultPolicy(fault, { scale, number, beganMs: ({ clock }) => began.atMs ?? clock.now() })!,
    ),
  ];
  return compose(wrappers, fetch);
}
