import { LRUCache } from 'lru-cache';
import { analyse } from '../inference/kernel.js';
import { SimulatedCores } from '../inference/simulated.js';
import type { Inference, Job, World } from '../model/ports.js';
import { VirtualClock } from '../time/virtual.js';
import type { LoadedScenario } from './load.js';
import { buildSources } from './sources.js';

export interface VirtualOptions {
  readonly cores: number;
  readonly workers: number;
  readonly contention: number;
  /** What an inference finds; the kernel's own analysis where left out. */
  readonly analyse?: (job: Job) => Inference;
}

/** A world of simulated time and cores. Exact, and as fast as its events can be computed. */
export function virtualWorld(loaded: LoadedScenario, options: VirtualOptions): World {
  const { inference, scale } = loaded.scenario;
  const clock = new VirtualClock();
  const engine = new SimulatedCores({ clock, ...options, costMs: inference.cost * scale, analyse: options.analyse ?? remembered() });
  return {
    clock,
    engine,
    cores: options.cores,
    sources: () => buildSources(loaded),
    drive: (main, openSpans) => clock.drive(main, openSpans),
    close: () => engine.close(),
  };
}

/** The same text gets the same analysis: done once a text. */
function remembered(): (job: Job) => Inference {
  const known = new LRUCache<string, Inference>({ max: 10_000 });
  return (job) => {
    const key = `${job.source}\n${job.question}`;
    const found = known.get(key) ?? analyse(job.question, job.payload);
    known.set(key, found);
    return found;
  };
}
