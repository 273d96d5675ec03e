import type { SweepReport } from '../../results/documents/sweep.js';
import { escaped, markdownTable } from '../markdown-table.js';
import { plainStyle } from '../style.js';
import {
  changeSentences,
  fitSentences,
  incompleteNote,
  interruptedSentence,
  overText,
  residualHead,
  residualRows,
  shownFits,
  sweepHeading,
} from './figures.js';
import { sweepTable } from './table.js';
import { sweepChart } from './text.js';

/** A sweep for a pull request or a wiki. */
export function sweepMarkdown(report: SweepReport): string {
  const { head, rows, leftOut, incomplete } = sweepTable(report);
  const chart = sweepChart(report, plainStyle(100)).replaceAll('`', "'");
  const blocks = [
    `# ${escaped(report.scenario.name)}: sweep`,
    `${escaped(sweepHeading(report))}.`,
    report.interrupted ? `**${interruptedSentence(report)}**` : '',
    markdownTable(
      head.map((cell) => cell.replace(/(?<=effi)-\n/u, '').replaceAll('\n', '')),
      rows,
    ),
    incomplete ? incompleteNote : '',
    leftOut > 0 ? `${leftOut} points are left out: the ends are shown, and where the bottleneck changes.` : '',
    chart === '' ? '' : ['```text', chart, '```'].join('\n'),
    changeSentences(report)
      .map((sentence) => `- ${escaped(sentence)}`)
      .join('\n'),
    ...shownFits(report).map((fit) => {
      const title = `${fit.mode} ${overText(report, fit.parameter, fit.at)}`;
      return [
        escaped(title),
        fitSentences(fit).map(escaped).join('\n'),
        markdownTable(residualHead(fit), residualRows(fit)),
      ].join('\n\n');
    }),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
