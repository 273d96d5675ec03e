import type { ModeName } from '../agent/modes.js';
import { suggestion } from '../lib/nearest.js';
import { printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import { withFaults } from './fail-source.js';
import type { Scenario, ScenarioPolicy } from './schema.js';

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
  readonly retries?: number | undefined;
  readonly cacheTtl?: number | undefined;
}

/** The scenario with the flags in the place of what they replace. A UsageError names the flag of an unknown source. */
export function overridden(scenario: Scenario, flags: Overrides): Scenario {
  const { question, city, seed, scale, modes } = flags;
  const changed: Scenario = {
    ...scenario,
    ...definedOf({ question, city, seed, scale }),
    modes: modes === undefined ? scenario.modes : [...modes],
    sources: withLatencies(scenario, flags.latency ?? []).map((source) =>
      flags.fetchTimeout === undefined ? source : { ...source, timeout: flags.fetchTimeout },
    ),
    inference: { ...scenario.inference, ...definedOf({ cost: flags.inferCost, workers: flags.workers }) },
    limits: { ...scenario.limits, ...definedOf({ fetchTimeout: flags.fetchTimeout, timeout: flags.timeout }) },
    policies: withPolicies(scenario.policies, flags),
  };
  return withFaults(changed, flags.failSource ?? [], '--fail-source');
}

function withLatencies(scenario: Scenario, latencies: readonly { readonly source: string; readonly ms: number }[]): Scenario['sources'] {
  const names = scenario.sources.map((source) => source.name);
  for (const { source } of latencies) {
    if (!names.includes(source)) throw new UsageError(printable(`--latency ${source}: unknown source '${source}'${suggestion(source, names)}`));
  }
  const byName = new Map(latencies.map(({ source, ms }) => [source, ms]));
  return scenario.sources.map((source) => ({ ...source, latency: byName.get(source.name) ?? source.latency }));
}

/** `--cache-ttl` and `--retries` take the place of the scenario's own cache and retry, the cache outermost. */
function withPolicies(policies: readonly ScenarioPolicy[], { retries, cacheTtl }: Overrides): ScenarioPolicy[] {
  let changed = [...policies];
  if (retries !== undefined) changed = [...changed.filter(({ type }) => type !== 'retry'), { type: 'retry', attempts: retries, base: 100, cap: 10_000 }];
  if (cacheTtl !== undefined) changed = [{ type: 'cache', ttl: cacheTtl, size: 1000 }, ...changed.filter(({ type }) => type !== 'cache')];
  return changed;
}

function definedOf<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
