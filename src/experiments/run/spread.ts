import type { ModeName } from '../../agent/modes.js';
import type { Gate } from '../../judge/gates/gate.js';
import { gatesOf } from '../../judge/gates/gates-of.js';
import { intervalOf } from '../../judge/gates/interval.js';
import { gateSamples, needsInterval } from '../../judge/gates/samples.js';
import { statisticOf } from '../../judge/gates/statistic.js';
import type { Report } from '../../results/documents/run.js';
import { samplesNeeded } from '../../results/statistics.js';

/**
 * Half the width of the widest of the intervals that matter, as a share of the figure: those of what gates judge by an
 * interval, or, where there are none, of the makespan of each mode. Undefined while one of them has too few runs.
 */
export function spreadOf(report: Report): number | undefined {
  const gates = gatesOf(report.scenario, []).filter((gate) => !gate.virtual && needsInterval(gate, 'real'));
  const makespans = report.modes.map(
    ({ mode }) => ({ modes: [mode], subject: { source: undefined, figure: 'makespan' }, statistic: 'median' }) as const,
  );
  const shares = (gates.length > 0 ? gates : makespans).flatMap((watched) =>
    watched.modes.map((mode) => shareOf(watched, mode, report)),
  );
  const widest = Math.max(...shares);
  return Number.isNaN(widest) ? undefined : widest;
}

function shareOf(watched: Pick<Gate, 'subject' | 'statistic'>, mode: ModeName, report: Report): number {
  const found = gateSamples(watched, mode, report);
  if ('lacking' in found || found.sorted.length < samplesNeeded.interval) return Number.NaN;
  const { of } = statisticOf(watched.statistic);
  const { low, high } = intervalOf(watched.statistic, found, report.seed);
  if (!Number.isFinite(high - low)) return Number.NaN;
  const value = Math.abs(of(found.sorted));
  return high === low ? 0 : (high - low) / 2 / value;
}
