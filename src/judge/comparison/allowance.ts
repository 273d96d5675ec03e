import { roughPercent } from '../../lib/text.js';
import { formatDuration } from '../../lib/duration.js';
import { mean } from '../../lib/statistics/descriptive.js';
import type { FigureName } from '../../results/figures.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { medianMakespan } from '../../results/typical.js';
import { calibrationGap } from './alike.js';

/** What besides chance may have moved a figure between two reports that were made one after the other. */
export interface Allowance {
  /** By how much at most, as a share. */
  readonly share: number;
  /** What it was, to stand before "which alone could have done this". */
  readonly cause: string;
}

/** What does not depend on how much work a millisecond is calibrated to hold. */
const uncalibrated: ReadonlySet<FigureName> = new Set(['fetch', 'attempts', 'completeness']);
/** What does not get longer while others have the cores. */
const undisturbed: ReadonlySet<FigureName> = new Set(['cpu', 'cpuRatio', 'attempts', 'completeness']);

/**
 * Calibrations differ, so the work does; and others may have had the cores while one of the reports was made, which our
 * own threads notice: by no more than the difference in what they waited for a core, and in what the hypervisor took,
 * can that have changed a makespan.
 */
export function allowanceFor(
  figure: FigureName,
  modes: { readonly base: ModeReport; readonly next: ModeReport },
  base: Report,
  next: Report,
): Allowance {
  if (figure === 'coreWait') return { share: Infinity, cause: 'other programs may have had the cores' };
  const calibration = uncalibrated.has(figure) ? 0 : calibrationGap(base, next);
  const waitedMs = undisturbed.has(figure)
    ? 0
    : Math.abs(withoutCores(modes.next.runs, next) - withoutCores(modes.base.runs, base));
  const makespans = [modes.base, modes.next].map(({ runs }) => medianMakespan(runs));
  const waited = waitedMs === 0 ? 0 : waitedMs / Math.min(...makespans);
  const cause =
    waited > calibration
      ? `threads waited ${formatDuration(waitedMs)} more for cores in one of the reports`
      : `the calibrations differ by ${roughPercent(calibration)}`;
  return { share: calibration + waited, cause };
}

/** Milliseconds a run in which threads were ready and others had their cores. */
function withoutCores(runs: readonly RunReport[], { environment }: Report): number {
  return mean(
    runs.map(({ coreWaitMs, stealMs }) => coreWaitMs + (stealMs ?? 0) / Math.max(1, environment.coresAvailable)),
  );
}
