import { formatDuration } from '../../lib/duration.js';
import { counted, listed, printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';
import { completenessOf, failureWords, standIn } from './figures.js';
import { fastest, medianMakespan, typicalRun } from '../../results/typical.js';
import { losesAnswers } from '../what-if/figures.js';
import { pathParts } from './path.js';

/** Two or three plain sentences: who is fastest and by how much, how far from the limit, what limits it. */
export function summary(report: Report): string[] {
  const best = fastest(report.modes);
  if (best === undefined) return ['No mode was finished, so there is nothing to compare.'];
  const run = typicalRun(best.runs);
  const nothing = report.modes.every(({ runs }) => runs.every(({ result }) => result.status === 'failed'));
  if (nothing) return [`No source answered in any mode: ${failuresOf(run)}.`];
  return [
    `${lead(report, best)}${distance(report, run)}.`,
    `${limits(run)}${oneMore(report)}`,
    ...(inferenceWaits(report.scenario)
      ? ['Inference waits for a model server here, so workers and cores will not help.']
      : []),
    ...shortfalls(report),
    ...unsteadiness(report),
    ...disturbance(report),
  ];
}

function lead(report: Report, best: ModeReport): string {
  const makespanMs = medianMakespan(best.runs);
  const answered = best.runs.every((run) => run.result.completeness === 1)
    ? ''
    : ` with ${completenessOf(best.runs)} sources`;
  const time = `${formatDuration(makespanMs)}${answered}`;
  if (best.mode === 'sequential')
    return report.modes.length > 1
      ? `No mode is faster than sequential, which answers in ${time}`
      : `sequential answers in ${time}`;
  if (best.speedup === null || best.speedup < 1.005)
    return `${best.mode} answers in ${time}${best.speedup === null ? '' : ', as sequential does'}`;
  return `${best.mode} answers in ${time}, ${best.speedup.toFixed(2)} times faster than sequential`;
}

function distance(report: Report, run: RunReport): string {
  const above = run.makespanMs - run.lowerBoundMs;
  const bound = formatDuration(run.lowerBoundMs);
  const schedule = inferenceWaits(report.scenario) ? 'schedule' : `schedule on ${counted(report.world.cores, 'core')}`;
  if (run.result.completeness < 1) return ''; // what is missing would have taken its time too
  if (above <= run.makespanMs * 0.005) return `; no ${schedule} can beat that`;
  return `, ${formatDuration(above)} above the ${bound} that no ${schedule} can beat`;
}

function limits(run: RunReport): string {
  const parts = pathParts(run).slice(0, 3);
  if (parts.length === 0) return 'Nothing on its way takes a noticeable time.';
  return `What limits it: ${listed(parts.map(({ text, ms }) => `${text} (${formatDuration(ms)})`))}.`;
}

/** Calibrations on an idle machine stay well below this. */
const steadySpread = 0.1;

function unsteadiness({ calibration }: Report): string[] {
  if (calibration === null || calibration.spread <= steadySpread) return [];
  const spread = Math.round(calibration.spread * 100);
  return [
    `The calibration was unsteady (its samples spread by ${spread} %), so an inference may cost more or less than ` +
      `was asked for; \`agent-bench doctor\` says why.`,
  ];
}

/** Others who take less than this share of the cores change little. */
const quiet = 0.1;

function disturbance({ modes, world }: Report): string[] {
  const shares = modes.flatMap(({ mode, runs }) => {
    const run = typicalRun(runs);
    const takenMs = (run.othersCpuMs ?? 0) + (run.stealMs ?? 0);
    return [{ mode, share: takenMs / (run.makespanMs * world.cores) }];
  });
  const most = shares.toSorted((a, b) => b.share - a.share)[0];
  if (most === undefined || !(most.share > quiet)) return [];
  return [
    `The machine was busy: others took up to ${Math.round(most.share * 100)} % of its cores (during ${most.mode}), ` +
      `so measured times are longer than the scenario's own.`,
  ];
}

/** A gain of at most this share of the makespan is not worth a sentence, in percent. */
const worthwhilePercent = 2;

/** What one more core would save, or one more worker where cores stand idle, if what-if was computed. */
function oneMore({ whatIf, world, scenario }: Report): string {
  if (whatIf === null || inferenceWaits(scenario)) return '';
  const part = world.workers < world.cores ? 'worker' : 'core';
  const count = world[`${part}s`] + 1;
  const change = whatIf.changes.find(({ set }) => set === `${part}s=${count}`);
  if (change === undefined || change.gainPercent <= worthwhilePercent || losesAnswers(change, whatIf)) return '';
  return ` A ${ordinal(count)} ${part} would save ${formatDuration(change.gainMs)} (${whatIf.mode}, simulated).`;
}

/** What is missing from the answers, mode by mode where modes differ. */
function shortfalls(report: Report): string[] {
  const short = report.modes.filter(({ runs }) => runs.some((run) => run.result.completeness < 1));
  const byFailure = new Map<string, string[]>();
  for (const mode of short) {
    const run = mode.runs.find(({ result }) => result.completeness < 1)!;
    const text = failuresOf(run);
    byFailure.set(text, [...(byFailure.get(text) ?? []), `${mode.mode} ${completenessOf(mode.runs)}`]);
  }
  return [...byFailure].map(([failures, modes]) => `Not every source answered (${listed(modes)}): ${failures}.`);
}

function failuresOf(run: RunReport): string {
  const { errors } = run.result;
  const named = errors
    .slice(0, errors.length <= 5 ? 5 : 4)
    .map(
      (error) =>
        `${printable(error.source)} ` +
        `(${[failureWords(error, run), standIn(error.source, run.result) ?? []].flat().join('; ')})`,
    );
  return errors.length === named.length
    ? listed(named)
    : `${named.join(', ')} and ${errors.length - named.length} more`;
}

function ordinal(n: number): string {
  const named = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'][n];
  if (named !== undefined) return named;
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}
