import type { Change, Stage } from './change.js';
import { workersFollow, type MachineBase as Base } from './changed.js';

/**
 * In which order changes are made, so that the order in which sliders are moved does not matter: more sources like
 * another are as fast as that one has become, and workers are set after the cores that they may go with.
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

/** The changes with one more, in the place of what was said before of the same thing; without what changes nothing. */
export function turned(changes: readonly Change[], change: Change, base: Base): Change[] {
  const others = changes.filter((one) => thingOf(one) !== thingOf(change));
  const all = [...others, change].toSorted((a, b) => order[a.part] - order[b.part]);
  return all.filter((one) => !isNeutral(one, all, base));
}

/**
 * The changes with one more made after them, as `--set` means it: where a step was made twice as fast before, twice as
 * fast is four times as fast.
 */
export function followed(changes: readonly Change[], change: Change, base: Base): Change[] {
  return apart(change).reduce<Change[]>(
    (now, one) => {
      const before = now.find((other) => thingOf(other) === thingOf(one));
      const both =
        before !== undefined && 'factor' in before && 'factor' in one
          ? { ...one, factor: before.factor * one.factor }
          : one;
      return turned(now, both, base);
    },
    [...changes],
  );
}

/** A change as sliders show it: both steps of a source are two. */
function apart(change: Change): Change[] {
  if (change.part !== 'source' || change.stage !== undefined) return [change];
  return (['fetch', 'inference'] as const).map((stage) => ({ ...change, stage }));
}

/** How many times as long a step of a source takes, or that of all sources where none is named. */
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

/** The changes that no slider stands for. */
export function unslid(changes: readonly Change[]): Change[] {
  return changes.filter(
    ({ part }) =>
      part === 'gone' || part === 'more' || part === 'timeout' || part === 'fetch-timeout' || part === 'mode',
  );
}

/** What a change is about: two about the same thing do not go together. */
function thingOf(change: Change): string {
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
