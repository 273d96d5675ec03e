import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/arrangement.js';
import type { Check, Verification } from '../verification-schema.js';
import { wordsOf, wrapped, type Style } from './style.js';

/** What a person reads of a verification: each line with what was expected and what was measured, and the sum of it. */
export function verificationText(report: Verification, style: Style): string {
  const blocks = [heading(report, style), ...report.checks.map((check) => checkLines(check, style)), closing(report, style)];
  return `${blocks.join('\n\n')}\n`;
}

function heading({ scenario, world }: Verification, { width, paint }: Style): string {
  const scaled = scenario.scale === 1 ? '' : `, all durations × ${scenario.scale}`;
  const where = `${counted(world.cores, 'core')}, ${inferenceWaits(scenario) ? 'no workers' : counted(world.workers, 'worker')}`;
  return paint.bold(wrapped(wordsOf(`${printable(scenario.name)}, verified on real time: ${where}${scaled}`), width));
}

const indent = ' '.repeat(12);

function checkLines({ what, outcome, expected, measured, reason }: Check, { width, paint }: Style): string {
  const colour = { passed: paint.green, FAILED: paint.red, 'not judged': paint.yellow }[outcome];
  const row = (label: string, text: string): string => wrapped(wordsOf(text), width, `${indent}          `, `${indent}${label} `);
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

/** The sum of all lines, in one sentence, and in another one what it rests on. */
export function verificationSummary({ checks, interrupted, modes }: Verification): string {
  const number = (outcome: Check['outcome']): number => checks.filter((check) => check.outcome === outcome).length;
  const counts = (['passed', 'FAILED', 'not judged'] as const).filter((outcome) => number(outcome) > 0).map((outcome) => `${number(outcome)} ${outcome}`);
  const taken = modes.map(({ stealMs, othersCpuMs }) => (stealMs === null || othersCpuMs === null ? Number.NaN : stealMs + othersCpuMs));
  const most = Math.max(...taken);
  const others = Number.isNaN(most)
    ? 'What other programs took meanwhile is not known here.'
    : `Others took up to ${formatDuration(most)} of CPU time during a mode.`;
  return `${counted(checks.length, 'line')}: ${counts.join(', ')}. ${others}${interrupted ? ' Interrupted: what was not run was not judged.' : ''}`;
}
