import type { ModeName } from '../../agent/modes.js';
import { counted } from '../../lib/text.js';
import { samplesOf, sourceFigures } from '../../results/figures.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { samplesNeeded } from '../../results/statistics.js';
import { isCounted, type Gate } from './gate.js';
import { runsToBound } from './interval.js';
import { statisticOf } from './statistic.js';

/** The figure of a gate in each run of a mode, in rising order. */
export interface GateSamples {
  readonly mode: ModeReport;
  readonly sorted: readonly number[];
}

/** Why there is nothing to judge by. */
export interface Lacking {
  readonly lacking: string;
}

/**
 * Whether an interval decides: on real time, where the figure is timed and the statistic says more than what was seen.
 */
export function needsInterval(gate: Pick<Gate, 'subject' | 'statistic'>, clock: Report['clock']): boolean {
  return clock === 'real' && !isCounted(gate) && statisticOf(gate.statistic).extreme !== true;
}

/** How many runs a gate needs to be judged. */
export function runsNeeded(gate: Pick<Gate, 'subject' | 'statistic'>, clock: Report['clock']): number {
  const { needs, intervalNeeds = samplesNeeded.interval } = statisticOf(gate.statistic);
  return Math.max(needs, needsInterval(gate, clock) ? intervalNeeds : 1);
}

/** How many runs a gate needs so that it can pass as well as fail. */
export function runsToDecide(gate: Pick<Gate, 'subject' | 'statistic' | 'limit'>, clock: Report['clock']): number {
  const bound = needsInterval(gate, clock) ? runsToBound(gate.statistic, gate.limit.kind === 'baseline') : undefined;
  return Math.max(bound ?? 1, runsNeeded(gate, clock));
}

/** What a report has for a gate in a mode. */
export function gateSamples(
  gate: Pick<Gate, 'subject' | 'statistic'>,
  name: ModeName,
  report: Report | undefined,
): GateSamples | Lacking {
  const mode = report?.modes.find((one) => one.mode === name);
  if (report === undefined || mode === undefined) return { lacking: `there is no run in the mode ${name}` };
  const values = valuesOf(gate, mode, report).filter((value) => Number.isFinite(value));
  const { length } = mode.runs;
  if (values.length < length) {
    const unasked = gate.subject.source === undefined ? '' : ', because the source was not asked';
    const why =
      gate.subject.figure === 'speedup' ? ', because it compares only answers that are equally complete' : unasked;
    return {
      lacking:
        `${length - values.length} of ${counted(length, 'run')} ` +
        `${length - values.length === 1 ? 'has' : 'have'} no ${gate.subject.figure}${why}`,
    };
  }
  const needed = runsNeeded(gate, report.clock);
  if (length < needed) {
    const what = needed > samplesNeeded.interval ? gate.statistic : 'an interval';
    return {
      lacking:
        `${what} needs ${needed} runs, and there ${length === 1 ? 'is' : 'are'} ${length}; --runs ${needed} ` +
        'makes as many',
    };
  }
  return { mode, sorted: values.toSorted((a, b) => a - b) };
}

function valuesOf({ subject }: Pick<Gate, 'subject'>, mode: ModeReport, report: Report): number[] {
  if (subject.source === undefined) return samplesOf(report, mode, subject.figure).map(({ value }) => value);
  const of: (run: RunReport, source: string) => number | undefined = sourceFigures[subject.figure].of;
  return mode.runs.flatMap((run) => of(run, subject.source) ?? []);
}
