import { attempt } from '../policies/attempt.js';
import { cache } from '../policies/cache.js';
import { retry } from '../policies/retry.js';
import { faultPolicy } from '../faults/index.js';
import type { Json } from '../model/json.js';
import type { Fetch, Policy, Source } from '../model/ports.js';
import { boundary, schemaLike } from '../sources/boundary.js';
import { synthetic } from '../sources/synthetic.js';
import type { LoadedScenario } from './load.js';
import type { Scenario, ScenarioPolicy, ScenarioSource } from './schema.js';

/**
 * The sources of a scenario, each wrapped, from the outside in: the scenario's policies, the attempt
 * with its timeout, the check of the payload, the faults, and the source itself.
 */
export function buildSources({ scenario, payloads }: LoadedScenario): Source[] {
  return scenario.sources.map((source) => ({
    name: source.name,
    fetch: compose(
      wrappers(source, payloads.get(source.name)!, scenario),
      synthetic({ latency: source.latency, payload: payloads.get(source.name)!, scale: scenario.scale }),
    ),
  }));
}

function wrappers(source: ScenarioSource, payload: Json, scenario: Scenario): Policy[] {
  const { scale } = scenario;
  return [
    ...scenario.policies.map((policy) => policyOf(policy, source, scale)),
    attempt((source.timeout ?? scenario.limits.fetchTimeout) * scale),
    boundary(schemaLike(payload)),
    ...source.faults.map((fault) => faultPolicy(fault, scale)!),
  ];
}

function policyOf(policy: ScenarioPolicy, source: ScenarioSource, scale: number): Policy {
  switch (policy.type) {
    case 'cache':
      return cache({ ttlMs: policy.ttl * scale, size: policy.size, key: (query) => query[source.argument] });
    case 'retry':
      return retry({ attempts: policy.attempts, baseMs: policy.base * scale, capMs: policy.cap * scale });
  }
}

/** The fetch inside all policies, the first one outermost. */
function compose(policies: readonly Policy[], fetch: Fetch): Fetch {
  return policies.reduceRight((next, policy) => policy(next), fetch);
}
