import type { ModeName } from '../agent/modes.js';
import { makespanOf } from '../analysis/timeline.js';
import type { Inference } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import type { LoadedScenario } from '../scenario/load.js';
import { virtualWorld, type VirtualOptions } from '../scenario/world.js';
import { oneRun } from './one-run.js';

/** Only the time counts here, not what is found. */
const nothing: Inference = { summary: '', keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };

export interface PredictOptions extends Omit<VirtualOptions, 'analyse'> {
  readonly mode: ModeName;
  readonly runs: number;
  /** Aborting it ends the prediction early, with fewer runs. */
  readonly within: Scope;
}

/** What each run of a mode takes on the virtual clock, in milliseconds. */
export async function predict(loaded: LoadedScenario, options: PredictOptions): Promise<number[]> {
  const { mode, runs, within } = options;
  const world = virtualWorld(loaded, { ...options, analyse: () => nothing });
  const sources = world.sources();
  const makespans: number[] = [];
  for (let index = 0; index < runs && within.reason === undefined; index++) {
    const { spans } = await oneRun({ world, sources, scenario: loaded.scenario, mode, index, within });
    makespans.push(makespanOf(spans));
  }
  await world.close();
  return makespans;
}
