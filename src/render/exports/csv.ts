import { printable } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';
import { figureNames, figures } from '../../results/figures.js';

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

/** The columns of `spansCsv`. */
const spanHead = [
  'mode',
  'run',
  'id',
  'parent',
  'kind',
  'name',
  'lane',
  'startMs',
  'endMs',
  'outcome',
  'cpuMs',
  'coreWaitMs',
];

/**
 * Every span of every run as CSV: a row for each, runs counted from 1, times in milliseconds since the query's start.
 */
export function spansCsv({ modes }: Report): string {
  const parts = modes.flatMap(({ mode, runs }) =>
    runs.map(({ spans }, i) =>
      csvOf(
        spans.map(({ id, parent, kind, name, lane, startMs, endMs, outcome, cpuMs, coreWaitMs }) => [
          mode,
          i + 1,
          id,
          parent ?? '',
          kind,
          name,
          lane,
          startMs,
          endMs,
          outcome,
          cpuMs ?? '',
          coreWaitMs ?? '',
        ]),
      ),
    ),
  );
  return csvOf([spanHead]) + parts.join('');
}

/** A sweep as CSV: a row for each point, durations in milliseconds. */
export function sweepCsv({ parameters, modes, points }: SweepReport): string {
  const head = [
    ...parameters.map(({ name, unit }) => (unit === 'ms' ? `${name}_ms` : name)),
    ...modes.flatMap((mode) =>
      ['makespan_ms', 'completeness', 'efficiency', 'speedup', 'bound', 'source'].map((figure) => `${mode}_${figure}`),
    ),
    'fastest',
  ];
  const rows = points.map((point) => [
    ...parameters.map(({ name }) => point.values[name]!),
    ...point.modes.flatMap(cellsOf),
    point.fastest,
  ]);
  return csvOf([head, ...rows]);
}

function cellsOf({
  makespanMs,
  completeness,
  efficiency,
  speedup,
  bottleneck,
}: SweepPoint['modes'][number]): (string | number)[] {
  return [makespanMs, completeness, efficiency, speedup ?? '', bottleneck?.bound ?? '', bottleneck?.source ?? ''];
}

/**
 * Rows of cells as CSV (RFC 4180), lines that end with CRLF. What a spreadsheet would take for a formula gets an
 * apostrophe in front of it; control characters are shown as `\x1b`. An empty cell stands for what is not known.
 */
function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

/** A cell. Text that begins with one of these characters is a formula to a spreadsheet; a number is none. */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = printable(value);
  const harmless = /^[=+\-@]/u.test(text) ? `'${text}` : text;
  return /[",]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
