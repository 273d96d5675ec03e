import { bootstrapPaired } from '../../lib/statistics/bootstrap.js';
import { mean, median, quantile, quantileOfSorted } from '../../lib/statistics/descriptive.js';
import { samplesNeeded } from '../../results/statistics.js';
import type { Effect } from '../../results/documents/what-if-findings.js';

/** What runs come to, in their order. */
export interface Outcomes {
  readonly makespansMs: readonly number[];
  /** Sources answered / sources asked before or now, whichever is more. */
  readonly completeness: readonly number[];
}

/** Numbers that bootstraps of all changes of a report may draw together. */
const maxDraws = 4e6;

/** The number of resamples of a bootstrap of so many changes over so many runs. */
export function resamplesOf(changes: number, runs: number): number {
  return Math.max(200, Math.min(2000, Math.round(maxDraws / (changes * runs))));
}

/**
 * What a change comes to: the median and the 95th percentile of its runs, beside those of the same runs unchanged.
 * Intervals are of paired differences: each run is replayed with its own random draws, which
 * therefore do not widen them.
 */
export function effectOf(
  unchanged: Outcomes,
  changed: Outcomes,
  options: { readonly seed: number; readonly resamples: number },
): Effect {
  const [before, after] = [unchanged.makespansMs, changed.makespansMs];
  const intervalOf = (q: number): Effect['interval'] =>
    before.length < samplesNeeded.interval
      ? null
      : bootstrapPaired(before, after, { ...options, statistic: (sorted) => quantileOfSorted(sorted, q) });
  const makespanMs = median(after);
  const gainMs = median(before) - makespanMs;
  const p95Ms = quantile(after, 0.95);
  return {
    makespanMs,
    gainMs,
    gainPercent: percentOf(gainMs, median(before)),
    completeness: mean(changed.completeness),
    interval: intervalOf(0.5),
    p95:
      before.length < samplesNeeded.p95
        ? null
        : { makespanMs: p95Ms, gainMs: quantile(before, 0.95) - p95Ms, interval: intervalOf(0.95) },
  };
}

/** A share of a whole in percent; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Shares that differ by less are the same. */
const same = 1e-9;

/** Whether as much is answered as before. */
export function keepsAnswers(effect: Pick<Effect, 'completeness'>, unchanged: Pick<Effect, 'completeness'>): boolean {
  return effect.completeness >= unchanged.completeness - same;
}
