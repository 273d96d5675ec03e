import { environment } from '../../machine/environment.js';
import type { Calibration as MachineCalibration } from '../../model/machine.js';
import type { Scope } from '../../model/scope.js';
import { headerOf } from '../../results/documents/header.js';
import type { Report } from '../../results/documents/run.js';
import type { Plan } from '../../scenario/plan.js';
import { virtualWorld } from '../../world/virtual.js';
import { runRounds, type Noise, type RoundsOptions, type RunListener } from './rounds.js';
import { redactedScenario } from '../../scenario/load.js';

type Calibration = NonNullable<Report['calibration']>;

/**
 * Runs a plan from start to report: makes its world, runs the modes in rounds, closes the world. On real time the
 * machine is calibrated first, unless there is an earlier calibration. Aborting `within` ends it early, at any time,
 * with a report of the modes that are finished.
 */
export async function runPlan(
  plan: Plan,
  within: Scope,
  listener: RunListener,
  earlier?: MachineCalibration,
): Promise<Report> {
  try {
    within.throwIfAborted();
    const options = await prepared(plan, within, listener, earlier);
    try {
      return await runRounds(options);
    } finally {
      await options.world.close();
    }
  } catch (thrown) {
    if (thrown !== within.reason) throw thrown;
    return { ...header(plan, 1, null), interrupted: true, modes: [], gates: [] };
  }
}

/**
 * A plan with its world, ready to run; the caller closes the world. On real time the machine is calibrated first,
 * unless there is an earlier calibration.
 */
export function prepared(
  plan: Plan,
  within: Scope,
  listener: RunListener,
  earlier?: MachineCalibration,
): Promise<RoundsOptions> {
  return plan.clock === 'real'
    ? preparedReal(plan, within, listener, earlier)
    : preparedVirtual(plan, within, listener);
}

async function preparedReal(
  plan: Plan,
  within: Scope,
  listener: RunListener,
  earlier: MachineCalibration | undefined,
): Promise<RoundsOptions> {
  const { realWorld } = await import('../../world/real.js'); // with threads, which simulated time does without
  const { startNoiseMeter } = await import('../../machine/noise.js');
  const world = await realWorld(plan, { ...plan, within, calibration: earlier });
  const calibration = world.calibration === undefined ? null : { ...world.calibration, coldStartMs: world.coldStartMs };
  const contention = calibration?.contention ?? 1;
  const meter = (): (() => Noise) => {
    const stop = startNoiseMeter();
    return () => {
      const { processCpuMs, stealMs, othersCpuMs } = stop();
      return { processCpuMs, stealMs, othersCpuMs };
    };
  };
  return { plan, world, contention, header: header(plan, contention, calibration), within, listener, meter };
}

async function preparedVirtual(plan: Plan, within: Scope, listener: RunListener): Promise<RoundsOptions> {
  const calibration = plan.contention === 'measured' ? await measureMachine(within) : null;
  const contention = plan.contention === 'measured' ? calibration!.contention : plan.contention;
  const world = virtualWorld(plan, { cores: plan.cores, workers: plan.workers, contention });
  return { plan, world, contention, header: header(plan, contention, calibration), within, listener, meter: noMeter };
}

/** Of simulated time, where nothing goes on around a run. */
function noMeter(): () => Noise {
  return () => ({ processCpuMs: null, stealMs: null, othersCpuMs: null });
}

/** Starts workers only to calibrate this machine. */
async function measureMachine(within: Scope): Promise<Calibration> {
  const cores = environment().coresAvailable;
  const { measuringPool } = await import('../../world/real.js');
  const pool = await measuringPool(cores, within);
  await pool.close();
  return { ...pool.calibration, coldStartMs: pool.coldStartMs };
}

/**
 * On virtual time nothing of the instant goes into a report but its date, so that the same seed gives the same bytes.
 */
function header(plan: Plan, contention: number, calibration: Calibration | null): RoundsOptions['header'] {
  const { memoryBytes, loadAverage, ...machine } = environment();
  return {
    ...headerOf('run'),
    clock: plan.clock,
    environment: { ...machine, loadAverage: plan.clock === 'real' ? [...loadAverage] : null, memory: memoryBytes },
    world: { cores: plan.cores, workers: plan.workers, contention, inference: plan.inference },
    scenario: redactedScenario(plan.scenario),
    seed: plan.scenario.seed,
    calibration,
    whatIf: null,
  };
}
