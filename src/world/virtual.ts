import { LRUCache } from 'lru-cache';
import { inferOn } from '../agent/infer.js';
import { createKernel } from '../inference/kernel/kernel.js';
import { simulatedServer } from '../inference/model-server/simulated-server.js';
import { SimulatedCores } from '../inference/simulated.js';
import {
  compose,
  type AskContext,
  type InferContext,
  type Inference,
  type Job,
  type Policy,
  type World,
  type Wrapper,
} from '../model/ports.js';
import { Failure } from '../model/errors.js';
import { Scope } from '../model/scope.js';
import { dispatchOf } from '../scenario/derived.js';
import { loopBlocksOf } from '../scenario/fields/loop-block.js';
import { workerFaultsOf } from '../scenario/fields/worker-fault.js';
import type { LoadedScenario } from '../scenario/load.js';
import { VirtualClock } from '../time/virtual.js';
import { buildAgent, remoteInference, simulatedFetch } from './agent.js';

export interface VirtualOptions {
  readonly cores: number;
  readonly workers: number;
  readonly contention: number;
  /** What an inference finds; the kernel's own analysis where left out. */
  readonly analyse?: (job: Job) => Inference;
  /** What was measured and is to happen again in the place of what the scenario states. */
  readonly repeat?: Repeat | undefined;
}

/** Ends what the sources of a world do that belongs to no query. */
const over = new Failure('interrupted', 'the world is closed');

/**
 * A world of simulated time and cores. Exact, and as fast as its events can be computed. Needs nothing of Node: it runs
 * in a browser too.
 */
export function virtualWorld(
  loaded: LoadedScenario,
  options: VirtualOptions,
): World & { readonly clock: VirtualClock; readonly engine: SimulatedCores } {
  const { inference, scale } = loaded.scenario;
  const { cores, workers, contention, repeat, analyse: find = remembered() } = options;
  const clock = new VirtualClock();
  const background = new Scope();
  const common = {
    costMs: (inference.cost ?? 0) * scale,
    faults: workerFaultsOf(loaded.scenario),
    dispatch: dispatchOf(loaded.scenario),
  };
  const fetchOf = simulatedFetch(loaded);
  const engine = new SimulatedCores({ clock, cores, workers, contention, analyse: find, ...common });
  const remote =
    inference.type === 'openai'
      ? remoteInference(
          loaded.scenario,
          compose(repeat === undefined ? [] : [repeat.ask], simulatedServer(inference, scale, find)),
        )
      : undefined;
  return {
    clock,
    engine,
    cores,
    loopBlocks: loopBlocksOf(loaded.scenario),
    agent: (on = engine) =>
      buildAgent(
        loaded,
        {
          fetchOf,
          attempt: repeat?.attempt,
          infer:
            remote ?? ((runBeganMs) => compose(repeat === undefined ? [] : [repeat.infer], inferOn(on, runBeganMs))),
        },
        background,
      ),
    drive: (main, openSpans) => clock.drive(main, openSpans),
    close() {
      background.abort(over);
      return engine.close();
    },
  };
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

/**
 * What was measured, to happen again on simulated time. Each part goes around what the scenario states, and passes on
 * to that what was not measured.
 */
export interface Repeat {
  /** Goes around an attempt at a source, inside its timeout and around its faults. */
  readonly attempt: (source: string) => Policy;
  /** Goes around one job on a worker, inside all policies. */
  readonly infer: Wrapper<InferContext, Inference>;
  /** Goes around one request to a model server. */
  readonly ask: Wrapper<AskContext, Inference>;
}
