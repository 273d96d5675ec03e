import { formatDuration } from '../../lib/duration.js';
import { suggestion } from '../../lib/suggestion.js';
import { counted, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { leastPauseMs } from '../../policies/retry.js';
import { costOf } from '../derived.js';
import { wrongServer } from './model-server.js';
import type { Scenario } from '../schema.js';
import { around, inferencePolicyStack, policyStacksOf, timeAround, type StackedPolicy } from './policy-stack.js';

/**
 * A UsageError for remedies that can never work, each in a line: the field, what is wrong and what to change. A hedge
 * that is over before it begins, retries whose pauses alone outlast the time there is, a stand-in that does not exist,
 * pools whose members disagree. What merely may not work out is for `lintWarnings` to warn of.
 */
export function refuseErrors(scenario: Scenario, where: string): void {
  const lines = contradictions(scenario);
  if (lines.length === 0) return;
  const more = lines.length > 10 ? [`and ${lines.length - 10} more`] : [];
  throw new UsageError(
    [`${where} contradicts itself:`, ...[...lines.slice(0, 10), ...more].map((line) => `  ${line}`)]
      .map(printable)
      .join('\n'),
  );
}

function contradictions(scenario: Scenario): string[] {
  const names = new Set(scenario.sources.map(({ name }) => name));
  const lines = new Set<string>();
  const stacks = policyStacksOf(scenario);
  for (const [i, stack] of stacks.entries()) {
    const { name, timeout } = scenario.sources[i]!;
    const attempt =
      timeout === undefined
        ? { ms: scenario.limits.fetchTimeout, path: 'limits.fetchTimeout' }
        : { ms: timeout, path: "the source's timeout" };
    for (const line of [...wrongStandIns(stack, names, name), ...wrongTimes(stack, scenario, attempt)]) lines.add(line);
  }
  for (const line of [...wrongQuorum(scenario, names), ...wrongInference(scenario)]) lines.add(line);
  for (const line of disagreements(stacks.flat())) lines.add(line);
  return [...lines];
}

function wrongStandIns(stack: readonly StackedPolicy[], names: ReadonlySet<string>, own: string): string[] {
  return stack.flatMap(({ policy, path }) => {
    if (policy.type !== 'fallback' || policy.source === undefined) return [];
    if (!names.has(policy.source))
      return [`${path}.source: unknown source '${policy.source}'${suggestion(policy.source, [...names])}`];
    // One that is stated for all sources leaves the one that it names alone.
    if (policy.source !== own || path.startsWith('policies.')) return [];
    return [`${path}.source: '${own}' cannot stand in for itself; name another source, or use retry to ask it again`];
  });
}

function wrongQuorum({ policies, sources }: Scenario, names: ReadonlySet<string>): string[] {
  return policies.flatMap((policy, i) => {
    if (policy.type !== 'quorum') return [];
    const unknown = policy.sources
      .filter((name) => !names.has(name))
      .map((name) => `policies.${i}.sources: unknown source '${name}'${suggestion(name, [...names])}`);
    if (policy.count <= sources.length) return unknown;
    return [
      `policies.${i}.count: a quorum of ${policy.count} is never reached with ${counted(sources.length, 'source')}; lower it`,
      ...unknown,
    ];
  });
}

function wrongInference(scenario: Scenario): string[] {
  const stack = inferencePolicyStack(scenario);
  const { inference } = scenario;
  const times = wrongTimes(stack, scenario, { ms: Number.POSITIVE_INFINITY, path: '' });
  if (inference.type === 'openai') return [...wrongServer(inference, scenario), ...times];
  const { type = 'kernel', faults } = inference;
  const faulty =
    type === 'kernel' || faults.length === 0
      ? []
      : [
          `inference.faults: workers fail in the kernel's work only, and inference is of type ${type}; leave them out (--fail-worker too)`,
        ];
  const dearest = Math.max(...scenario.sources.map((source) => costOf(source, scenario)));
  const dear = stack.flatMap(({ policy, path }) => {
    if (policy.type !== 'model-fallback') return [];
    if (type !== 'kernel')
      return [`${path}: only the kernel has a cheaper inference, and inference is of type ${type}; leave it out`];
    return policy.cost >= dearest
      ? [
          `${path}.cost: ${formatDuration(policy.cost)} is not cheaper than the inference that it is to stand in for (${formatDuration(dearest)}); lower it`,
        ]
      : [];
  });
  return [...faulty, ...dear, ...times];
}

/**
 * Goes from the attempt outwards: what is inside decides how long a hedge has to wait for, what is outside how much
 * time there is.
 */
function wrongTimes(
  stack: readonly StackedPolicy[],
  { limits }: Scenario,
  attempt: { readonly ms: number; readonly path: string },
): string[] {
  const lines: string[] = [];
  let { ms: mostMs, path: most } = attempt;
  for (const [depth, { policy, path }] of [...stack.entries()].toReversed()) {
    const time = timeAround(stack.slice(0, depth), limits.timeout);
    if (policy.type === 'hedge' && typeof policy.after === 'number') {
      const bound = mostMs <= time.ms ? { ms: mostMs, path: most } : time;
      if (policy.after >= bound.ms) {
        lines.push(
          `${path}.after: a hedge after ${formatDuration(policy.after)} is never due, as ${bound.path} ends the wait after ${formatDuration(bound.ms)}; make it earlier, or that longer (a retry asks again after a failure)`,
        );
      }
    }
    if (policy.type === 'retry') {
      const leastMs = leastPauseMs(policy);
      if (leastMs >= time.ms) {
        lines.push(
          `${path}: its ${policy.attempts} retries pause for ${formatDuration(leastMs)} at least, which cannot fit into the ${formatDuration(time.ms)} of ${time.path}; lower attempts or base, or make that longer`,
        );
      }
    }
    [mostMs, most] = around(policy, path, mostMs, most);
  }
  return lines;
}

/** Pools that are stated more than once, and not alike. */
function disagreements(all: readonly StackedPolicy[]): string[] {
  const first = new Map<string, StackedPolicy>();
  return all.flatMap((stated) => {
    const { policy, path } = stated;
    if ((policy.type !== 'bulkhead' && policy.type !== 'rate-limit') || policy.pool === undefined) return [];
    const key = `${policy.type} ${policy.pool}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, stated);
    if (known === undefined || JSON.stringify(known.policy) === JSON.stringify(policy)) return [];
    return [
      `${path}.pool: '${policy.pool}' is stated otherwise in ${known.path}; state it alike, or name another pool`,
    ];
  });
}
