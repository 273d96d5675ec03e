import type { ModeName } from '../../agent/modes.js';
import { UsageError } from '../../model/errors.js';
import { printable } from '../../lib/text.js';
import { inferenceKindOf, statedCost, type InferenceKind } from '../../scenario/derived.js';
import { refuseErrors } from '../../scenario/lint/lint.js';
import { maxSources, type Scenario, type ScenarioSource } from '../../scenario/schema.js';
import { scaledLatency } from '../../sources/synthetic.js';
import { setOf, whyImpossible, type Change, type Stage } from './change.js';

/** A scenario, how it is run and on what; and by how much its parts differ from how they were measured. */
export interface RunConfig {
  readonly scenario: Scenario;
  readonly mode: ModeName;
  readonly cores: number;
  readonly workers: number;
  readonly inference: InferenceKind;
  /**
   * How many times as long as measured a step of a source takes, by `fetch NAME` or `inference NAME`; as long where
   * left out.
   */
  readonly factors: ReadonlyMap<string, number>;
  /** How many milliseconds longer it takes in the last run, by the same names. */
  readonly delaysMs?: ReadonlyMap<string, number> | undefined;
  /** The source that was measured, of those that are like it. */
  readonly likeness: ReadonlyMap<string, string>;
}

/** A scenario and what it is run on, as a report states them. */
export interface RunBase {
  readonly scenario: Scenario;
  readonly world: Pick<RunConfig, 'cores' | 'workers'>;
}

/** A mode of a scenario as it is run, without changes. */
export function runConfigOf({ scenario, world: { cores, workers } }: RunBase, mode: ModeName): RunConfig {
  const inference = inferenceKindOf(scenario, workers);
  return { scenario, mode, cores, workers, inference, factors: new Map(), likeness: new Map() };
}

/** What workers and cores there are, and whether somebody has stated how many. */
export interface MachineBase {
  readonly scenario: { readonly inference: { readonly workers?: number | undefined } };
  readonly cores: number;
  readonly workers: number;
}

/** How many times as long as measured a step of a source takes. */
export function factorOf({ factors }: Pick<RunConfig, 'factors'>, stage: Stage, name: string): number {
  return factors.get(`${stage} ${name}`) ?? 1;
}

/** Whether there are as many workers as cores, because the scenario does not state how many. */
export function workersFollow({ scenario, cores, workers }: MachineBase): boolean {
  return scenario.inference.workers === undefined && workers === cores;
}

/** The run configuration with changes, one after the other. A UsageError says which cannot be. */
export function withChanges(runConfig: RunConfig, changes: readonly Change[]): RunConfig {
  return changes.reduce((changing, change) => {
    refuseImpossible(change);
    refuseMissing(changing, change);
    const next = withChange(changing, change);
    if (next.scenario !== changing.scenario)
      refuseErrors(next.scenario, `with --set ${printable(setOf(change))} the scenario`);
    return next;
  }, runConfig);
}

function refuseImpossible(change: Change): void {
  const problem = whyImpossible(change);
  if (problem !== undefined) throw new UsageError(printable(`--set ${setOf(change)}: ${problem}`));
}

function refuseMissing({ scenario }: RunConfig, change: Change): void {
  if (!('name' in change) || scenario.sources.some(({ name }) => name === change.name)) return;
  throw new UsageError(
    printable(`--set ${setOf(change)}: there is no source '${change.name}' any more; leave out one of the changes`),
  );
}

function withChange(now: RunConfig, change: Change): RunConfig {
  const { scenario } = now;
  switch (change.part) {
    case 'source':
      return paced(now, change.stage, change.factor, ({ name }) => name === change.name);
    case 'stage':
      return paced(now, change.stage, change.factor, () => true);
    case 'gone':
      return without(now, change);
    case 'more':
      return withMore(now, change);
    case 'workers':
      return withWorkers(now, change.to);
    case 'cores':
      return withKind({ ...now, cores: change.to, workers: workersFollow(now) ? change.to : now.workers });
    case 'timeout':
      return { ...now, scenario: { ...scenario, limits: { ...scenario.limits, timeout: change.ms } } };
    case 'fetch-timeout':
      return {
        ...now,
        scenario: {
          ...scenario,
          limits: { ...scenario.limits, fetchTimeout: change.ms },
          sources: scenario.sources.map((source) =>
            source.timeout === undefined ? source : { ...source, timeout: change.ms },
          ),
        },
      };
    case 'mode':
      return { ...now, mode: change.mode };
  }
}

/** A step of some sources, or both, so many times as long: what was measured, and what the scenario states. */
function paced(
  now: RunConfig,
  stage: Stage | undefined,
  factor: number,
  changes: (source: ScenarioSource) => boolean,
): RunConfig {
  const factors = new Map(now.factors);
  const { scenario } = now;
  const sources = scenario.sources.map((source) => {
    if (!changes(source)) return source;
    const cost = statedCost(source, scenario);
    for (const one of ['fetch', 'inference'] as const) {
      if (stage === undefined || stage === one)
        factors.set(`${one} ${source.name}`, factorOf(now, one, source.name) * factor);
    }
    return {
      ...source,
      ...(stage !== 'inference' && source.latency !== undefined && { latency: scaledLatency(source.latency, factor) }),
      ...(stage !== 'fetch' && cost !== undefined && { cost: cost * factor }),
    } as ScenarioSource;
  });
  return { ...now, factors, scenario: { ...scenario, sources } };
}

function without(now: RunConfig, change: Change & { readonly part: 'gone' }): RunConfig {
  const sources = now.scenario.sources.filter(({ name }) => name !== change.name);
  if (sources.length === 0)
    throw new UsageError(printable(`--set ${setOf(change)}: it is the only source; an agent asks one at least`));
  return { ...now, scenario: { ...now.scenario, sources } };
}

function withMore(now: RunConfig, { name, count }: Change & { readonly part: 'more' }): RunConfig {
  const { scenario } = now;
  const original = scenario.sources.find((source) => source.name === name)!;
  const names = new Set(scenario.sources.map((source) => source.name));
  if (names.size + count > maxSources)
    throw new UsageError(printable(`--set ${name}=+${count}: more than ${maxSources} sources; expected fewer`));
  const likeness = new Map(now.likeness);
  const factors = new Map(now.factors);
  const more: ScenarioSource[] = [];
  for (let number = 2; more.length < count; number++) {
    const copy = `${name} ${number}`;
    if (names.has(copy)) continue;
    more.push({ ...original, name: copy });
    likeness.set(copy, likeness.get(name) ?? name);
    for (const stage of ['fetch', 'inference'] as const) factors.set(`${stage} ${copy}`, factorOf(now, stage, name));
  }
  return { ...now, likeness, factors, scenario: { ...scenario, sources: [...scenario.sources, ...more] } };
}

/** Requests at once, where a model server infers. */
function withWorkers(now: RunConfig, to: number): RunConfig {
  const { scenario } = now;
  const { inference } = scenario;
  return withKind(
    inference.type === 'openai'
      ? { ...now, scenario: { ...scenario, inference: { ...inference, concurrency: to } } }
      : { ...now, workers: to, scenario: { ...scenario, inference: { ...inference, workers: to } } },
  );
}

function withKind(now: RunConfig): RunConfig {
  return { ...now, inference: inferenceKindOf(now.scenario, now.workers) };
}
