import type { SweepPoint, SweepReport } from '../sweep-schema.js';

/**
 * A sweep as CSV (RFC 4180): a row for each point, lines that end with CRLF, durations in milliseconds. What a spreadsheet would take for a
 * formula gets an apostrophe in front of it.
 */
export function sweepCsv({ parameters, modes, points }: SweepReport): string {
  const head = [
    ...parameters.map(({ name, unit }) => (unit === 'ms' ? `${name}_ms` : name)),
    ...modes.flatMap((mode) => ['makespan_ms', 'completeness', 'efficiency', 'speedup', 'bound', 'source'].map((figure) => `${mode}_${figure}`)),
    'fastest',
  ];
  const rows = points.map((point) => [...parameters.map(({ name }) => point.values[name]!), ...point.modes.flatMap(cellsOf), point.fastest]);
  return [head, ...rows].map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

function cellsOf({ makespanMs, completeness, efficiency, speedup, bottleneck }: SweepPoint['modes'][number]): (string | number)[] {
  return [makespanMs, completeness, efficiency, speedup ?? '', bottleneck?.bound ?? '', bottleneck?.source ?? ''];
}

/** A cell. Text that begins with one of these characters is a formula to a spreadsheet; a number is none. */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
