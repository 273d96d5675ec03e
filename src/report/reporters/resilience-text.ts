import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import type { ResilienceReport } from '../resilience-schema.js';
import { allowance, percent, remedyFigures } from './resilience-figures.js';
import { fitted, wordsOf, wrapped, type Style } from './style.js';
import { figuresTable } from './table.js';

type Remedy = ResilienceReport['remedies'][number];

/** What a person reads of a resilience report: the lattice, the invariants, the remedies, the tuning. */
export function resilienceText(report: ResilienceReport, style: Style): string {
  const blocks = [
    heading(report, style),
    lattice(report, style),
    invariantLines(report, style),
    remedies(report, style),
    tuning(report, style),
    confirmed(report, style),
    closing(report, style),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function heading({ scenario, lattice: { cases, exhaustive } }: ResilienceReport, { width, paint }: Style): string {
  const how = exhaustive
    ? `all ${counted(cases, 'combination')} of their states`
    : `${counted(cases, 'combination')} of their states, every one of each source among them`;
  const text = `${printable(scenario.name)}: ${counted(scenario.sources.length, 'source')}, each healthy, failing at once, never answering or three times slower; ${how}, hybrid, simulated`;
  return paint.bold(wrapped(wordsOf(text), width));
}

function lattice({ lattice: { byFailures, worst } }: ResilienceReport, style: Style): string {
  const rows = byFailures.map(({ failed, cases, minCompleteness, maxMakespanMs }) => [
    String(failed),
    String(cases),
    percent(minCompleteness),
    formatDuration(maxMakespanMs),
  ]);
  const table = figuresTable(['not\nhealthy', 'cases', 'least\ncompleteness', 'longest\nmakespan'], rows, style);
  const text = `Worst case: completeness ${percent(worst.completeness)} after ${formatDuration(worst.makespanMs)}. To see it:`;
  return `${table}\n\n${wrapped(wordsOf(text), style.width)}\n  ${printable(worst.command)}`;
}

function invariantLines({ lattice: found }: ResilienceReport, { paint, width }: Style): string {
  const line = (verdict: string, text: string): string => wrapped(wordsOf(text), width, '       ', `${verdict} `);
  return found.invariants
    .flatMap(({ name, checked, broken, command }) => {
      const what = name + allowance(name, found);
      if (broken === 0) return [line(paint.green('holds '), `${what} (${checked} of ${checked})`)];
      return [line(paint.red('BROKEN'), `${what} (in ${broken} of ${checked}); the first:`), `  ${printable(command ?? '')}`];
    })
    .join('\n');
}

function remedies(report: ResilienceReport, style: Style): string {
  const [first] = report.remedies;
  if (first === undefined) return '';
  const what = report.disturbance === null ? 'its own faults' : `every source ${report.disturbance}, as the scenario has no faults of its own`;
  const title = `The remedies, ${counted(first.runs, 'run')} each, one every ${formatDuration(report.everyMs)}, with ${what}:`;
  return `${wrapped(wordsOf(title), style.width)}\n${remedyTable(report.remedies, 'remedy', style)}\n${style.paint.dim(wrapped(wordsOf('★ nothing else here is better in completeness, stand-ins, p95, p99 or attempts without being worse in another. A cache gains this much only where questions repeat.'), style.width))}`;
}

function tuning({ tuning: found }: ResilienceReport, style: Style): string {
  if (found === null) return '';
  const advice = `Recommended ${found.parameter}: ${found.recommended.name}; ${found.recommended.reason}.`;
  return `Tuning ${found.parameter}${found.disturbance === null ? '' : `, with every source ${found.disturbance}`}:\n${remedyTable(found.points, found.parameter, style)}\n${style.paint.bold(wrapped(wordsOf(advice), style.width))}`;
}

function remedyTable(rows: readonly Remedy[], what: string, style: Style): string {
  const head = [what, 'clean', 'com-\nplete', 'stand-\nins', 'p50', 'p95', 'p99', 'at-\ntempts', 'wasted'];
  const cells = rows.map((row) => [`${row.dominatedBy === null ? '★' : ' '} ${printable(row.name)}`, ...remedyFigures(row)]);
  return figuresTable(head, cells, style);
}

function confirmed({ confirmed: rows }: ResilienceReport, style: Style): string {
  if (rows.length === 0) return '';
  const cells = rows.map(({ name, predicted, measured }) => [
    fitted(printable(name), 24),
    formatDuration(predicted.makespanMs),
    formatDuration(measured.makespanMs),
    `${((measured.makespanMs / predicted.makespanMs - 1) * 100).toFixed(1)} %`,
    percent(predicted.completeness),
    percent(measured.completeness),
  ]);
  return `Run again on real time:\n${figuresTable(['case', 'predicted', 'measured', 'difference', 'complete,\npredicted', 'complete,\nmeasured'], cells, style)}`;
}

function closing({ remedies: rows, lattice: { invariants } }: ResilienceReport, { width, paint }: Style): string {
  const broken = invariants.filter(({ broken: count }) => count > 0).length;
  if (broken > 0) return paint.red(wrapped(wordsOf(`${counted(broken, 'invariant')} broken: see the commands above.`), width));
  const none = rows.find(({ name }) => name === 'none');
  const best = rows.filter(({ name }) => name !== 'none' && name !== 'cache').toSorted((a, b) => b.completeness - a.completeness || a.p95Ms - b.p95Ms)[0];
  if (none === undefined || best === undefined || best.completeness <= none.completeness || percent(best.completeness) === percent(none.completeness))
    return wrapped(wordsOf('All invariants hold. No remedy makes answers to new questions more complete.'), width);
  const subject = best.name === "scenario's own" ? "the scenario's own set" : printable(best.name);
  const gain = `${percent(best.completeness)} instead of ${percent(none.completeness)}, for ${best.attemptsPerAnswer.toFixed(2)} attempts a source, with p95 ${moved(none.p95Ms, best.p95Ms)}`;
  return wrapped(wordsOf(`All invariants hold. Of the remedies that work for new questions too, ${subject} makes the answers most complete: ${gain}.`), width);
}

/** `up from 1 s to 2 s`, or `still at 1 s` where a reader would see no difference. */
function moved(fromMs: number, toMs: number): string {
  const [from, to] = [formatDuration(fromMs), formatDuration(toMs)];
  if (from === to) return `still at ${to}`;
  return `${toMs > fromMs ? 'up' : 'down'} from ${from} to ${to}`;
}
