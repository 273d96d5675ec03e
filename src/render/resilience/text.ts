import { printable } from '../../lib/text.js';
import type { ResilienceReport } from '../../results/documents/resilience.js';
import {
  adviceSentence,
  allowance,
  brokenInvariants,
  caveats,
  conclusion,
  confirmedHead,
  confirmedRows,
  failureHead,
  failureRows,
  interruptedSentence,
  latticeSentence,
  remediesTitle,
  remedyFigures,
  tuningTitle,
  worstSentence,
} from './figures.js';
import { fitted, wordsOf, wrapped, type Style } from '../style.js';
import { figuresTable } from '../table.js';

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

function heading(report: ResilienceReport, { width, paint }: Style): string {
  return paint.bold(wrapped(wordsOf(`${printable(report.scenario.name)}: ${latticeSentence(report)}`), width));
}

function lattice(report: ResilienceReport, style: Style): string {
  const table = figuresTable(failureHead, failureRows(report), style);
  return `${table}\n\n${wrapped(wordsOf(worstSentence(report)), style.width)}\n  ${printable(report.lattice.worst.command)}`;
}

function invariantLines({ lattice: found }: ResilienceReport, { paint, width }: Style): string {
  const line = (verdict: string, text: string): string => wrapped(wordsOf(text), width, '       ', `${verdict} `);
  return found.invariants
    .flatMap(({ name, checked, broken, command }) => {
      const what = name + allowance(name, found);
      if (broken === 0) return [line(paint.green('holds '), `${what} (${checked} of ${checked})`)];
      return [
        line(paint.red('BROKEN'), `${what} (in ${broken} of ${checked}); the first:`),
        `  ${printable(command ?? '')}`,
      ];
    })
    .join('\n');
}

function remedies(report: ResilienceReport, style: Style): string {
  const [first] = report.remedies;
  if (first === undefined) return '';
  const title = wrapped(wordsOf(remediesTitle(report, first)), style.width);
  return `${title}\n${remedyTable(report.remedies, 'remedy', style)}\n${style.paint.dim(wrapped(wordsOf(`★ ${caveats}`), style.width))}`;
}

function tuning({ tuning: found }: ResilienceReport, style: Style): string {
  if (found === null) return '';
  return `${tuningTitle(found)}\n${remedyTable(found.points, found.parameter, style)}\n${style.paint.bold(wrapped(wordsOf(adviceSentence(found)), style.width))}`;
}

function remedyTable(rows: readonly Remedy[], what: string, style: Style): string {
  const head = [what, 'clean', 'com-\nplete', 'stand-\nins', 'p50', 'p95', 'p99', 'at-\ntempts', 'wasted'];
  const cells = rows.map((row) => [
    `${row.dominatedBy === null ? '★' : ' '} ${printable(row.name)}`,
    ...remedyFigures(row),
  ]);
  return figuresTable(head, cells, style);
}

function confirmed(report: ResilienceReport, style: Style): string {
  if (report.confirmed.length === 0) return '';
  const cells = confirmedRows(report).map(([name, ...figures]) => [fitted(printable(name!), 24), ...figures]);
  return `Run again on real time:\n${figuresTable(confirmedHead, cells, style)}`;
}

function closing(report: ResilienceReport, { width, paint }: Style): string {
  const sentence = wrapped(wordsOf(conclusion(report)), width);
  const ended = report.interrupted ? [paint.red(wrapped(wordsOf(interruptedSentence), width))] : [];
  return [brokenInvariants(report) > 0 ? paint.red(sentence) : sentence, ...ended].join('\n');
}
