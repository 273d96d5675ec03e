import { formatDuration } from '../../lib/duration.js';
import { suggestion, counted } from '../../lib/text.js';
import { leastPauseMs } from '../../policies/retry.js';
import { lastMs, timeoutSchema } from '../../policies/timeout.js';
import { scenarioSchema, type Scenario } from '../schema.js';
import {
  attemptLimit,
  type Finding,
  type PolicyWalk,
  type Rule,
  type SourceStack,
  type StackedPolicy,
} from './walk.js';

/** The rules about policies, of sources and of inference alike, and about the quorum. A new one is an entry here. */
export const policyRules = {
  'stand-in of a fallback': {
    severity: 'error',
    check: ({ scenario, sources }) => {
      const names = new Set(scenario.sources.map(({ name }) => name));
      return sources.flatMap((stack) => stack.policies.flatMap((stacked) => wrongStandIn(stacked, stack, names) ?? []));
    },
  },
  'hedge that is never due': { severity: 'error', check: (walk) => ofEach(walk, neverDue) },
  'retries whose pauses do not fit': { severity: 'error', check: (walk) => ofEach(walk, longPauses) },
  'quorum of too many or unknown sources': {
    severity: 'error',
    check: ({ scenario }) => scenario.policies.flatMap((policy, i) => wrongQuorum(policy, i, scenario)),
  },
  'pool that is stated in two ways': { severity: 'error', check: differingPools },
  'retries that fit only if attempts are quick': {
    severity: 'warning',
    check: ({ sources }) =>
      sources.flatMap(({ policies }) => policies.flatMap((stacked) => longRetries(stacked) ?? [])),
  },
  'timeout that the attempt’s forestalls': { severity: 'warning', check: idleTimeouts },
  'policy that no failure reaches': {
    severity: 'warning',
    check: ({ sources }) => sources.flatMap(({ policies }) => policies.flatMap((stacked) => hidden(stacked) ?? [])),
  },
  'hedge that is late until latencies are known': {
    severity: 'warning',
    check: ({ scenario, sources }) =>
      sources.flatMap(({ policies }) => policies.flatMap((stacked) => lateAtFirst(stacked, scenario) ?? [])),
  },
  'quorum that changes nothing': {
    severity: 'warning',
    check: ({ scenario }) => scenario.policies.flatMap((policy, i) => idleQuorum(policy, i, scenario) ?? []),
  },
} as const satisfies Record<string, Rule>;

/** What a check finds in each policy, those around sources first. */
function ofEach({ sources, inference }: PolicyWalk, check: (stacked: StackedPolicy) => Finding | undefined): Finding[] {
  return [...sources.flatMap(({ policies }) => policies), ...inference].flatMap((stacked) => check(stacked) ?? []);
}

function wrongStandIn(
  { policy, path }: StackedPolicy,
  { name }: SourceStack,
  names: ReadonlySet<string>,
): Finding | undefined {
  if (policy.type !== 'fallback' || policy.source === undefined) return undefined;
  if (!names.has(policy.source)) {
    const line = `${path}.source: unknown source '${policy.source}'${suggestion(policy.source, [...names])}`;
    return { path, line };
  }
  // A fallback that is stated for all sources does not apply to the source that it names.
  if (policy.source !== name || path.startsWith('policies.')) return undefined;
  const remedy = 'name another source, or use retry to ask it again';
  return { path, line: `${path}.source: '${name}' cannot stand in for itself; ${remedy}` };
}

function neverDue({ policy, path, longest, available }: StackedPolicy): Finding | undefined {
  if (policy.type !== 'hedge' || typeof policy.after !== 'number') return undefined;
  const bound = longest.ms <= available.ms ? longest : available;
  if (policy.after < bound.ms) return undefined;
  const why = `as ${bound.path} ends the wait after ${formatDuration(bound.ms)}`;
  const remedy = 'make it earlier, or that longer (a retry asks again after a failure)';
  return { path, line: `${path}.after: a hedge after ${formatDuration(policy.after)} is never due, ${why}; ${remedy}` };
}

function longPauses({ policy, path, available }: StackedPolicy): Finding | undefined {
  if (policy.type !== 'retry') return undefined;
  const leastMs = leastPauseMs(policy);
  if (leastMs < available.ms) return undefined;
  const pauses = `its ${policy.attempts} retries pause for ${formatDuration(leastMs)} at least`;
  const time = `the ${formatDuration(available.ms)} of ${available.path}`;
  const remedy = 'lower attempts or base, or make that longer';
  return { path, line: `${path}: ${pauses}, which cannot fit into ${time}; ${remedy}` };
}

type Policy = Scenario['policies'][number];

function wrongQuorum(policy: Policy, i: number, { sources }: Scenario): Finding[] {
  if (policy.type !== 'quorum') return [];
  const path = `policies.${i}`;
  const names = sources.map(({ name }) => name);
  const unknown = policy.sources
    .filter((name) => !names.includes(name))
    .map((name) => ({ path, line: `${path}.sources: unknown source '${name}'${suggestion(name, names)}` }));
  if (policy.count <= sources.length) return unknown;
  const never = `a quorum of ${policy.count} is never reached with ${counted(sources.length, 'source')}`;
  return [{ path, line: `${path}.count: ${never}; lower it` }, ...unknown];
}

function differingPools({ sources }: PolicyWalk): Finding[] {
  const first = new Map<string, StackedPolicy>();
  return sources
    .flatMap(({ policies }) => policies)
    .flatMap((stacked) => {
      const { policy, path } = stacked;
      if ((policy.type !== 'bulkhead' && policy.type !== 'rate-limit') || policy.pool === undefined) return [];
      const key = `${policy.type} ${policy.pool}`;
      const known = first.get(key);
      if (known === undefined) first.set(key, stacked);
      if (known === undefined || JSON.stringify(known.policy) === JSON.stringify(policy)) return [];
      const line =
        `${path}.pool: '${policy.pool}' is stated otherwise in ${known.path}; state it alike, or name ` +
        'another pool';
      return [{ path, line }];
    });
}

const defaults = scenarioSchema.shape.limits.parse(undefined);
const adaptiveDefaultMs = lastMs(timeoutSchema.parse({ type: 'timeout', after: { adaptive: {} } }));

function longRetries({ policy, path, full, available }: StackedPolicy): Finding | undefined {
  if (policy.type !== 'retry' || policy.attempts === 0 || full.ms === Number.POSITIVE_INFINITY) return undefined;
  if (full.path === 'limits.fetchTimeout' && full.ms === defaults.fetchTimeout) return undefined;
  const totalMs = full.ms * (policy.attempts + 1) + leastPauseMs(policy);
  if (totalMs <= available.ms) return undefined;
  const what = `the first attempt and ${policy.attempts === 1 ? 'its retry' : `its ${policy.attempts} retries`}`;
  const long = `take ${formatDuration(totalMs)} if each lasts the ${formatDuration(full.ms)} of ${full.path}`;
  const time = `the ${formatDuration(available.ms)} of ${available.path}`;
  const remedy = `lower attempts, shorten ${full.path} or make ${available.path} longer`;
  return { path, line: `${path}: ${what} ${long}, which does not fit into ${time}; ${remedy}` };
}

/** A timeout that is stated for all sources is idle only if it is for each of them. */
function idleTimeouts({ scenario, sources }: PolicyWalk): Finding[] {
  const found = sources.flatMap((stack) => idleTimeout(stack, scenario) ?? []);
  const counts = new Map<string, number>();
  for (const { path } of found) counts.set(path, (counts.get(path) ?? 0) + 1);
  const idle = found.filter(({ path }) => !path.startsWith('policies.') || counts.get(path) === sources.length);
  return [...new Map(idle.map((finding) => [finding.path, finding])).values()];
}

function idleTimeout({ policies, source }: SourceStack, scenario: Scenario): Finding | undefined {
  const innermost = policies.at(-1);
  if (innermost?.policy.type !== 'timeout') return undefined;
  const { policy, path } = innermost;
  const attempt = attemptLimit(scenario, source);
  const ms = lastMs(policy);
  const remedy = 'make it shorter, or that longer';
  const because = `as ${attempt.path} ends an attempt after ${formatDuration(attempt.ms)}; ${remedy}`;
  if (typeof policy.after === 'number') {
    if (ms < attempt.ms) return undefined;
    return { path, line: `${path}.after: a timeout of ${formatDuration(ms)} changes nothing, ${because}` };
  }
  if (ms <= attempt.ms || ms === adaptiveDefaultMs) return undefined;
  return { path, line: `${path}.after.adaptive.max: ${formatDuration(ms)} is never reached, ${because}` };
}

function hidden({ policy, path, standIn }: StackedPolicy): Finding | undefined {
  if (policy.type !== 'retry' && policy.type !== 'circuit-breaker' && policy.type !== 'hedge') return undefined;
  if (standIn === undefined) return undefined;
  const why = `as the payload of ${standIn} stands in for each`;
  return { path, line: `${path}: no failure reaches this ${policy.type}, ${why}; put it inside of that` };
}

function lateAtFirst({ policy, path }: StackedPolicy, { limits }: Scenario): Finding | undefined {
  if (policy.type !== 'hedge' || typeof policy.after === 'number' || policy.after.first < limits.fetchTimeout)
    return undefined;
  const late =
    `${formatDuration(policy.after.first)} is no less than the ${formatDuration(limits.fetchTimeout)} of ` +
    'limits.fetchTimeout';
  const line = `${path}.after.first: until ten latencies are known no copy is due, as ${late}; make it shorter`;
  return { path, line };
}

function idleQuorum(policy: Policy, i: number, { sources, limits }: Scenario): Finding | undefined {
  if (policy.type !== 'quorum') return undefined;
  const path = `policies.${i}`;
  const all = `all ${sources.length} sources changes nothing`;
  if (policy.count === sources.length) return { path, line: `${path}.count: a quorum of ${all}; lower it` };
  if (sources.every(({ name }) => policy.sources.includes(name)))
    return { path, line: `${path}.sources: a quorum that must have ${all}; name fewer` };
  if (policy.grace < limits.timeout) return undefined;
  const limit = formatDuration(limits.timeout);
  const long = `${formatDuration(policy.grace)} is no less than the ${limit} of limits.timeout`;
  return { path, line: `${path}.grace: ${long}, so the quorum changes nothing; make it shorter` };
}
