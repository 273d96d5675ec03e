import Table from 'cli-table3';
import type { Report } from '../results/documents/run.js';
import { modesFigures, predictionHead, predictionRows } from './run/figures.js';
import type { Style } from './style.js';

/** Only a rule under the head: figures are read down a column. */
const rules = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '',
  'mid-mid': '',
  middle: ' ',
};

/** Long heads in two lines. */
const narrow: Readonly<Record<string, string>> = {
  efficiency: 'effi-\nciency',
  'cores busy': 'cores\nbusy',
  'CPU time': 'CPU\ntime',
  'waited for a core': 'waited\nfor core',
  'sources answered': 'sources\nanswered',
  'hypervisor took': 'hypervisor\ntook',
  'other programs took': 'other pro-\ngrams took',
};

function narrowed(head: readonly string[]): string[] {
  return head.map((cell) => narrow[cell] ?? cell);
}

/** The modes and their figures, one row each. */
export function modesTable(report: Report, style: Style): string {
  const { head, rows } = modesFigures(report);
  return figuresTable(narrowed(head), rows, style);
}

/** Prediction beside measurement, and who else was on the machine; empty on virtual time. */
export function predictionTable(report: Report, style: Style): string {
  const rows = predictionRows(report);
  return rows.length === 0 ? '' : figuresTable(narrowed(predictionHead), rows, style);
}

/** A table of figures: names on the left, numbers on the right. */
export function figuresTable(head: readonly string[], rows: readonly (readonly string[])[], { paint }: Style): string {
  const table = new Table({
    head: head.map((cell) =>
      cell
        .split('\n')
        .map((line) => paint.bold(line))
        .join('\n'),
    ),
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 0 },
    chars: rules,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => ` ${line}`.trimEnd())
    .join('\n');
}
