import { bootstrapInterval } from '../lib/bootstrap.js';
import { random } from '../lib/random.js';
import { median } from '../lib/stats.js';
import { samplesNeeded } from '../report/statistics.js';
import type { RunReport } from '../report/schema.js';

/** Shuffled by the seed and the round (Fisher and Yates), so that what drifts while rounds go on hits all modes alike. */
export function orderOf<M>(modes: readonly M[], seed: number, round: number): M[] {
  const order = [...modes];
  const draw = random(seed, 'order', round);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Half the width of the widest of the intervals of the modes' makespans, as a share of the median; undefined while one has too few runs. */
export function spreadOf(modes: readonly { readonly runs: readonly RunReport[] }[], seed: number): number | undefined {
  const shares = modes.map(({ runs }) => {
    if (runs.length < samplesNeeded.interval) return Number.NaN;
    const makespans = runs.map(({ makespanMs }) => makespanMs);
    const { low, high } = bootstrapInterval(makespans, { seed, resamples: 500 });
    return (high - low) / 2 / median(makespans);
  });
  const widest = Math.max(...shares);
  return Number.isNaN(widest) ? undefined : widest;
}
