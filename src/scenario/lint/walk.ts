import { lastMs } from '../../policies/timeout.js';
import type { Scenario } from '../schema.js';
import { longestFetchMs, type PolicyOptions } from '../../policies/index.js';
import { longestInferenceMs, type InferencePolicyOptions } from '../../policies/inference.js';

/** A duration in milliseconds, before `scale`, and the field that states it. */
export interface Limit {
  readonly ms: number;
  readonly path: string;
}

/** A policy and the field that states it. */
interface StatedPolicy {
  readonly policy: PolicyOptions | InferencePolicyOptions;
  readonly path: string;
}

/** A policy in its stack, with the times that the policies inside and outside of it leave. */
export interface StackedPolicy extends StatedPolicy {
  /** The outermost fallback inside of it that has a payload, and so lets no failure through. */
  readonly standIn: string | undefined;
  /** The shortest of the timeouts outside of it. */
  readonly available: Limit;
  /** An upper bound of a call inside of it; infinite if there is none, as with a queue. */
  readonly longest: Limit;
  /** How long a call inside of it takes if every attempt lasts until its timeout; infinite if that is not known. */
  readonly full: Limit;
}

/** The policies around one source, outermost first. */
export interface SourceStack {
  /** The number of the source. */
  readonly source: number;
  readonly name: string;
  readonly policies: readonly StackedPolicy[];
}

/** A scenario with all its policies, as the rules see it. */
export interface PolicyWalk {
  readonly scenario: Scenario;
  /** In the scenario's order of sources. */
  readonly sources: readonly SourceStack[];
  /** The policies around inference, outermost first. */
  readonly inference: readonly StackedPolicy[];
}

/** What a rule has found. */
export interface Finding {
  /** The policy or the field that it is about. */
  readonly path: string;
  /** The field, what is wrong and what to change. */
  readonly line: string;
}

/** A rule of lint. An error can never work; a warning is about what may not work as hoped. */
export interface Rule {
  readonly severity: 'error' | 'warning';
  readonly check: (walk: PolicyWalk) => readonly Finding[];
}

/** Walks over every stack of policies, from the attempt outwards. */
export function walkPolicies(scenario: Scenario): PolicyWalk {
  const { policies, sources, inference, limits } = scenario;
  const common = policies.flatMap((policy, i) => (policy.type === 'quorum' ? [] : [{ policy, path: `policies.${i}` }]));
  const unlimited: Limit = { ms: Number.POSITIVE_INFINITY, path: '' };
  return {
    scenario,
    sources: sources.map(({ name, timeout, policies: own }, source) => {
      const stated = [...common, ...own.map((policy, i) => ({ policy, path: `sources.${source}.policies.${i}` }))];
      const longest = timeout === undefined ? attemptLimit(scenario, source) : { ms: timeout, path: sourceTimeout };
      const attempt = { longest, full: attemptLimit(scenario, source) };
      return { source, name, policies: stackOf(stated, limits.timeout, attempt, longestFetchMs) };
    }),
    inference: stackOf(
      inference.policies.flatMap((policy, i) =>
        policy.type === 'dispatch' ? [] : [{ policy, path: `inference.policies.${i}` }],
      ),
      limits.timeout,
      { longest: unlimited, full: unlimited },
      longestInferenceMs,
    ),
  };
}

/** In place of the field, so that an error of a policy around many sources is one error. */
const sourceTimeout = "the source's timeout";

/** The timeout of each attempt at a source. */
export function attemptLimit({ sources, limits }: Scenario, source: number): Limit {
  const own = sources[source]!.timeout;
  return own === undefined || own === limits.fetchTimeout
    ? { ms: limits.fetchTimeout, path: 'limits.fetchTimeout' }
    : { ms: own, path: `sources.${source}.timeout` };
}

/** `longestMs` is an upper bound of a call with a policy around one that takes `innerMs` at most. */
function stackOf<P extends StatedPolicy['policy']>(
  stated: readonly { readonly policy: P; readonly path: string }[],
  queryMs: number,
  attempt: Pick<StackedPolicy, 'longest' | 'full'>,
  longestMs: (policy: P, innerMs: number) => number,
): StackedPolicy[] {
  const around = (policy: P, path: string, inner: Limit): Limit => {
    const ms = longestMs(policy, inner.ms);
    return ms === inner.ms ? inner : { ms, path: policy.type === 'timeout' ? `${path}.after` : path };
  };
  let { longest, full } = attempt;
  let standIn: string | undefined;
  const stack: StackedPolicy[] = [];
  for (const [depth, { policy, path }] of [...stated.entries()].toReversed()) {
    const available = shortestTimeout(stated.slice(0, depth), queryMs);
    stack.push({ policy, path, standIn, available, longest, full });
    if (policy.type === 'fallback' && policy.payload !== undefined) standIn = path;
    longest = around(policy, path, longest);
    // A hedge shortens most calls: its bound is not the time that they take.
    full = policy.type === 'hedge' ? { ms: Number.POSITIVE_INFINITY, path } : around(policy, path, full);
  }
  return stack.toReversed();
}

/** The shortest of the timeouts among these policies and of the query. */
function shortestTimeout(policies: readonly StatedPolicy[], queryMs: number): Limit {
  let least: Limit = { ms: queryMs, path: 'limits.timeout' };
  for (const { policy, path } of policies) {
    if (policy.type !== 'timeout') continue;
    const ms = lastMs(policy);
    if (ms < least.ms) least = { ms, path: `${path}.after` };
  }
  return least;
}
