import type { PolicyOptions } from '../../policies/index.js';
import type { InferencePolicyOptions } from '../../policies/inference.js';
import type { Scenario } from '../schema.js';

/** A remedy and the field that states it. */
export interface StackedPolicy {
  readonly policy: PolicyOptions | InferencePolicyOptions;
  readonly path: string;
}

/** The remedies around each source, in the scenario's order of sources, the outermost remedy first. */
export function policyStacksOf({ policies, sources }: Scenario): StackedPolicy[][] {
  const common = policies.flatMap((policy, i) => (policy.type === 'quorum' ? [] : [{ policy, path: `policies.${i}` }]));
  return sources.map((source, i) => [
    ...common,
    ...source.policies.map((policy, j) => ({ policy, path: `sources.${i}.policies.${j}` })),
  ]);
}

/** The remedies around inference, the outermost first. */
export function inferencePolicyStack({ inference }: Scenario): StackedPolicy[] {
  return inference.policies.flatMap((policy, i) =>
    policy.type === 'dispatch' ? [] : [{ policy, path: `inference.policies.${i}` }],
  );
}

/** The shortest of the timeouts around a remedy. */
export function timeAround(outside: readonly StackedPolicy[], queryMs: number): { ms: number; path: string } {
  let least = { ms: queryMs, path: 'limits.timeout' };
  for (const { policy, path } of outside) {
    if (policy.type !== 'timeout') continue;
    const ms = longestMs(policy);
    if (ms < least.ms) least = { ms, path: `${path}.after` };
  }
  return least;
}

/** The time after which a timeout strikes at the latest, in milliseconds before `scale`. */
export function longestMs({ after }: Extract<PolicyOptions, { type: 'timeout' }>): number {
  return typeof after === 'number' ? after : after.adaptive.max;
}

/**
 * How long a fetch may take with a remedy around what takes `innerMs` at most, and which field says so. Endless where a
 * queue is.
 */
export function around(
  policy: StackedPolicy['policy'],
  path: string,
  innerMs: number,
  inner: string,
): [number, string] {
  switch (policy.type) {
    case 'timeout': {
      const ms = longestMs(policy);
      return ms < innerMs ? [ms, `${path}.after`] : [innerMs, inner];
    }
    case 'retry':
      return [policy.attempts === 0 ? innerMs : Number.POSITIVE_INFINITY, path]; // a source may ask for any pause
    case 'hedge':
      return [
        innerMs * (policy.copies + 1) +
          (typeof policy.after === 'number' ? policy.after * policy.copies : Number.POSITIVE_INFINITY),
        path,
      ];
    case 'fallback':
      return [policy.source === undefined ? innerMs : Number.POSITIVE_INFINITY, inner];
    case 'rate-limit':
      return [policy.whenFull === 'wait' ? Number.POSITIVE_INFINITY : innerMs, inner];
    case 'bulkhead':
      return [policy.queue > 0 ? Number.POSITIVE_INFINITY : innerMs, inner];
    case 'model-fallback':
      return [Number.POSITIVE_INFINITY, path];
    case 'cache':
    case 'circuit-breaker':
      return [innerMs, inner];
  }
}
