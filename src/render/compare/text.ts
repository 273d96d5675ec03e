import { counted, printable } from '../../lib/text.js';
import { differenceWords } from '../../judge/comparison/comparability.js';
import type { Comparison } from '../../results/documents/compare.js';
import { attributedParts, changedModes, comparedFigures, headlines, method } from './figures.js';
import { wordsOf, wrapped, type Style } from '../style.js';
import { figuresTable } from '../table.js';

const maxDifferences = 5;

/** What a person reads of a comparison: a sentence for each mode, then the figures, then where the difference comes from. */
export function comparisonText(report: Comparison, style: Style): string {
  const blocks = [
    heading(report, style),
    headlines(report)
      .map((sentence) => style.paint.bold(wrapped(wordsOf(sentence), style.width, '  ', '')))
      .join('\n'),
    report.warnings
      .map((warning) => style.paint.yellow(wrapped(wordsOf(`! ${warning}.`), style.width, '  ', '')))
      .join('\n'),
    ...modesOf(report).map((mode) => modeTable(report, mode, style)),
    ...changedModes(report).map((mode) => blameTable(report, mode, style)),
    style.paint.dim(wrapped(wordsOf(method(report)), style.width)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function heading({ base, new: next, interleaved, differences }: Comparison, { width }: Style): string {
  const runs = ({ runs: byMode }: Comparison['base']): string => counted(Math.max(...Object.values(byMode)), 'run');
  const made = ({ name, createdAt }: Comparison['base']): string =>
    `${printable(name)}${interleaved ? '' : `, ${createdAt.slice(0, 10)}`}`;
  const lines = [
    `base: ${made(base)}, ${runs(base)} a mode`,
    `new:  ${made(next)}, ${runs(next)} a mode${interleaved ? ', in turn with the base' : ''}`,
    ...differences
      .slice(0, maxDifferences)
      .map((one) => `they differ in ${differenceWords({ ...one, next: one.new })}`),
    ...(differences.length > maxDifferences ? [`and in ${differences.length - maxDifferences} more places`] : []),
  ];
  return lines.map((line) => wrapped(wordsOf(line), width, '      ', '')).join('\n');
}

function modesOf({ comparisons }: Comparison): string[] {
  return [...new Set(comparisons.map(({ mode }) => mode))];
}

function modeTable({ comparisons }: Comparison, mode: string, style: Style): string {
  const rows = comparisons.filter((one) => one.mode === mode).map(comparedFigures);
  return figuresTable([mode, 'base', 'new', 'change', '95 % interval', 'least\nto show', 'verdict'], rows, style);
}

function blameTable(report: Comparison, mode: string, style: Style): string {
  return figuresTable(
    [`where ${mode}’s\nmakespan changed`, 'base', 'new', 'difference'],
    attributedParts(report, mode),
    style,
  );
}
