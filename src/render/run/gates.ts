import type { Report } from '../../results/documents/run.js';
import { gateHead, gateRows, gateWords, isSimulated, simulatedNote, tally, verdictWords } from './gate-figures.js';
import { markdownTable } from '../markdown-table.js';
import { padded, wordsOf, wrapped, type Style } from '../style.js';

const widest = Math.max(...Object.values(verdictWords).map((word) => word.length));

/** What became of the gates, a line each, as a person reads it in a terminal; empty where there were none. */
export function gatesText({ gates }: Pick<Report, 'gates'>, { width, paint }: Style): string {
  if (gates.length === 0) return '';
  const colour = {
    passed: paint.green,
    failed: paint.red,
    inconclusive: paint.yellow,
    unjudged: paint.yellow,
  } as const;
  const lines = gates.map((gate) => {
    const mark = colour[gate.verdict](padded(verdictWords[gate.verdict], widest));
    return wrapped(wordsOf(gateWords(gate)), width, ' '.repeat(widest + 3), ` ${mark}  `);
  });
  const note = gates.some(isSimulated) ? [paint.dim(wrapped(wordsOf(simulatedNote), width))] : [];
  return [wrapped(wordsOf(tally(gates)), width), ...lines, ...note].join('\n');
}

/** The same as Markdown. */
export function gatesMarkdown({ gates }: Pick<Report, 'gates'>): string {
  if (gates.length === 0) return '';
  const note = gates.some(isSimulated) ? [simulatedNote.replaceAll('*', '\\*')] : [];
  return ['## Gates', tally(gates), markdownTable(gateHead, gateRows(gates)), ...note].join('\n\n');
}
