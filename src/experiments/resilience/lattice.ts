import type { Scope } from '../../model/scope.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { combinationsOf, failing, states, type State } from './combinations.js';
import { checkInvariants, invariants, type InvariantName } from './invariants.js';
import { simulateOnce, type Simulated } from '../run/simulate.js';

export interface LatticeOptions {
  readonly cores: number;
  readonly workers: number;
  readonly within: Scope;
  /** Called with how many cases are done, of how many. */
  readonly progress: (done: number, cases: number) => void;
}

/** One case: the state of every source, in the scenario's order, and what came of it. */
export interface Case {
  readonly states: readonly State[];
  readonly result: Simulated;
  readonly broken: readonly InvariantName[];
}

export interface Lattice {
  readonly cases: number;
  readonly exhaustive: boolean;
  readonly invariants: readonly {
    readonly name: InvariantName;
    readonly checked: number;
    readonly broken: number;
    readonly example: readonly State[] | null;
  }[];
  readonly worst: Case;
  /**
   * Every case in short; empty where not all of them were tried, for those are a draw that nobody looks at one by one.
   */
  readonly combinations: readonly {
    readonly states: readonly State[];
    readonly makespanMs: number;
    readonly completeness: number;
  }[];
  /** By how many sources are not healthy. */
  readonly byFailures: readonly {
    readonly failed: number;
    readonly cases: number;
    readonly minCompleteness: number;
    readonly maxMakespanMs: number;
  }[];
}

/**
 * Simulates the scenario with its sources in every combination of states and checks in each what must always hold.
 * Rejects with the reason of an interruption.
 */
export async function faultLattice(loaded: LoadedScenario, options: LatticeOptions): Promise<Lattice> {
  const { scenario } = loaded;
  const combinations = combinationsOf(loaded.scenario.sources.length, scenario.seed);
  const fold = new LatticeFold(combinations.exhaustive);
  let baseline: Simulated | undefined;
  let done = 0;
  for (const combination of combinations) {
    const result = await runCase(loaded, combination, options);
    baseline ??= result; // the first combination is all healthy
    fold.add({ states: combination, result, broken: checkInvariants(scenario, combination, result, baseline) });
    options.progress(++done, combinations.count);
  }
  return fold.result();
}

/** The scenario with the state of every source added to the faults that it has anyway. */
export function inStates(loaded: LoadedScenario, combination: readonly State[]): LoadedScenario {
  const sources = loaded.scenario.sources.map((source, i) => {
    const fault = states[combination[i]!];
    return fault === undefined ? source : { ...source, faults: [...source.faults, fault] };
  });
  return { ...loaded, scenario: { ...loaded.scenario, sources } };
}

function runCase(
  loaded: LoadedScenario,
  combination: readonly State[],
  { cores, workers, within }: LatticeOptions,
): Promise<Simulated> {
  return simulateOnce(inStates(loaded, combination), { mode: 'hybrid', cores, workers, contention: 1, within });
}

/** Gathers cases as they come; keeps the worst one alone whole. */
class LatticeFold {
  readonly #exhaustive: boolean;
  readonly #byFailures = new Map<
    number,
    { failed: number; cases: number; minCompleteness: number; maxMakespanMs: number }
  >();
  readonly #broken = new Map<InvariantName, { count: number; example: readonly State[] }>();
  readonly #combinations: Lattice['combinations'][number][] = [];
  #cases = 0;
  #worst: Case | undefined;

  constructor(exhaustive: boolean) {
    this.#exhaustive = exhaustive;
  }

  add(found: Case): void {
    this.#cases++;
    const { completeness } = found.result.answer;
    if (this.#exhaustive)
      this.#combinations.push({ states: found.states, makespanMs: found.result.makespanMs, completeness });
    const failed = failing(found.states);
    const row = this.#byFailures.get(failed) ?? { failed, cases: 0, minCompleteness: 1, maxMakespanMs: 0 };
    row.cases++;
    row.minCompleteness = Math.min(row.minCompleteness, completeness);
    row.maxMakespanMs = Math.max(row.maxMakespanMs, found.result.makespanMs);
    this.#byFailures.set(failed, row);
    for (const name of found.broken)
      this.#broken.set(name, {
        count: (this.#broken.get(name)?.count ?? 0) + 1,
        example: this.#broken.get(name)?.example ?? found.states,
      });
    if (this.#worst === undefined || worse(found, this.#worst)) this.#worst = found;
  }

  result(): Lattice {
    if (this.#worst === undefined) throw new Error('no case was simulated');
    return {
      cases: this.#cases,
      exhaustive: this.#exhaustive,
      invariants: invariants.map((name) => ({
        name,
        checked: this.#cases,
        broken: this.#broken.get(name)?.count ?? 0,
        example: this.#broken.get(name)?.example ?? null,
      })),
      worst: this.#worst,
      combinations: this.#combinations,
      byFailures: [...this.#byFailures.values()].toSorted((a, b) => a.failed - b.failed),
    };
  }
}

/**
 * A broken invariant is worse than none, less completeness worse than more, and a longer makespan worse than a shorter.
 */
function worse(a: Case, b: Case): boolean {
  if (a.broken.length !== b.broken.length) return a.broken.length > b.broken.length;
  const [x, y] = [a.result, b.result];
  if (x.answer.completeness !== y.answer.completeness) return x.answer.completeness < y.answer.completeness;
  return x.makespanMs > y.makespanMs;
}
