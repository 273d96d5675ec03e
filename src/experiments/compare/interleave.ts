import { shuffled } from '../run/rounds.js';
import type { Calibration } from '../../model/machine.js';
import type { World } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import type { ModeName } from '../../agent/modes.js';
import type { Report } from '../../results/documents/run.js';
import type { Plan } from '../../scenario/plan.js';
import { finalReport, modeRunners, runOnce, type ModeRunner, type RoundsOptions } from '../run/rounds.js';
import { prepared } from '../run/run-plan.js';

/** How two plans are run interleaved. */
export interface Interleaving {
  /** Rounds; each mode of each side runs once in each. */
  readonly runs: number;
  /** Aborting it ends the run in progress; whole rounds are reported. */
  readonly within: Scope;
  readonly listener: {
    runBegins?(side: 0 | 1, mode: ModeName): void;
    roundEnds?(rounds: number): void;
  };
}

/** A side of the comparison: a plan with its world and its modes. */
interface Side {
  readonly options: RoundsOptions;
  readonly runners: readonly ModeRunner[];
}

/**
 * Runs two plans interleaved and reports on each: every round runs all modes of both in a random order of its own, so
 * that disturbances of the machine affect both equally. The calibration of the first is used for both, so that they do
 * the same work per millisecond of cost.
 */
export async function interleave(
  plans: readonly [Plan, Plan],
  { runs, within, listener }: Interleaving,
): Promise<[Report, Report]> {
  const worlds: World[] = [];
  try {
    const first = await sideOf(plans[0], runs, within, undefined, worlds);
    const second = await sideOf(plans[1], runs, within, first.options.header.calibration ?? undefined, worlds);
    await rounds([first, second], { runs, within, listener });
    return [await finalReport(first.runners, first.options), await finalReport(second.runners, second.options)];
  } finally {
    for (const world of worlds) await world.close();
  }
}

async function sideOf(
  plan: Plan,
  runs: number,
  within: Scope,
  earlier: Calibration | undefined,
  worlds: World[],
): Promise<Side> {
  const options = await prepared({ ...plan, runs }, within, {}, earlier);
  worlds.push(options.world);
  return { options, runners: modeRunners(options) };
}

/** Drops the runs of a round that is interrupted, as both sides must have met the same conditions. */
async function rounds(sides: readonly [Side, Side], { runs, within, listener }: Interleaving): Promise<void> {
  const all = sides.flatMap((side, index) =>
    side.runners.map((runner) => ({ index: index as 0 | 1, runner, options: side.options })),
  );
  const { seed } = sides[0].options.plan.scenario;
  for (let round = 0; round < runs; round++) {
    for (const { index, runner, options } of shuffled(all, seed, round)) {
      listener.runBegins?.(index, runner.mode);
      await runOnce(runner, round, options);
      if (within.reason === undefined) continue;
      for (const other of all) other.runner.runs.length = Math.min(other.runner.runs.length, round);
      if (round === 0) throw within.reason;
      return;
    }
    listener.roundEnds?.(round + 1);
  }
}
