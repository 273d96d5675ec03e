import type { Answer } from '../../model/outcome.js';
import type { ModeName } from '../../agent/modes.js';
import { makespanOf } from '../../analysis/timeline.js';
import type { Inference } from '../../model/ports.js';
import { sleep } from '../../model/permit.js';
import type { Scope } from '../../model/scope.js';
import type { Span } from '../../model/trace.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { virtualWorld, type VirtualOptions } from '../../world/virtual.js';
import { oneRun } from './one-run.js';

/** Only the time counts here, not what is found. */
const nothing: Inference = {
  summary: '',
  keyPhrases: [],
  rankedSentences: [],
  tokens: { total: 0, distinct: 0, sentences: 0 },
};

export interface SimulationOptions extends Omit<VirtualOptions, 'analyse'> {
  readonly mode: ModeName;
  /** The number of the first run; 0 where left out. */
  readonly from?: number;
  /**
   * From the beginning of one run to that of the next at least, in milliseconds; the next begins at once where left
   * out.
   */
  readonly everyMs?: number;
  /** Aborting it ends the simulation early. */
  readonly within: Scope;
}

export interface SimulateOptions extends SimulationOptions {
  readonly runs: number;
}

/** One simulated run. */
export interface Simulated {
  readonly answer: Answer;
  readonly spans: readonly Span[];
  readonly makespanMs: number;
  /** Attempts at sources that no query waited for, of which the run before did not tell yet. */
  readonly backgroundAttempts: number;
  /** Events that were still to come when the query had ended: none, unless something outlives it. */
  readonly leftOver: number;
}

/** A mode on the virtual clock, run after run in one world, so that caches and circuits remember. */
export interface Simulation {
  next(): Promise<Simulated>;
  close(): Promise<void>;
}

/** Begins a simulation. */
export function simulation(loaded: LoadedScenario, options: SimulationOptions): Simulation {
  const { mode, within, from = 0, everyMs = 0 } = options;
  const world = virtualWorld(loaded, { ...options, analyse: () => nothing });
  const agent = world.agent();
  let index = from;
  /** Background attempts that earlier runs have reported. */
  let reported = 0;
  return {
    async next() {
      const waitMs = (index - from) * everyMs - world.clock.now();
      if (waitMs > 0) {
        await world.drive(
          () => sleep(world.clock, waitMs, within),
          () => [],
        );
      }
      const { answer, spans } = await oneRun({ world, agent, scenario: loaded.scenario, mode, index: index++, within });
      const background = agent.backgroundAttempts() - reported;
      reported += background;
      return {
        answer,
        spans,
        makespanMs: makespanOf(spans),
        backgroundAttempts: background,
        leftOver: world.clock.pending - world.engine.restarting,
      };
    },
    close: () => world.close(),
  };
}

/**
 * Runs a mode on the virtual clock so many times, fewer if aborted, and keeps of each run what `keep` takes from it:
 * spans of many runs are much to hold.
 */
export async function simulate<T>(
  loaded: LoadedScenario,
  options: SimulateOptions,
  keep: (run: Simulated) => T,
): Promise<T[]> {
  const simulated = simulation(loaded, options);
  const results: T[] = [];
  while (results.length < options.runs && options.within.reason === undefined)
    results.push(keep(await simulated.next()));
  await simulated.close();
  return results;
}

/** Runs a mode once on the virtual clock. Rejects with the scope's reason once that is aborted. */
export async function simulateOnce(loaded: LoadedScenario, options: SimulationOptions): Promise<Simulated> {
  const [run] = await simulate(loaded, { ...options, runs: 1 }, (one) => one);
  options.within.throwIfAborted();
  return run!;
}
