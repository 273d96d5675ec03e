import { differenceWords } from '../../judge/comparison/comparability.js';
import type { Comparison } from '../../results/documents/compare.js';
import { attributedParts, changedModes, comparedFigures, headlines, method, probability } from './figures.js';
import { escaped, markdownTable } from '../markdown-table.js';

/** A comparison for a pull request or a wiki. */
export function comparisonMarkdown(report: Comparison): string {
  const { base, new: next, comparisons, warnings, differences } = report;
  const rows = comparisons.map((one) => {
    const [figure, before, now, change, interval, least, verdict] = comparedFigures(one) as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return [
      one.mode,
      figure,
      before,
      now,
      change,
      interval,
      probability(one.pValue),
      least,
      one.reason === undefined ? verdict : `${verdict}: ${one.reason}`,
    ];
  });
  const blocks = [
    `# ${escaped(base.scenario)}: ${escaped(base.name)} and ${escaped(next.name)}`,
    headlines(report)
      .map((sentence) => `- ${escaped(sentence)}`)
      .join('\n'),
    warnings.map((warning) => `> ${escaped(warning)}.`).join('\n>\n'),
    differences.length === 0
      ? ''
      : `They differ in:\n\n${differences.map((one) => `- ${escaped(differenceWords({ ...one, next: one.new }))}`).join('\n')}`,
    markdownTable(
      ['mode', 'figure', 'base', 'new', 'change', '95 % interval, %', 'p', 'least to show', 'verdict'],
      rows,
    ),
    ...changedModes(report).map((mode) =>
      markdownTable([`where ${mode}’s makespan changed`, 'base', 'new', 'difference'], attributedParts(report, mode)),
    ),
    escaped(method(report)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
