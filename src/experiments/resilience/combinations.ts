import type { Fault } from '../../faults/index.js';
import { random } from '../../lib/random.js';

/** The states that a source can be in, and the fault that puts it there. */
export const states = {
  healthy: undefined,
  error: { kind: 'error', argument: '' },
  hang: { kind: 'hang', argument: '' },
  slow: { kind: 'slow', argument: '3x' },
} as const satisfies Record<string, Fault | undefined>;
export type State = keyof typeof states;
export const stateNames = Object.keys(states) as State[];

/**
 * Up to six sources every combination is tried: 4⁶ cases. Above that as many, drawn so that every state of every source
 * is met.
 */
const exhaustiveSources = 6;
const maxCases = stateNames.length ** exhaustiveSources;

/**
 * Combinations of the sources' states, in the scenario's order. Each is made when it is asked for: of 10,000 sources,
 * all of them would fill memory.
 */
export interface Combinations extends Iterable<readonly State[]> {
  readonly count: number;
  /** Whether there are no others. */
  readonly exhaustive: boolean;
}

/**
 * Every combination of states, or, for many sources: all healthy, each source alone in each state, and draws by the
 * seed. The first one is all healthy.
 */
export function combinationsOf(sources: number, seed: number): Combinations {
  const exhaustive = sources <= exhaustiveSources;
  return {
    count: exhaustive ? stateNames.length ** sources : maxCases,
    exhaustive,
    [Symbol.iterator]: () => (exhaustive ? every(sources) : covering(sources, seed)),
  };
}

function* every(sources: number): Generator<State[]> {
  for (let number = 0; number < stateNames.length ** sources; number++)
    yield Array.from(
      { length: sources },
      (_, source) => stateNames[Math.floor(number / stateNames.length ** source) % stateNames.length]!,
    );
}

function* covering(sources: number, seed: number): Generator<State[]> {
  const healthy = Array.from({ length: sources }, (): State => 'healthy');
  const alone = Math.min(sources, Math.floor(maxCases / 6));
  const ill = stateNames.slice(1);
  yield healthy;
  for (const state of ill) for (let source = 0; source < alone; source++) yield healthy.with(source, state);
  const draw = random(seed, 'lattice');
  for (let left = maxCases - 1 - ill.length * alone; left > 0; left--)
    yield healthy.map(() => stateNames[Math.floor(draw() * stateNames.length)]!);
}

/** How many of the sources are not healthy. */
export function failing(combination: readonly State[]): number {
  return combination.filter((state) => state !== 'healthy').length;
}
