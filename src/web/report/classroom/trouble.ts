import { faultKinds, type Fault } from '../../../faults/index.js';
import { formatDuration } from '../../../lib/duration.js';
import { counted, percent } from '../../../lib/text.js';
import { quorumOf, fetchPolicies } from '../../../scenario/derived.js';
import type { PolicyOptions } from '../../../policies/index.js';
import type { Scenario, ScenarioSource } from '../../../scenario/schema.js';

/** The faults of a source and its own policies, in words; empty where it has neither. */
export function troubleOf({ faults, policies, timeout }: ScenarioSource, { scale }: Scenario): string {
  return [
    ...faults.map((fault) => faultWords(fault, scale)),
    ...policies.flatMap((policy) => remedyWords(policy, scale)),
    ...(timeout === undefined ? [] : [`an attempt is given up after ${formatDuration(timeout * scale)}`]),
  ].join('; ');
}

/** The policies of all sources, the quorum and the timeouts, in sentences. */
export function remedies(scenario: Scenario): string[] {
  const { limits, scale } = scenario;
  const common = fetchPolicies(scenario).flatMap((policy) => remedyWords(policy, scale));
  const quorum = quorumOf(scenario);
  return [
    ...(common.length === 0 ? [] : [`Every source is ${common.join('; ')}.`]),
    ...(quorum === undefined
      ? []
      : [`${counted(quorum.count, 'source')} that ${quorum.count === 1 ? 'answers is' : 'answer are'} enough.`]),
    `An attempt to fetch is given up after ${formatDuration(limits.fetchTimeout * scale)}, the whole question after ` +
      `${formatDuration(limits.timeout * scale)}.`,
  ];
}

/** `fails with this probability: 0.5, in 30 % of attempts`. */
function faultWords({ kind, argument, from, until, rate }: Fault, scale: number): string {
  return [
    `${faultKinds[kind].summary}${argument === '' ? '' : `: ${argument}`}`,
    ...(from === undefined ? [] : [`from ${formatDuration(from * scale)} on`]),
    ...(until === undefined ? [] : [`until ${formatDuration(until * scale)}`]),
    ...(rate === undefined || rate === 1 ? [] : [`in ${percent(rate)} of attempts`]),
  ].join(', ');
}

/** A policy in a few words, without details. */
function remedyWords(policy: PolicyOptions, scale: number): string[] {
  const text = (ms: number): string => formatDuration(ms * scale);
  switch (policy.type) {
    case 'retry':
      return policy.attempts === 0
        ? []
        : [`tried again ${times(policy.attempts)} at most where it fails, with pauses from ${text(policy.base)} on`];
    case 'timeout':
      return [
        typeof policy.after === 'number'
          ? `given up after ${text(policy.after)}`
          : 'given up once it takes unusually long',
      ];
    case 'hedge':
      return [`asked ${times(policy.copies)} more where its answer takes long`];
    case 'fallback':
      return [
        policy.source === undefined
          ? 'replaced by a general remark where it fails'
          : 'replaced by another source where it fails',
      ];
    case 'cache':
      return ['remembered once it has answered'];
    case 'circuit-breaker':
      return ['not asked for a while once it has failed often'];
    case 'rate-limit':
      return ['not asked more often than it allows'];
    case 'bulkhead':
      return [`asked by at most ${policy.limit} at once`];
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
