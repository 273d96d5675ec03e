import type { ModeName } from '../agent/modes.js';
import { makespanOf } from '../analysis/timeline.js';
import type { Inference } from '../model/ports.js';
import { Scope } from '../model/scope.js';
import type { LoadedScenario } from '../scenario/load.js';
import { virtualWorld, type VirtualOptions } from '../scenario/world.js';
import { oneRun } from './one-run.js';

/** Only the time counts here, not what is found. */
const nothing: Inference = { summary: '', keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };

/** What each run of a mode takes on the virtual clock, in milliseconds. */
export async function predict(loaded: LoadedScenario, mode: ModeName, runs: number, options: Omit<VirtualOptions, 'analyse'>): Promise<number[]> {
  const world = virtualWorld(loaded, { ...options, analyse: () => nothing });
  const sources = world.sources();
  const makespans: number[] = [];
  for (let index = 0; index < runs; index++) {
    const { spans } = await oneRun({ world, sources, scenario: loaded.scenario, mode, index, within: new Scope() });
    makespans.push(makespanOf(spans));
  }
  await world.close();
  return makespans;
}
