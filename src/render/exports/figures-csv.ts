import { figureNames, figures } from '../../results/figures.js';
import type { Report } from '../../results/documents/run.js';
import { csvOf } from './csv.js';

/**
 * Every figure of every run as CSV: a row for each mode and run, runs counted from 1, durations in milliseconds. A run
 * that lacks a figure has an empty cell.
 */
export function figuresCsv(report: Report): string {
  const sequential = report.modes.find(({ mode }) => mode === 'sequential');
  const head = ['mode', 'run', ...figureNames.map((name) => (figures[name].unit === 'ms' ? `${name}_ms` : name))];
  const rows = report.modes.flatMap(({ mode, runs }) =>
    runs.map((run, i) => [
      mode,
      i + 1,
      ...figureNames.map((name) => figures[name].of(run, sequential?.runs[i], report) ?? ''),
    ]),
  );
  return csvOf([head, ...rows]);
}
