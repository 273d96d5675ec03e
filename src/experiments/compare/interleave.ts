import { orderOf } from '../run/repetition.js';
import type { Calibration } from '../../model/machine.js';
import type { World } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import type { ModeName } from '../../agent/modes.js';
import type { Report } from '../../results/documents/run.js';
import type { Plan } from '../../scenario/plan.js';
import { contestantsOf, finalReport, once, type CompareOptions, type Contestant } from '../run/rounds.js';
import { prepared } from '../run/run-plan.js';

/** What two plans have in common that are run by turns. */
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

/** One of the two, its world and its modes. */
interface Side {
  readonly options: CompareOptions;
  readonly contestants: readonly Contestant[];
}

/**
 * Runs two plans by turns and reports on each: in every round all modes of both, in a random order of its own, so that
 * whatever the machine does meanwhile hits both alike. Both do the same work per millisecond of cost, as the
 * calibration of the first is that of the second.
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
    return [await finalReport(first.contestants, first.options), await finalReport(second.contestants, second.options)];
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
  return { options, contestants: contestantsOf(options) };
}

/** Drops what an interrupted round has left: a side must not have more runs of a bad moment than the other. */
async function rounds(sides: readonly [Side, Side], { runs, within, listener }: Interleaving): Promise<void> {
  const all = sides.flatMap((side, index) =>
    side.contestants.map((contestant) => ({ index: index as 0 | 1, contestant, options: side.options })),
  );
  const { seed } = sides[0].options.plan.scenario;
  for (let round = 0; round < runs; round++) {
    for (const { index, contestant, options } of orderOf(all, seed, round)) {
      listener.runBegins?.(index, contestant.mode);
      await once(contestant, round, options);
      if (within.reason === undefined) continue;
      for (const other of all) other.contestant.runs.length = Math.min(other.contestant.runs.length, round);
      if (round === 0) throw within.reason;
      return;
    }
    listener.roundEnds?.(round + 1);
  }
}
