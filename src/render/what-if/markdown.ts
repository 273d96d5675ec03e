import type { WhatIfReport } from '../../results/documents/what-if.js';
import { escaped, markdownTable } from '../markdown-table.js';
import { changedSentences, checkSentences, lostNote, whatIfHeading, whatIfSentences } from './sentences.js';
import { changesTable, checkTable, paceTable, slackTable, type Table } from './tables.js';

/** A what-if for a pull request or a wiki. */
export function whatIfMarkdown(report: WhatIfReport): string {
  const { whatIf, checked } = report;
  const paced = paceTable(whatIf);
  const list = (sentences: readonly string[]): string =>
    sentences.map((sentence) => `- ${escaped(sentence)}`).join('\n');
  const blocks = [
    `# ${escaped(report.scenario.name)}: what if`,
    `${escaped(whatIfHeading(report))}.`,
    list(whatIfSentences(report)),
    table(paced),
    paced.rows.some((row) => row.some((cell) => cell.endsWith('*'))) ? escaped(lostNote) : '',
    table(slackTable(whatIf)),
    list(changedSentences(report)),
    checked === null ? '' : table(checkTable(checked)),
    list(checkSentences(report)),
    '## Every change',
    table(changesTable(whatIf, whatIf.changes)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function table({ head, rows }: Table): string {
  return rows.length === 0
    ? ''
    : markdownTable(
        head.map((cell) => cell.replace('\n', ' ')),
        rows,
      );
}
