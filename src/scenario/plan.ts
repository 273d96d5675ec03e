import { z } from 'zod';
import { UsageError } from '../model/errors.js';
import { inferenceKindOf, type InferenceKind, whyNotSimulable } from './derived.js';
import { issueLines } from './issues.js';
import type { LoadedScenario } from './load.js';

/** All that a run needs to know: made from flags and a scenario, and nothing is read from either afterwards. */
export interface Plan extends LoadedScenario {
  readonly clock: 'real' | 'virtual';
  /** Rounds that are measured, at most where a precision is asked for; each mode answers the query once in each. */
  readonly runs: number;
  /** Rounds before those, that are not kept. */
  readonly warmup: number;
  /**
   * Enough is enough once the 95 % interval of every gated figure, or of each mode's makespan, lies within this share
   * around it.
   */
  readonly precision: number | undefined;
  /** No round begins after this long, in milliseconds of wall time. */
  readonly maxTimeMs: number | undefined;
  /** Cores of the virtual world, or those that this machine has for us. */
  readonly cores: number;
  /** How many threads run inference. */
  readonly workers: number;
  /** How many times slower a simulated core is with all cores busy; `measured` takes it from a calibration. */
  readonly contention: number | 'measured';
  readonly inference: InferenceKind;
}

export interface PlanOptions {
  readonly clock: 'real' | 'virtual';
  readonly runs: number;
  readonly warmup?: number | undefined;
  readonly precision?: number | undefined;
  readonly maxTimeMs?: number | undefined;
  /** Of the virtual world; those of the machine where left out. */
  readonly cores: number | undefined;
  readonly contention: number | 'measured';
}

/** Threads beyond this number measure the operating system's scheduler, not an agent. */
export const maxThreads = 256;

const optionsSchema = z.object({
  clock: z.enum(['real', 'virtual']),
  runs: z.int().min(1).max(100_000),
  warmup: z.int().min(0).max(100_000).default(0),
  precision: z.number().positive().max(1).optional(),
  maxTimeMs: z.number().positive().optional(),
  cores: z.int().min(1).max(10_000).optional(),
  contention: z.union([z.literal('measured'), z.number().min(1).max(100)]),
});

/** Settles what flags and scenario leave open from the cores that this machine has. */
export function makePlan(loaded: LoadedScenario, options: PlanOptions, machineCores: number): Plan {
  const checked = optionsSchema.safeParse(options, { reportInput: true });
  if (!checked.success) throw new UsageError(issueLines(checked.error, optionsSchema).join('\n'));
  if (options.clock === 'real' && options.cores !== undefined)
    throw new UsageError('cores are simulated, so they need virtual time');
  const missing = options.clock === 'virtual' ? whyNotSimulable(loaded.scenario) : undefined;
  if (missing !== undefined) throw new UsageError(missing);
  const cores = options.cores ?? machineCores;
  const workers = loaded.scenario.inference.workers ?? cores;
  if (options.clock === 'real' && workers > maxThreads) {
    throw new UsageError(`--workers ${workers}: at most ${maxThreads} threads on real time; --virtual simulates more`);
  }
  const { clock, runs, warmup, precision, maxTimeMs, contention } = checked.data;
  const inference = inferenceKindOf(loaded.scenario, workers);
  return { ...loaded, clock, runs, warmup, precision, maxTimeMs, cores, workers, contention, inference };
}
