import type { ModeName } from '../agent/modes.js';
import { makespanOf } from '../analysis/timeline.js';
import { Scope } from '../model/scope.js';
import type { LoadedScenario } from '../scenario/load.js';
import { virtualWorld, type VirtualOptions } from '../scenario/world.js';
import { oneRun } from './one-run.js';

/** What each run of a mode takes on the virtual clock, in milliseconds. */
export async function predict(loaded: LoadedScenario, mode: ModeName, runs: number, options: VirtualOptions): Promise<number[]> {
  const world = virtualWorld(loaded, options);
  const sources = world.sources();
  const makespans: number[] = [];
  for (let index = 0; index < runs; index++) {
    const { spans } = await oneRun({ world, sources, scenario: loaded.scenario, mode, index, within: new Scope() });
    makespans.push(makespanOf(spans));
  }
  await world.close();
  return makespans;
}
