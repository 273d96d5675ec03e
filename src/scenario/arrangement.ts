import type { Quorum } from '../agent/quorum.js';
import { dispatchOrders, type Dispatch } from '../inference/dispatch.js';
import type { PolicyOptions } from '../policies/index.js';
import type { InferencePolicyOptions } from '../policies/inference.js';
import type { Scenario, ScenarioSource } from './schema.js';

/** What a scenario's lists of policies say: the wrappers, and what has no place in their order. */

/** The policies that go around every fetch, outermost first. */
export function fetchPolicies({ policies }: Pick<Scenario, 'policies'>): PolicyOptions[] {
  return policies.filter((policy) => policy.type !== 'quorum');
}

/** The policies that go around every inference, outermost first. */
export function inferencePolicies({ inference }: Pick<Scenario, 'inference'>): InferencePolicyOptions[] {
  return inference.policies.filter((policy) => policy.type !== 'dispatch');
}

/** The scenario's quorum, scaled; undefined where it waits for all sources. */
export function quorumOf({ policies, scale }: Pick<Scenario, 'policies' | 'scale'>): Quorum | undefined {
  const quorum = policies.find((policy) => policy.type === 'quorum');
  return quorum && { count: quorum.count, sources: quorum.sources, graceMs: quorum.grace * scale };
}

/** Which payload gets the next free worker. */
export function dispatchOf({ inference }: Pick<Scenario, 'inference'>): Dispatch {
  const dispatch = inference.policies.find((policy) => policy.type === 'dispatch');
  return dispatchOrders[dispatch?.order ?? 'fifo'];
}

/** CPU milliseconds of the inference on what a source answers, before `scale`. */
export function costOf(source: ScenarioSource, { inference }: Pick<Scenario, 'inference'>): number {
  return source.cost ?? inference.cost;
}
