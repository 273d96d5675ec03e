import { median } from '../../lib/statistics/stats.js';
import type { Scope } from '../../model/scope.js';
import { fastest } from '../../results/typical.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import { whyNotSimulable } from '../../scenario/simulable.js';
import type { Plan } from '../../scenario/plan.js';
import { simulate } from './simulate.js';

/** A change that gains less than this share of the makespan is not worth a sentence. */
const worthwhile = 0.02;

/**
 * What the fastest mode would gain from one more core, or from one more worker where cores stand idle; null if next to
 * nothing.
 */
export async function advise(
  plan: Plan,
  modes: readonly Pick<ModeReport, 'mode' | 'runs'>[],
  contention: number,
  within: Scope,
): Promise<Report['advice']> {
  const best = fastest(modes);
  if (best === undefined || plan.inference.kind === 'model-server' || whyNotSimulable(plan.scenario) !== undefined)
    return null;
  const { cores, workers } = plan;
  const change = workers < cores ? 'worker' : 'core';
  const runs = Math.min(plan.runs, 20);
  const middle = async (world: { readonly cores: number; readonly workers: number }): Promise<number> =>
    median(
      await simulate(plan, { mode: best.mode, runs, contention, within, ...world }, ({ makespanMs }) => makespanMs),
    );
  const now = await middle({ cores, workers });
  const then = await middle({ cores: change === 'core' ? cores + 1 : cores, workers: workers + 1 });
  // Written so that no figure at all, after an interruption, is no advice.
  return !(now - then > now * worthwhile) ? null : { mode: best.mode, change, makespanMs: now, withChangeMs: then };
}
