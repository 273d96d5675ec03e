import { printable } from '../../lib/text.js';
import type { Check, Verification } from '../../results/documents/verify.js';
import { verificationSummary, verifiedWhere } from './figures.js';
import { wordsOf, wrapped, type Style } from '../style.js';

/** What a person reads of a verification: each line with what was expected and what was measured, and the sum of it. */
export function verificationText(report: Verification, style: Style): string {
  const blocks = [
    heading(report, style),
    ...report.checks.map((check) => checkLines(check, style)),
    closing(report, style),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function heading(report: Verification, { width, paint }: Style): string {
  return paint.bold(wrapped(wordsOf(`${printable(report.scenario.name)}, ${verifiedWhere(report)}`), width));
}

const indent = ' '.repeat(12);

function checkLines({ what, outcome, expected, measured, reason }: Check, { width, paint }: Style): string {
  const colour = { passed: paint.green, FAILED: paint.red, 'not judged': paint.yellow }[outcome];
  const row = (label: string, text: string): string =>
    wrapped(wordsOf(text), width, `${indent}          `, `${indent}${label} `);
  return [
    wrapped(wordsOf(paint.bold(what)), width, indent, `${colour(outcome.padEnd(10))}  `),
    row('expected ', expected),
    row('measured ', measured),
    ...(reason === null ? [] : [row('why      ', reason)]),
  ].join('\n');
}

function closing(report: Verification, { width, paint }: Style): string {
  const sentence = verificationSummary(report);
  const colour = { passed: paint.green, FAILED: paint.red, 'not judged': paint.yellow }[report.outcome];
  return wrapped(wordsOf(sentence), width)
    .split('\n')
    .map((line) => colour(line))
    .join('\n');
}
