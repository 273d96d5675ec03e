import { median, quantile } from '../../lib/statistics/descriptive.js';
import type { Calibration } from '../../model/machine.js';
import type { Kernel } from './kernel.js';
import type { ThreadCpuMeter } from '../workers/thread-cpu.js';

/**
 * CPU milliseconds of one sample. To read the meter the thread leaves its core, and comes back to a cold one: that
 * costs about 0.25 ms of speed, which would be 5 % of a sample of 5 ms, but does not show in a job of seconds.
 */
const sampleMs = 32;
const samplesPerRound = 3;
/** Rounds of one worker alone and all together: interference that lasts a while then affects both. */
const rounds = 3;
/** Warming ends when this many batches in a row took the same, within a tolerance, or when it has taken too long. */
const steadyBatches = 4;
const batchMs = 4;
const tolerance = 0.04;
const warmMinMs = 40;
const warmMaxMs = 160;

/** A worker, as calibration sees it. */
export interface Calibrated {
  sample(plan: SamplePlan): Promise<number[]>;
}

export interface SamplePlan {
  readonly samples: number;
  readonly unitsPerSample: number;
  /** How many workers sample at once. */
  readonly parties: number;
  /** Two shared counters: of the workers that have begun, and of those that have ended. */
  readonly arrivals: Int32Array;
}

/**
 * Measures the kernel on the pool's own threads, in thread CPU time: one busy, then as many as there are cores.
 * `roughUnitsPerMs` is what warming the workers found.
 */
export async function calibrate(
  workers: readonly Calibrated[],
  cores: number,
  roughUnitsPerMs: number,
): Promise<Calibration> {
  const unitsPerSample = Math.max(1, Math.round(roughUnitsPerMs * sampleMs));
  const busy = async (count: number): Promise<number[]> => {
    const arrivals = new Int32Array(new SharedArrayBuffer(8));
    const plan = { samples: samplesPerRound, unitsPerSample, parties: count, arrivals };
    return (await Promise.all(workers.slice(0, count).map((worker) => worker.sample(plan)))).flat();
  };
  const alone: number[] = [];
  const together: number[] = [];
  const parties = Math.min(workers.length, cores);
  for (let round = 0; round < rounds; round++) {
    alone.push(...(await busy(1)));
    if (parties > 1) together.push(...(await busy(parties)));
  }
  return conclude(alone, together);
}

/** A contention below this is not told from the noise between two rounds. */
const noticeable = 1.03;

/**
 * From the CPU milliseconds of a unit, one worker busy and all busy (no figures where one is all). Where the two do not
 * differ by more than noise, or alone seems slower than together, which cannot be, all samples count as one lot: twice
 * as many for the unit, and no contention made of chance.
 */
export function conclude(alone: readonly number[], together: readonly number[]): Calibration {
  const slowed = median(together) >= median(alone) * noticeable;
  const unitMs = median(slowed ? alone : [...alone, ...together]);
  return {
    unitsPerCpuMs: 1 / unitMs,
    contention: slowed ? median(together) / unitMs : 1,
    spread: (quantile(alone, 0.9) - quantile(alone, 0.1)) / unitMs,
  };
}

/**
 * On a worker: samples while the others sample. Keeps working until all have begun, and then until all have ended, so
 * that no core is idle meanwhile.
 */
export function sampleUnits(kernel: Kernel, measure: ThreadCpuMeter, plan: SamplePlan): number[] {
  const { forward } = kernel.prepare(sampleText.question, sampleText.payload);
  const little = Math.ceil(plan.unitsPerSample / 16);
  const awaitAll = (counter: number): void => {
    Atomics.add(plan.arrivals, counter, 1);
    let roundsLeft = 16 * plan.samples; // another worker may have ended
    do forward(little);
    while (Atomics.load(plan.arrivals, counter) < plan.parties && --roundsLeft > 0);
  };
  awaitAll(0);
  const taken = measure();
  let takenMs = 0;
  const figures = Array.from({ length: plan.samples }, () => {
    forward(plan.unitsPerSample);
    const beforeMs = takenMs;
    takenMs = taken().cpuMs;
    return (takenMs - beforeMs) / plan.unitsPerSample;
  });
  awaitAll(1);
  return figures;
}

/**
 * On a worker: runs all that a job runs until the compiler is done with it and the speed is steady.
 * Returns the units that a CPU millisecond holds, roughly.
 */
export function settle(kernel: Kernel, measure: ThreadCpuMeter): number {
  const total = measure();
  let units = 8;
  let recent: number[] = [];
  for (;;) {
    // The text analysis before each batch, as in a job; its own warmth is worth little, but what it does to shared code
    // is not.
    const { forward } = kernel.prepare(sampleText.question, sampleText.payload);
    const taken = measure();
    forward(units);
    const perUnit = Math.max(taken().cpuMs, 1e-3) / units;
    recent = [...recent, perUnit].slice(-steadyBatches);
    const spentMs = total().cpuMs;
    const steady = recent.length === steadyBatches && Math.max(...recent) <= Math.min(...recent) * (1 + tolerance);
    if ((steady && spentMs > warmMinMs) || spentMs > warmMaxMs) return 1 / median(recent);
    // Never by leaps: one wrong reading must not make a batch of seconds.
    units = Math.min(4 * units, Math.max(8, Math.round(batchMs / perUnit)));
  }
}

const sampleText = {
  question: 'How steady is this machine?',
  payload: [
    {
      title: 'On measuring',
      snippet: 'A machine that is asked the same question twice takes a different time for each answer.',
      page: 7,
    },
    'Work that is fixed can be counted. Work that is timed cannot: it takes as long as it was told to, on any ' +
      'machine, however busy.',
  ],
};
