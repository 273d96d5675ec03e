import { makespanOf } from '../../analysis/timeline.js';
import type { Scope } from '../../model/scope.js';
import type { ResilienceReport } from '../../results/documents/resilience.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/schema.js';
import { realWorld } from '../../world/real.js';
import { combinationsOf, failing, type State } from './combinations.js';
import { inStates } from './lattice.js';
import { oneRun } from '../run/one-run.js';
import { simulateOnce } from '../run/simulate.js';

export interface ConfirmOptions {
  readonly cores: number;
  readonly workers: number;
  readonly cases: number;
  readonly within: Scope;
  readonly progress: (done: number, of: number) => void;
}

/**
 * Runs cases of the lattice again on real time, the worst one first and then those with the fewest sources that fail;
 * fewer if aborted.
 */
export async function confirm(
  loaded: LoadedScenario,
  worst: readonly State[],
  options: ConfirmOptions,
): Promise<ResilienceReport['confirmed']> {
  const chosen = casesToConfirm(loaded.scenario, worst, options.cases);
  const confirmed: ResilienceReport['confirmed'] = [];
  for (const states of chosen) {
    if (options.within.reason !== undefined) break;
    options.progress(confirmed.length, chosen.length); // before the first one as well, which may take long
    try {
      confirmed.push(await both(inStates(loaded, states), named(loaded, states), options));
    } catch (thrown) {
      if (options.within.reason === undefined || thrown !== options.within.reason) throw thrown;
    }
  }
  return confirmed;
}

/**
 * The worst case and then those with the fewest sources that fail, in the lattice's order, without the healthy one; as
 * many as there are of `most`.
 */
export function casesToConfirm(
  { sources, seed }: Pick<Scenario, 'sources' | 'seed'>,
  worst: readonly State[],
  most: number,
): (readonly State[])[] {
  // by `failed`, and never more than `most`
  const others: { readonly states: readonly State[]; readonly failed: number }[] = [];
  for (const states of combinationsOf(sources.length, seed)) {
    const failed = failing(states);
    if (failed === 0 || (others.length === most && failed >= others.at(-1)!.failed)) continue;
    if (states.every((state, i) => state === worst[i])) continue;
    const after = others.findIndex((other) => other.failed > failed);
    others.splice(after === -1 ? others.length : after, 0, { states, failed });
    if (others.length > most) others.pop();
  }
  return [worst, ...others.map(({ states }) => states)].slice(0, most);
}

async function both(
  loaded: LoadedScenario,
  name: string,
  { cores, workers, within }: ConfirmOptions,
): Promise<ResilienceReport['confirmed'][number]> {
  const world = await realWorld(loaded, { cores, workers, within });
  try {
    const contention = world.calibration?.contention ?? 1;
    const predicted = await simulateOnce(loaded, { mode: 'hybrid', cores, workers, contention, within });
    const { answer, spans } = await oneRun({
      world,
      agent: world.agent(),
      scenario: loaded.scenario,
      mode: 'hybrid',
      index: 0,
      within,
    });
    within.throwIfAborted();
    return {
      name,
      predicted: { makespanMs: predicted.makespanMs, completeness: predicted.answer.completeness },
      measured: { makespanMs: makespanOf(spans), completeness: answer.completeness },
    };
  } finally {
    await world.close();
  }
}

function named({ scenario }: LoadedScenario, states: readonly State[]): string {
  return (
    scenario.sources.flatMap(({ name }, i) => (states[i] === 'healthy' ? [] : [`${name} ${states[i]}`])).join(', ') ||
    'as it is'
  );
}
