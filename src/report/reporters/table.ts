import Table from 'cli-table3';
import { inferenceWaits } from '../../scenario/arrangement.js';
import type { Report } from '../schema.js';
import { modeFigures, predictionFigures } from './figures.js';
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

/** The modes and their figures, one row each. */
export function modesTable(report: Report, style: Style): string {
  const cores = inferenceWaits(report.scenario) ? [] : ['cores\nbusy', 'CPU\ntime', 'waited\nfor core'];
  const head = ['mode', 'makespan', 'speedup', 'effi-\nciency', ...cores, 'sources\nanswered'];
  const rows = report.modes.map((mode) => {
    const f = modeFigures(mode);
    return [f.mode, f.makespan, f.speedup, f.efficiency, ...(cores.length === 0 ? [] : [f.coresBusy, f.cpu, f.coreWait]), f.completeness];
  });
  return figuresTable(head, rows, style);
}

/** Prediction beside measurement, and who else was on the machine; empty on virtual time. */
export function predictionTable(report: Report, style: Style): string {
  const rows = report.modes.flatMap((mode) => {
    const f = predictionFigures(mode);
    return f === undefined ? [] : [[f.mode, f.predicted, f.measured, f.difference, f.stolen, f.others]];
  });
  if (rows.length === 0) return '';
  return figuresTable(['mode', 'predicted', 'measured', 'difference', 'hypervisor\ntook', 'other pro-\ngrams took'], rows, style);
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
