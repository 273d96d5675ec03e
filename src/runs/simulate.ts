import type { Answer } from '../agent/aggregate.js';
import type { ModeName } from '../agent/modes.js';
import { makespanOf } from '../analysis/timeline.js';
import type { Inference } from '../model/ports.js';
import type { Scope } from '../model/scope.js';
import type { Span } from '../model/trace.js';
import type { LoadedScenario } from '../scenario/load.js';
import { virtualWorld, type VirtualOptions } from '../scenario/world.js';
import { oneRun } from './one-run.js';

/** Only the time counts here, not what is found. */
const nothing: Inference = { summary: '', keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };

export interface SimulateOptions extends Omit<VirtualOptions, 'analyse'> {
  readonly mode: ModeName;
  readonly runs: number;
  /** Aborting it ends the simulation early, with fewer runs. */
  readonly within: Scope;
}

/** One simulated run. */
export interface Simulated {
  readonly answer: Answer;
  readonly spans: readonly Span[];
  readonly makespanMs: number;
  /** Events that were still to come when the query had ended: none, unless something outlives it. */
  readonly leftOver: number;
}

/** Runs a mode on the virtual clock, one run after the other in one world, so that caches and circuits remember. */
export async function simulate(loaded: LoadedScenario, options: SimulateOptions): Promise<Simulated[]> {
  const { mode, runs, within } = options;
  const world = virtualWorld(loaded, { ...options, analyse: () => nothing });
  const agent = world.agent();
  const results: Simulated[] = [];
  for (let index = 0; index < runs && within.reason === undefined; index++) {
    const { answer, spans } = await oneRun({ world, agent, scenario: loaded.scenario, mode, index, within });
    results.push({ answer, spans, makespanMs: makespanOf(spans), leftOver: world.clock.pending - world.engine.restarting });
  }
  await world.close();
  return results;
}
