import { formatDuration } from '../../lib/duration.js';
import { leastPauseMs } from '../../policies/retry.js';
import { timeoutSchema } from '../../policies/timeout.js';
import { costOf } from '../derived.js';
import { idleServer } from './model-server.js';
import { scenarioSchema, type Scenario } from '../schema.js';
import { around, longestMs, policyStacksOf, timeAround, type StackedPolicy } from './policy-stack.js';

/** A time and the field that it comes from. */
interface Limit {
  readonly ms: number;
  readonly path: string;
}

/** What merely may not work as hoped, and the field that it is about. */
interface Doubt {
  readonly path: string;
  readonly line: string;
}

/**
 * Remedies that are allowed but may not work as hoped, each in a line: the field, what will not work and what to
 * change. Retries that do not fit where every attempt takes all its time, timeouts that an attempt's own forestalls.
 * Speaks of stated values alone: one that equals its default is taken for left out.
 */
export function lintWarnings(scenario: Scenario): string[] {
  const stacks = policyStacksOf(scenario);
  const idle = stacks.flatMap((stack, i) => idleTimeout(stack, scenario, i) ?? []);
  const idleAt = new Map<string, number>();
  for (const { path } of idle) idleAt.set(path, (idleAt.get(path) ?? 0) + 1);
  const first = new Map<string, string>();
  for (const { path, line } of stacks.flatMap((stack, i) => lateRetries(stack, scenario, i)))
    if (!first.has(path)) first.set(path, line);
  for (const { path, line } of idle) {
    // What is stated for all sources has its use where it works for one of them.
    if (!path.startsWith('policies.') || idleAt.get(path) === stacks.length) first.set(path, line);
  }
  for (const { path, line } of stacks.flatMap((stack) => [...hiddenFailures(stack), ...lateHedges(stack, scenario)]))
    if (!first.has(path)) first.set(path, line);
  return [...first.values(), ...idleOrder(scenario), ...idleQuorum(scenario), ...idleInference(scenario)];
}

/** Remedies for failures that none reaches, because a fallback further in answers for every one. */
function hiddenFailures(stack: readonly StackedPolicy[]): Doubt[] {
  return stack.flatMap(({ policy, path }, depth) => {
    if (policy.type !== 'retry' && policy.type !== 'circuit-breaker' && policy.type !== 'hedge') return [];
    const hiding = stack
      .slice(depth + 1)
      .find((inner) => inner.policy.type === 'fallback' && inner.policy.payload !== undefined);
    return hiding === undefined
      ? []
      : [
          {
            path,
            line: `${path}: no failure reaches this ${policy.type}, as the payload of ${hiding.path} stands in for each; put it inside of that`,
          },
        ];
  });
}

/** Hedges that wait longer, until they know the latencies, than a call may last. */
function lateHedges(stack: readonly StackedPolicy[], { limits }: Scenario): Doubt[] {
  return stack.flatMap(({ policy, path }) => {
    if (policy.type !== 'hedge' || typeof policy.after === 'number' || policy.after.first < limits.fetchTimeout)
      return [];
    return [
      {
        path,
        line: `${path}.after.first: until ten latencies are known no copy is due, as ${formatDuration(policy.after.first)} is no less than the ${formatDuration(limits.fetchTimeout)} of limits.fetchTimeout; make it shorter`,
      },
    ];
  });
}

/** A timeout around inference that the query's own forestalls, and what a model server has no use for. */
function idleInference({ inference, limits }: Scenario): string[] {
  const timeouts = inference.policies.flatMap((policy, i) =>
    policy.type === 'timeout' && typeof policy.after === 'number' && policy.after >= limits.timeout
      ? [
          `inference.policies.${i}.after: a timeout of ${formatDuration(policy.after)} changes nothing, as limits.timeout ends the query after ${formatDuration(limits.timeout)}; make it shorter`,
        ]
      : [],
  );
  return inference.type === 'openai' ? [...timeouts, ...idleServer(inference)] : timeouts;
}

/** An order by cost where all cost the same. */
function idleOrder(scenario: Scenario): string[] {
  const costs = new Set(scenario.sources.map((source) => costOf(source, scenario)));
  return scenario.inference.policies.flatMap((policy, i) => {
    if (
      policy.type !== 'dispatch' ||
      costs.size > 1 ||
      (policy.order !== 'longest-first' && policy.order !== 'shortest-first')
    )
      return [];
    return [
      `inference.policies.${i}.order: ${policy.order} is the same as fifo, as every inference costs ${formatDuration(scenario.inference.cost ?? 0)}; give sources a cost of their own`,
    ];
  });
}

function idleQuorum({ policies, sources, limits }: Scenario): string[] {
  return policies.flatMap((policy, i) => {
    if (policy.type !== 'quorum') return [];
    if (policy.count === sources.length)
      return [`policies.${i}.count: a quorum of all ${sources.length} sources changes nothing; lower it`];
    if (sources.every(({ name }) => policy.sources.includes(name)))
      return [
        `policies.${i}.sources: a quorum that must have all ${sources.length} sources changes nothing; name fewer`,
      ];
    if (policy.grace < limits.timeout) return [];
    return [
      `policies.${i}.grace: ${formatDuration(policy.grace)} is no less than the ${formatDuration(limits.timeout)} of limits.timeout, so the quorum changes nothing; make it shorter`,
    ];
  });
}

const defaults = scenarioSchema.shape.limits.parse(undefined);
const adaptiveDefaultMs = longestMs(timeoutSchema.parse({ type: 'timeout', after: { adaptive: {} } }));

function attemptLimit({ sources, limits }: Scenario, source: number): Limit {
  const own = sources[source]!.timeout;
  return own === undefined || own === limits.fetchTimeout
    ? { ms: limits.fetchTimeout, path: 'limits.fetchTimeout' }
    : { ms: own, path: `sources.${source}.timeout` };
}

/** Retries whose attempts fit into the time around them only if they are quicker than they may be. */
function lateRetries(stack: readonly StackedPolicy[], scenario: Scenario, source: number): Doubt[] {
  let inner = attemptLimit(scenario, source);
  return [...stack.entries()].toReversed().flatMap(([depth, { policy, path }]) => {
    const each = inner;
    const [ms, innerPath] = around(policy, path, each.ms, each.path);
    inner = policy.type === 'hedge' ? { ms: Number.POSITIVE_INFINITY, path } : { ms, path: innerPath }; // that is a bound, and no time that it would take
    if (policy.type !== 'retry' || policy.attempts === 0 || each.ms === Number.POSITIVE_INFINITY) return [];
    if (each.path === 'limits.fetchTimeout' && each.ms === defaults.fetchTimeout) return [];
    const time = timeAround(stack.slice(0, depth), scenario.limits.timeout);
    const totalMs = each.ms * (policy.attempts + 1) + leastPauseMs(policy);
    if (totalMs <= time.ms) return [];
    const what = `the first attempt and ${policy.attempts === 1 ? 'its retry' : `its ${policy.attempts} retries`}`;
    return [
      {
        path,
        line:
          `${path}: ${what} take ${formatDuration(totalMs)} if each lasts the ${formatDuration(each.ms)} of ${each.path}, which does not fit into ` +
          `the ${formatDuration(time.ms)} of ${time.path}; lower attempts, shorten ${each.path} or make ${time.path} longer`,
      },
    ];
  });
}

/** A timeout right around attempts that theirs comes before. */
function idleTimeout(stack: readonly StackedPolicy[], scenario: Scenario, source: number): Doubt | undefined {
  const last = stack.at(-1);
  if (last?.policy.type !== 'timeout') return undefined;
  const { policy, path } = last;
  const attempt = attemptLimit(scenario, source);
  const ms = longestMs(policy);
  const because = `as ${attempt.path} ends an attempt after ${formatDuration(attempt.ms)}; make it shorter, or that longer`;
  if (typeof policy.after === 'number') {
    return ms < attempt.ms
      ? undefined
      : { path, line: `${path}.after: a timeout of ${formatDuration(ms)} changes nothing, ${because}` };
  }
  if (ms <= attempt.ms || ms === adaptiveDefaultMs) return undefined;
  return { path, line: `${path}.after.adaptive.max: ${formatDuration(ms)} is never reached, ${because}` };
}
