import { LRUCache } from 'lru-cache';
import { createPool, type Pool } from '../inference/pool.js';
import { createKernel } from '../inference/kernel.js';
import { SimulatedCores } from '../inference/simulated.js';
import type { Inference, Job, World } from '../model/ports.js';
import { Failure } from '../model/errors.js';
import type { Calibration } from '../model/machine.js';
import { Scope } from '../model/scope.js';
import { realClock } from '../time/real.js';
import { VirtualClock } from '../time/virtual.js';
import type { LoadedScenario } from './load.js';
import { loopBlocksOf } from './loop-block-field.js';
import { buildAgent } from './agent.js';
import { dispatchOf } from './arrangement.js';
import { workerFaultsOf } from './worker-fault-field.js';

export interface VirtualOptions {
  readonly cores: number;
  readonly workers: number;
  readonly contention: number;
  /** What an inference finds; the kernel's own analysis where left out. */
  readonly analyse?: (job: Job) => Inference;
}

/** Ends what the sources of a world do that belongs to no query. */
const over = new Failure('interrupted', 'the world is closed');

/** A world of simulated time and cores. Exact, and as fast as its events can be computed. */
export function virtualWorld(loaded: LoadedScenario, options: VirtualOptions): World & { readonly clock: VirtualClock; readonly engine: SimulatedCores } {
  const { inference, scale } = loaded.scenario;
  const { cores, workers, contention, analyse: find = remembered() } = options;
  const clock = new VirtualClock();
  const background = new Scope();
  const common = { costMs: inference.cost * scale, faults: workerFaultsOf(loaded.scenario), dispatch: dispatchOf(loaded.scenario) };
  const engine = new SimulatedCores({ clock, cores, workers, contention, analyse: find, ...common });
  return {
    clock,
    engine,
    cores,
    loopBlocks: loopBlocksOf(loaded.scenario),
    agent: (on = engine) => buildAgent(loaded, on, background),
    drive: (main, openSpans) => clock.drive(main, openSpans),
    close() {
      background.abort(over);
      return engine.close();
    },
  };
}

/** Where the heap of a worker ends that is to run out of memory, in megabytes. */
const smallHeapMb = 128;

export interface RealOptions {
  readonly cores: number;
  readonly workers: number;
  /** Aborting it while the workers start ends them. */
  readonly within: Scope;
  /** An earlier calibration of this machine; without one the workers make their own. */
  readonly calibration?: Calibration | undefined;
}

/** A world of real time and real threads, warmed and calibrated. Takes most of a second to make. */
export async function realWorld(loaded: LoadedScenario, { cores, workers, within, calibration }: RealOptions): Promise<World & { readonly engine: Pool }> {
  const { inference, scale } = loaded.scenario;
  const engine = await createPool({
    clock: realClock,
    cores,
    workers,
    costMs: inference.cost * scale,
    within,
    ...(calibration && { calibration }),
    faults: workerFaultsOf(loaded.scenario),
    dispatch: dispatchOf(loaded.scenario),
    // The default limit is gigabytes, which take long to fill and which the machine may not have.
    ...(inference.faults.some(({ kind }) => kind === 'out-of-memory') && { heapMb: smallHeapMb }),
  });
  const background = new Scope();
  return {
    clock: realClock,
    engine,
    cores,
    loopBlocks: loopBlocksOf(loaded.scenario),
    agent: (on = engine) => buildAgent(loaded, on, background),
    drive: (main) => main(),
    close() {
      background.abort(over);
      return engine.close();
    },
  };
}

/** Workers for calibration alone: their jobs would cost nothing. */
export function measuringPool(cores: number, within: Scope): Promise<Pool> {
  return createPool({ clock: realClock, cores, workers: cores, costMs: 0, within });
}

/** The same text gets the same analysis: done once a text. */
function remembered(): (job: Job) => Inference {
  const known = new LRUCache<string, Inference>({ max: 10_000 });
  const kernel = createKernel();
  return (job) => {
    const key = `${job.source}\n${job.question}`;
    const found = known.get(key) ?? kernel.prepare(job.question, job.payload).inference;
    known.set(key, found);
    return found;
  };
}
