import { roughPercent } from '../../lib/text.js';
import { formatDuration } from '../../lib/duration.js';
import { mean } from '../../lib/statistics/descriptive.js';
import type { FigureName } from '../../results/figures.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { medianMakespan } from '../../results/typical.js';
import { calibrationGap } from './comparability.js';

/** The systematic error of a comparison of two reports that were measured one after the other. */
export interface SystematicError {
  /** An upper bound, as a share of the figure. */
  readonly share: number;
  /** Its source, to stand before "which alone could have done this". */
  readonly cause: string;
}

/** Figures that do not depend on the calibration. */
const uncalibrated: ReadonlySet<FigureName> = new Set(['fetch', 'attempts', 'completeness']);
/** Figures that other programs do not make longer by using the cores. */
const undisturbed: ReadonlySet<FigureName> = new Set(['cpu', 'cpuRatio', 'attempts', 'completeness']);

/**
 * Bounds the systematic error of a figure. Its sources are calibrations that differ, as then the work does, and other
 * programs that used the cores during one of the runs: these change a makespan by at most the difference in the time
 * that threads waited for a core and in the time that the hypervisor stole.
 */
export function systematicErrorOf(
  figure: FigureName,
  modes: { readonly base: ModeReport; readonly next: ModeReport },
  base: Report,
  next: Report,
): SystematicError {
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

/** Mean time of a run in which threads were runnable without a core, in milliseconds. */
function withoutCores(runs: readonly RunReport[], { environment }: Report): number {
  return mean(
    runs.map(({ coreWaitMs, stealMs }) => coreWaitMs + (stealMs ?? 0) / Math.max(1, environment.coresAvailable)),
  );
}
