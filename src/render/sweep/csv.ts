import { csvOf } from '../exports/csv.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';

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
