import { formatDuration } from '../../lib/duration.js';
import { counted, percent, printable } from '../../lib/text.js';
import type { ResilienceReport } from '../../results/documents/resilience.js';
import { timelyInvariant } from '../../results/timely-invariant.js';

type Remedy = ResilienceReport['remedies'][number];

/**
 * The figures of a remedy, as the tables of the terminal and of Markdown both show them: clean answers first, wasted
 * time last.
 */
export function remedyFigures(remedy: Remedy): string[] {
  return [
    percent(remedy.successRate),
    percent(remedy.completeness),
    percent(remedy.degraded),
    formatDuration(remedy.p50Ms),
    formatDuration(remedy.p95Ms),
    formatDuration(remedy.p99Ms),
    remedy.attemptsPerAnswer.toFixed(2),
    formatDuration(remedy.wastedMs),
  ];
}

/** What an invariant allows for, as a clause behind its name; empty where that is nothing. */
export function allowance(name: string, { allowanceMs }: ResilienceReport['lattice']): string {
  if (name !== timelyInvariant || allowanceMs === 0) return '';
  return `, save for ${formatDuration(allowanceMs)} that stuck workers or a blocked event loop may add`;
}

/** What was tried, as a clause behind the scenario's name. */
export function latticeSentence({ scenario, lattice: { cases, exhaustive } }: ResilienceReport): string {
  const how = exhaustive
    ? `all ${counted(cases, 'combination')} of their states`
    : `${counted(cases, 'combination')} of their states, every one of each source among them`;
  return (
    `${counted(scenario.sources.length, 'source')}, each healthy, failing at once, never answering or three ` +
    `times slower; ${how}, hybrid, simulated`
  );
}

/** The columns of `failureRows`. */
export const failureHead = ['not\nhealthy', 'cases', 'least\ncompleteness', 'longest\nmakespan'];

/** The cases by how many sources are not healthy. */
export function failureRows({ lattice: { byFailures } }: ResilienceReport): string[][] {
  return byFailures.map((row) => [
    String(row.failed),
    String(row.cases),
    percent(row.minCompleteness),
    formatDuration(row.maxMakespanMs),
  ]);
}

/** What the worst case came to; its command stands below. */
export function worstSentence({ lattice: { worst } }: ResilienceReport): string {
  const after = formatDuration(worst.makespanMs);
  return `Worst case: completeness ${percent(worst.completeness)} after ${after}. To see it:`;
}

/** The title of the remedies. */
export function remediesTitle({ disturbance, everyMs }: ResilienceReport, { runs }: Remedy): string {
  const what =
    disturbance === null ? 'its own faults' : `every source ${disturbance}, as the scenario has no faults of its own`;
  return `The remedies, ${counted(runs, 'run')} each, one every ${formatDuration(everyMs)}, with ${what}:`;
}

/** The title of the values of a parameter. */
export function tuningTitle({ parameter, disturbance }: NonNullable<ResilienceReport['tuning']>): string {
  return `Tuning ${parameter}${disturbance === null ? '' : `, with every source ${disturbance}`}:`;
}

/** Which value to take, and why. */
export function adviceSentence({ parameter, recommended }: NonNullable<ResilienceReport['tuning']>): string {
  return `Recommended ${parameter}: ${recommended.name}; ${recommended.reason}.`;
}

/** What is true of a remedy that none dominates, and not of a cache. */
export const caveats =
  'nothing else here is better in completeness, stand-ins, p95, p99 or attempts without being worse in another. A ' +
  'cache gains this much only where questions repeat.';

/** The columns of `confirmedRows`. */
export const confirmedHead = [
  'case',
  'predicted',
  'measured',
  'difference',
  'complete,\npredicted',
  'complete,\nmeasured',
];

/** The cases that were run again on real time, beside their predictions. */
export function confirmedRows({ confirmed }: ResilienceReport): string[][] {
  return confirmed.map(({ name, predicted, measured }) => [
    name,
    formatDuration(predicted.makespanMs),
    formatDuration(measured.makespanMs),
    `${((measured.makespanMs / predicted.makespanMs - 1) * 100).toFixed(1)} %`,
    percent(predicted.completeness),
    percent(measured.completeness),
  ]);
}

/** How many invariants do not hold. */
export function brokenInvariants({ lattice: { invariants } }: ResilienceReport): number {
  return invariants.filter(({ broken }) => broken > 0).length;
}

/** What is missing of an interrupted report. */
export const interruptedSentence =
  'Interrupted: remedies, tuning and cases on real time are here as far as they were finished.';

/**
 * What to take away: whether the invariants hold and, where all remedies were tried, which one makes answers most
 * complete.
 */
export function conclusion(report: ResilienceReport): string {
  const { remedies: rows, interrupted } = report;
  const broken = brokenInvariants(report);
  if (broken > 0) return `${counted(broken, 'invariant')} broken: see the commands above.`;
  if (interrupted) return 'All invariants hold.';
  const none = rows.find(({ name }) => name === 'none');
  const best = rows
    .filter(({ name }) => name !== 'none' && name !== 'cache')
    .toSorted((a, b) => b.completeness - a.completeness || a.p95Ms - b.p95Ms)[0];
  if (
    none === undefined ||
    best === undefined ||
    best.completeness <= none.completeness ||
    percent(best.completeness) === percent(none.completeness)
  )
    return 'All invariants hold. No remedy makes answers to new questions more complete.';
  const subject = best.name === "scenario's own" ? "the scenario's own set" : printable(best.name);
  const gain =
    `${percent(best.completeness)} instead of ${percent(none.completeness)}, for ` +
    `${best.attemptsPerAnswer.toFixed(2)} attempts a source, with p95 ${moved(none.p95Ms, best.p95Ms)}`;
  return (
    `All invariants hold. Of the remedies that work for new questions too, ${subject} makes the answers most ` +
    `complete: ${gain}.`
  );
}

/** `up from 1 s to 2 s`, or `still at 1 s` where a reader would see no difference. */
function moved(fromMs: number, toMs: number): string {
  const [from, to] = [formatDuration(fromMs), formatDuration(toMs)];
  if (from === to) return `still at ${to}`;
  return `${toMs > fromMs ? 'up' : 'down'} from ${from} to ${to}`;
}
