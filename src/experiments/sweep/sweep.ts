import type { Scope } from '../../model/scope.js';
import { headerOf } from '../../results/documents/header.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';
import { changesOf, fitsOf } from './findings.js';
import type { Grid } from './grid.js';
import { measurePoint } from './point.js';
import { redactedScenario } from '../../scenario/load.js';

export interface SweepOptions {
  /** The `runs` of its plan are those at each point. */
  readonly grid: Grid;
  /** Aborting it ends the sweep early, with the points that are finished. */
  readonly within: Scope;
  /** Called with how many points are done. */
  readonly progress: (done: number, of: number) => void;
}

/** Runs every point of a grid. Rejects with the reason of an interruption that came before the first was finished. */
export async function sweep({ grid, within, progress }: SweepOptions): Promise<SweepReport> {
  const { plan, axes } = grid;
  const points: SweepPoint[] = [];
  while (points.length < grid.count) {
    const found = await measurePoint(grid.planAt(points.length), within);
    if (found === undefined) break;
    const values = grid.valuesAt(points.length);
    points.push({ values: Object.fromEntries(axes.map(({ name }, i) => [name, values[i]!])), ...found });
    progress(points.length, grid.count);
  }
  if (points.length === 0) throw within.reason ?? new Error('no point was run');
  return {
    ...headerOf('sweep'),
    clock: plan.clock,
    world: {
      cores: plan.cores,
      workers: plan.workers,
      contention: plan.contention as number,
      inference: plan.inference,
    },
    scenario: redactedScenario(plan.scenario),
    seed: plan.scenario.seed,
    interrupted: points.length < grid.count,
    parameters: axes.map(({ name, unit, values }) => ({ name, unit, values: [...values] })),
    modes: plan.scenario.modes,
    runs: plan.runs,
    planned: grid.count,
    points,
    changes: changesOf(points, axes),
    fits: fitsOf(points, axes),
  };
}
