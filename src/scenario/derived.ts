import type { Quorum } from '../agent/quorum.js';
import { dispatchOrders, type Dispatch } from '../inference/dispatch.js';
import { dependsOnRunTime } from '../faults/index.js';
import { affectsLaterJobs } from '../inference/workers/worker-faults.js';
import type { Query } from '../model/query.js';
import { isStatefulPolicy, type PolicyOptions } from '../policies/index.js';
import { isStatefulInferencePolicy, type InferencePolicyOptions } from '../policies/inference.js';
import type { Scenario, ScenarioSource } from './schema.js';
import { printable } from '../lib/text.js';

const record = 'state it, or let `agent-bench record` measure it';

/**
 * Why sources cannot be simulated or stood in for, as far as `who` needs them: the latency that is missing and where to
 * get it from; undefined where they can.
 */
export function whyNoLatency(
  { sources }: Pick<Scenario, 'sources'>,
  who = 'simulated time',
  needed: (source: Scenario['sources'][number]) => boolean = () => true,
): string | undefined {
  const unmeasured = sources.findIndex((source) => source.latency === undefined && needed(source));
  if (unmeasured === -1) return undefined;
  const { name, type = 'synthetic' } = sources[unmeasured]!;
  return `sources.${unmeasured}.latency: ${who} needs to know how long '${printable(name)}' (${type}) takes; ${record}`;
}

/**
 * Why a scenario cannot be run on simulated time: the field that is missing and where to get it from; undefined where
 * it can.
 */
export function whyNotSimulable(scenario: Scenario): string | undefined {
  const { sources, inference } = scenario;
  const missing = whyNoLatency(scenario);
  if (missing !== undefined || sources.every((source) => statedCost(source, { inference }) !== undefined))
    return missing;
  return (
    `inference.cost: simulated time needs to know what an inference (${inference.type ?? 'kernel'}) costs; ` + record
  );
}

/** What a scenario's lists of policies say: the wrappers, and what has no place in their order. */

/** The policies that go around every fetch, outermost first. */
export function fetchPolicies({ policies }: Pick<Scenario, 'policies'>): PolicyOptions[] {
  return policies.filter((policy) => policy.type !== 'quorum');
}

/** The policies that go around every inference, outermost first. */
export function inferencePolicies({ inference }: Pick<Scenario, 'inference'>): InferencePolicyOptions[] {
  return inference.policies.filter((policy) => policy.type !== 'dispatch');
}

/**
 * Whether a run depends on the runs before it in the same world: by a stateful policy, by a fault that depends on run
 * time, or by a worker that an earlier run has lost. A quorum and a dispatch order are stateless.
 */
export function isStateful(scenario: Pick<Scenario, 'policies' | 'sources' | 'inference'>): boolean {
  const { sources, inference } = scenario;
  const faults = [
    ...sources.flatMap((source) => source.faults),
    ...(inference.type === 'openai' ? inference.modelFaults : []),
  ];
  return (
    [...fetchPolicies(scenario), ...sources.flatMap(({ policies }) => policies)].some(isStatefulPolicy) ||
    inferencePolicies(scenario).some(isStatefulInferencePolicy) ||
    faults.some(dependsOnRunTime) ||
    inference.faults.some(affectsLaterJobs)
  );
}

/** One query of a scenario: its question and arguments, asked for the `index`th time. */
export function queryOf({ seed, question, city }: Pick<Scenario, 'seed' | 'question' | 'city'>, index: number): Query {
  return { index, seed, question, arguments: { city } };
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

/**
 * CPU milliseconds of the inference on what a source answers, before `scale`; undefined where the scenario does not
 * say.
 */
export function statedCost(source: ScenarioSource, { inference }: Pick<Scenario, 'inference'>): number | undefined {
  return source.cost ?? inference.cost;
}

/** The same, and none where the scenario does not say. */
export function costOf(source: ScenarioSource, scenario: Pick<Scenario, 'inference'>): number {
  return statedCost(source, scenario) ?? 0;
}

/**
 * How long an inference takes at most by source, in milliseconds: its cost as stated, and without an end where that is
 * only known once it is measured.
 */
export function costLimits({
  sources,
  inference,
  scale,
}: Pick<Scenario, 'sources' | 'inference' | 'scale'>): Map<string, number> {
  const stated = (source: ScenarioSource): number =>
    (inference.type === 'openai' ? undefined : statedCost(source, { inference })) ?? Infinity;
  return new Map(sources.map((source) => [source.name, stated(source) * scale]));
}

/** What makes inferences, and how many it makes at once: so many worker threads, or requests to a model server. */
export interface InferenceKind {
  readonly kind: 'workers' | 'model-server';
  readonly lanes: number;
}

/** The kind of inference of a scenario that is run with so many workers. */
export function inferenceKindOf({ inference }: Pick<Scenario, 'inference'>, workers: number): InferenceKind {
  return inference.type === 'openai'
    ? { kind: 'model-server', lanes: inference.concurrency }
    : { kind: 'workers', lanes: workers };
}

/** How many inferences can make progress at once: one on each core, or one in each lane of a model server. */
export function parallelInferences({ kind, lanes }: InferenceKind, cores: number): number {
  return kind === 'model-server' ? lanes : cores;
}

/** Whether inference waits for another machine and not for a core of this one. */
export function inferenceWaits<S extends Pick<Scenario, 'inference'>>(
  scenario: S,
): scenario is S & { readonly inference: { readonly type: 'openai' } } {
  return scenario.inference.type === 'openai';
}
