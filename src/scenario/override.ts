import type { ModeName } from '../agent/modes.js';
import type { DispatchName } from '../inference/dispatch.js';
import { suggestion, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { refuseErrors } from './lint/lint.js';
import { withFaults } from './fail-source.js';
import { withLoopBlocks } from './fields/loop-block.js';
import { scenarioPolicySchema, type Scenario, type ScenarioPolicy } from './schema.js';
import { withWorkerFaults } from './fields/worker-fault.js';

type InferencePolicies = Scenario['inference']['policies'];

/** What flags change of a scenario. Durations in milliseconds. */
export interface Overrides {
  readonly modes?: readonly ModeName[] | undefined;
  readonly question?: string | undefined;
  readonly city?: string | undefined;
  readonly latency?: readonly { readonly source: string; readonly ms: number }[] | undefined;
  readonly inferCost?: number | undefined;
  readonly fetchTimeout?: number | undefined;
  readonly timeout?: number | undefined;
  readonly workers?: number | undefined;
  readonly seed?: number | undefined;
  readonly scale?: number | undefined;
  readonly failSource?: readonly string[] | undefined;
  readonly failWorker?: readonly string[] | undefined;
  readonly blockLoop?: readonly string[] | undefined;
  readonly retries?: number | undefined;
  readonly cacheTtl?: number | undefined;
  readonly breaker?: boolean | undefined;
  readonly hedge?: number | undefined;
  readonly quorum?: number | undefined;
  readonly dispatch?: DispatchName | undefined;
}

/** The scenario with the flags in the place of what they replace. A UsageError names the flag of an unknown source. */
export function overridden(scenario: Scenario, flags: Overrides): Scenario {
  const { question, city, seed, scale, modes } = flags;
  const changed: Scenario = {
    ...scenario,
    ...definedOf({ question, city, seed, scale }),
    modes: modes === undefined ? scenario.modes : [...modes],
    sources: withLatencies(scenario, flags.latency ?? []).map((source) => ({
      ...source,
      ...definedOf({ timeout: flags.fetchTimeout, cost: flags.inferCost }),
    })),
    blockLoop: withLoopBlocks(scenario.blockLoop, flags.blockLoop ?? [], '--block-loop'),
    inference: {
      ...scenario.inference,
      ...definedOf({ cost: flags.inferCost, workers: flags.workers }),
      faults: withWorkerFaults(scenario.inference.faults, flags.failWorker ?? [], '--fail-worker'),
      policies: withDispatch(scenario.inference.policies, flags.dispatch),
    },
    limits: { ...scenario.limits, ...definedOf({ fetchTimeout: flags.fetchTimeout, timeout: flags.timeout }) },
    policies: withPolicies(scenario.policies, flags),
  };
  refuseErrors(changed, 'the scenario with these flags');
  return withFaults(changed, flags.failSource ?? [], '--fail-source');
}

function withLatencies(
  scenario: Scenario,
  latencies: readonly { readonly source: string; readonly ms: number }[],
): Scenario['sources'] {
  const names = scenario.sources.map((source) => source.name);
  for (const { source } of latencies) {
    if (!names.includes(source))
      throw new UsageError(printable(`--latency ${source}: unknown source '${source}'${suggestion(source, names)}`));
  }
  const byName = new Map(latencies.map(({ source, ms }) => [source, ms]));
  return scenario.sources.map((source) => {
    const ms = byName.get(source.name);
    return ms === undefined ? source : { ...source, latency: ms };
  });
}

/**
 * A flag's remedy takes the place of the scenario's own of its kind. Where there is none, a cache goes around the
 * others, a breaker right inside the last fallback, which would hide every failure from it, or around the others, and
 * retry and hedge inside.
 */
function withPolicies(
  policies: readonly ScenarioPolicy[],
  { retries, cacheTtl, breaker, hedge, quorum }: Overrides,
): ScenarioPolicy[] {
  let changed = [...policies];
  const put = (policy: { readonly type: ScenarioPolicy['type'] } & Record<string, unknown>, at: number): void => {
    const parsed = scenarioPolicySchema.parse(policy);
    const own = changed.findIndex(({ type }) => type === parsed.type);
    changed =
      own === -1
        ? changed.toSpliced(at, 0, parsed)
        : changed.toSpliced(own, 1, parsed).filter((one) => one === parsed || one.type !== parsed.type);
  };
  if (retries !== undefined) put({ type: 'retry', attempts: retries }, changed.length);
  if (hedge !== undefined) put({ type: 'hedge', after: hedge }, changed.length);
  if (breaker === true) put({ type: 'circuit-breaker' }, changed.findLastIndex(({ type }) => type === 'fallback') + 1);
  if (cacheTtl !== undefined) put({ type: 'cache', ttl: cacheTtl }, 0);
  if (quorum !== undefined) put({ type: 'quorum', count: quorum }, 0);
  return changed;
}

function withDispatch(policies: InferencePolicies, order: DispatchName | undefined): InferencePolicies {
  return order === undefined
    ? policies
    : [{ type: 'dispatch', order }, ...policies.filter(({ type }) => type !== 'dispatch')];
}

function definedOf<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
