import type { Change, Stage } from './change.js';
import { workersFollow, type MachineBase as Base } from './changed.js';

/**
 * The order in which changes are applied, whatever the order in which sliders are moved: copies of a source follow the
 * changes of that source, and workers follow the cores that they may depend on.
 */
const order = {
  source: 0,
  stage: 1,
  gone: 2,
  more: 2,
  'fetch-timeout': 3,
  timeout: 3,
  cores: 4,
  workers: 5,
  mode: 6,
} as const satisfies Record<Change['part'], number>;

/** Adds a change in place of an earlier one with the same target, and drops changes that have no effect. */
export function withChange(changes: readonly Change[], change: Change, base: Base): Change[] {
  const others = changes.filter((one) => targetOf(one) !== targetOf(change));
  const all = [...others, change].toSorted((a, b) => order[a.part] - order[b.part]);
  return all.filter((one) => !isNeutral(one, all, base));
}

/** Applies a change after the others, as `--set` does: factors of the same step are multiplied. */
export function withFurtherChange(changes: readonly Change[], change: Change, base: Base): Change[] {
  return bySteps(change).reduce<Change[]>(
    (now, one) => {
      const before = now.find((other) => targetOf(other) === targetOf(one));
      const both =
        before !== undefined && 'factor' in before && 'factor' in one
          ? { ...one, factor: before.factor * one.factor }
          : one;
      return withChange(now, both, base);
    },
    [...changes],
  );
}

/** A change as sliders show it: one of both steps of a source is two changes. */
function bySteps(change: Change): Change[] {
  if (change.part !== 'source' || change.stage !== undefined) return [change];
  return (['fetch', 'inference'] as const).map((stage) => ({ ...change, stage }));
}

/** The factor by which a step of a source takes longer; of all sources if `name` is left out. */
export function factorAt(changes: readonly Change[], stage: Stage, name?: string): number {
  const found = changes.find(
    (one) => ('name' in one ? one.name : undefined) === name && 'stage' in one && one.stage === stage,
  );
  return found !== undefined && 'factor' in found ? found.factor : 1;
}

/** Cores and workers after the changes. */
export function machineAt(changes: readonly Change[], base: Base): Pick<Base, 'cores' | 'workers'> {
  const cores = changes.find((one) => one.part === 'cores')?.to ?? base.cores;
  const workers = workersFollow(base) ? cores : base.workers;
  return { cores, workers: changes.find((one) => one.part === 'workers')?.to ?? workers };
}

/** The changes that have no slider. */
export function withoutSlider(changes: readonly Change[]): Change[] {
  return changes.filter(
    ({ part }) =>
      part === 'gone' || part === 'more' || part === 'timeout' || part === 'fetch-timeout' || part === 'mode',
  );
}

/** What a change is about: of two with the same target, the later one replaces the earlier. */
function targetOf(change: Change): string {
  const { part } = change;
  if (part === 'source') return `step ${change.stage} ${change.name}`;
  if (part === 'gone' || part === 'more') return `number ${change.name}`;
  return part === 'stage' ? `stage ${change.stage}` : part;
}

function isNeutral(change: Change, all: readonly Change[], base: Base): boolean {
  if (change.part === 'source' || change.part === 'stage') return change.factor === 1;
  if (change.part === 'cores') return change.to === base.cores;
  const others = all.filter((one) => one !== change);
  return change.part === 'workers' && change.to === machineAt(others, base).workers;
}
