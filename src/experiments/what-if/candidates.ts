import { modeNames } from '../../agent/modes.js';
import { sum } from '../../lib/statistics/descriptive.js';
import type { RunReport } from '../../results/documents/run.js';
import type { Change, Stage } from './change.js';
import type { RunConfig } from './changed.js';

/** A change that is tried. */
export interface Candidate {
  readonly change: Change;
  /**
   * What the change costs: the percentage by which a part becomes faster; one more worker or core counts as 50.
   * Undefined if the change is not practical, such as a part that takes no time.
   */
  readonly cost: number | undefined;
}

/** How much longer than now a part takes: 10, 25, 50 and 100 % faster, and twice as slow. */
const allFactors = [0.9, 0.75, 0.5, 0, 2] as const;
/** One of them alone, where each costs much. */
const halfAlone = [0.5] as const;
const stages: readonly Stage[] = ['fetch', 'inference'];
const oneMoreCost = 50;

/** At most `most` sources, by their time on the critical path of a run, longest first. */
export function mainSources(
  { scenario }: Pick<RunConfig, 'scenario'>,
  { criticalPath }: Pick<RunReport, 'criticalPath'>,
  most: number,
): string[] {
  const onPath = (name: string): number =>
    sum(criticalPath.filter((step) => step.name === name).map(({ durationMs }) => durationMs));
  const times = scenario.sources.map(({ name }) => ({ name, ms: onPath(name) }));
  return times
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, most)
    .map(({ name }) => name);
}

/**
 * Every single change that is tried: of these sources, of the stages of all, and of the run configuration. With
 * `onlyHalf`, the only factor is one half.
 */
export function candidatesFor(runConfig: RunConfig, sources: readonly string[], onlyHalf = false): Candidate[] {
  const factors = onlyHalf ? halfAlone : allFactors;
  return [
    ...stages.flatMap((stage) => paced(factors, (factor) => ({ part: 'stage', stage, factor }))),
    ...sources.flatMap((name) => ofSource(name, factors)),
    ...ofRunConfig(runConfig),
  ];
}

function ofSource(name: string, factors: readonly number[]): Candidate[] {
  return [
    ...[undefined, ...stages].flatMap((stage) => paced(factors, (factor) => ({ part: 'source', name, stage, factor }))),
    { change: { part: 'gone', name }, cost: undefined },
    { change: { part: 'more', name, count: 1 }, cost: undefined },
  ];
}

function paced(factors: readonly number[], change: (factor: number) => Change): Candidate[] {
  return factors.map((factor) => ({
    change: change(factor),
    cost: factor > 0 && factor < 1 ? Math.round(100 * (1 - factor)) : undefined,
  }));
}

function ofRunConfig(runConfig: RunConfig): Candidate[] {
  const { scenario, mode, cores, inference } = runConfig;
  const workers = inference.lanes;
  const other = (change: Change): Candidate => ({ change, cost: undefined });
  return [
    { change: { part: 'workers', to: workers + 1 }, cost: oneMoreCost },
    ...(workers > 1 ? [other({ part: 'workers', to: workers - 1 })] : []),
    ...(inference.kind === 'workers' ? [{ change: { part: 'cores', to: cores + 1 } as const, cost: oneMoreCost }] : []),
    ...[0.5, 2].map((factor) => other({ part: 'timeout', ms: scenario.limits.timeout * factor })),
    ...[0.5, 2].map((factor) => other({ part: 'fetch-timeout', ms: scenario.limits.fetchTimeout * factor })),
    ...modeNames.filter((name) => name !== mode).map((name) => other({ part: 'mode', mode: name })),
  ];
}

/** Whether two changes are of parts that have nothing in common, so that both can be made. */
export function areIndependent(a: Change, b: Change): boolean {
  const [as, bs] = [stepsOf(a), stepsOf(b)];
  return !as.some((one) => bs.some((other) => touches(one, other)));
}

/**
 * How much has to be changed: one step of one source, both, or a step of all; of the same gain the narrower change is
 * the better one.
 */
export function breadthOf(change: Change): number {
  if (change.part === 'stage') return 3;
  return change.part === 'source' && change.stage === undefined ? 2 : 1;
}

/** A step of a source, of all sources where no name is stated, or something else. */
type Step = readonly [what: string, name?: string];

function stepsOf(change: Change): Step[] {
  if (change.part === 'source')
    return (change.stage === undefined ? stages : [change.stage]).map((stage) => [stage, change.name] as const);
  if (change.part === 'stage') return [[change.stage]];
  // As many workers as cores stay as many.
  return [[change.part === 'cores' ? 'workers' : change.part]];
}

function touches([a, nameA]: Step, [b, nameB]: Step): boolean {
  return a === b && (nameA === undefined || nameB === undefined || nameA === nameB);
}
