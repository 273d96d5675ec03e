import { createPool, type Pool } from '../inference/workers/pool.js';
import { inferOn } from '../agent/infer.js';
import type { Infer, InferenceEngine, World } from '../model/ports.js';
import { Failure, UsageError } from '../model/errors.js';
import { printable } from '../lib/text.js';
import { LoadProblem } from '../adapters/module/loading.js';
import type { Calibration } from '../model/machine.js';
import { Scope } from '../model/scope.js';
import { redacting } from '../adapters/secrets/redacting.js';
import { realClock } from '../time/real.js';
import type { LoadedScenario } from '../scenario/load.js';
import { loopBlocksOf } from '../scenario/fields/loop-block.js';
import { buildAgent, remoteInference } from './agent.js';
import { dispatchOf } from '../scenario/derived.js';
import { workloadOf } from './workload.js';
import { workerFaultsOf } from '../scenario/fields/worker-fault.js';

/** Ends what the sources of a world do that belongs to no query. */
const over = new Failure('interrupted', 'the world is closed');

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

/** A world of real time, and what making it has found out. */
export interface RealWorld extends World {
  /** What the machine's cores can do; undefined where it is not the kernel that works on them. */
  readonly calibration: Calibration | undefined;
  /** From creating the workers until all had started and were warm, in milliseconds; 0 where there are none. */
  readonly coldStartMs: number;
}

/** A world of real time, real threads and what lies outside, warmed and calibrated. Takes most of a second to make. */
export async function realWorld(loaded: LoadedScenario, options: RealOptions): Promise<RealWorld> {
  const { openOutside } = await import('./open-adapters.js'); // simulated time asks nobody, and starts sooner without
  const outside = await openOutside(loaded, options.within);
  let engine: Pool | undefined;
  try {
    if (outside.ask === undefined) engine = await workersFor(loaded, options);
  } catch (thrown) {
    await outside.close();
    throw outside.secrets.cleanedError(thrown);
  }
  const background = new Scope();
  // The kernel has seen nothing but what sources answered.
  const ownInfer = (infer: Infer): Infer =>
    (loaded.scenario.inference.type ?? 'kernel') === 'kernel' ? infer : redacting(infer, outside.secrets, 'inference');
  const remote = outside.ask && remoteInference(loaded.scenario, outside.ask);
  return {
    clock: realClock,
    engine: engine ?? noWorkers,
    calibration: engine?.calibration,
    coldStartMs: engine?.coldStartMs ?? 0,
    cores: options.cores,
    loopBlocks: loopBlocksOf(loaded.scenario),
    agent: (on = engine ?? noWorkers) =>
      buildAgent(
        loaded,
        { fetchOf: outside.fetchOf, infer: remote ?? ((runBeganMs) => ownInfer(inferOn(on, runBeganMs))) },
        background,
      ),
    drive: (main) => main(),
    async close() {
      background.abort(over);
      await Promise.all([engine?.close(), outside.close()]);
    },
  };
}

/** In the place of workers where inference needs none. */
const noWorkers: InferenceEngine = {
  infer: () => Promise.reject(new Failure('inference', 'there are no workers here')),
  close: () => Promise.resolve(),
};

async function workersFor(loaded: LoadedScenario, { cores, workers, within, calibration }: RealOptions): Promise<Pool> {
  const { scenario } = loaded;
  const { inference, scale } = scenario;
  const own = workloadOf(loaded);
  const pool = createPool({
    clock: realClock,
    cores,
    workers,
    costMs: (inference.cost ?? 0) * scale,
    within,
    ...(calibration && { calibration }),
    faults: workerFaultsOf(scenario),
    dispatch: dispatchOf(scenario),
    // The default limit is gigabytes, which take long to fill and which the machine may not have.
    ...(inference.faults.some(({ kind }) => kind === 'out-of-memory') && { heapMb: smallHeapMb }),
    workload: own?.workload,
    ...(own?.graceMs !== undefined && { graceMs: own.graceMs }),
  });
  return pool.catch((thrown: unknown) => {
    if (thrown instanceof LoadProblem) throw new UsageError(printable(`inference: ${own?.named}: ${thrown.message}`));
    throw thrown;
  });
}

/** Workers for calibration alone: their jobs would cost nothing. */
export function measuringPool(cores: number, within: Scope): Promise<Pool & { readonly calibration: Calibration }> {
  return createPool({ clock: realClock, cores, workers: cores, costMs: 0, within }) as Promise<
    Pool & { readonly calibration: Calibration }
  >;
}
