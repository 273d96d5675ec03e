import { clip } from '../../lib/text.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';
import type { Column, Table } from '../blocks.js';
import {
  boundAt,
  efficiencyText,
  fastestAt,
  makespanText,
  sameBound,
  speedupText,
  sweptOf,
  valueText,
} from './figures.js';

/** The points of a sweep as a table. */
interface SweepTable {
  /** An ellipsis in every cell stands for points that are left out. */
  readonly table: Table;
  /** How many points are left out. */
  readonly leftOut: number;
  /** Whether some makespan is that of an incomplete answer, and followed by its completeness. */
  readonly incomplete: boolean;
}

/** Longer tables show their ends and where the bottleneck changes. */
const mostRows = 60;
const mostAtEnds = 10;
const narrowestBound = 16;
/** A parameter's name in a head of the terminal, which may be a source's. */
const widestName = 12;

/** A column and its cells. */
interface Cells {
  readonly column: Column;
  readonly cell: (point: SweepPoint) => string;
}

/** The points, one row each; where modes do not fit beside each other, the fastest alone. */
export function sweepTable(report: SweepReport): SweepTable {
  const shown = shownPoints(report.points);
  const points = shown.filter((point) => point !== undefined);
  const parameters = sweptOf(report).map(({ name, unit }): Cells => {
    const lines = name.split(/(?<=[.-])/u).map((part) => clip(part, widestName));
    return { column: { name, narrow: lines.join('\n') }, cell: (point) => valueText(point.values[name]!, unit) };
  });
  const modes = report.modes.map((mode): Cells => ({
    column: { name: mode, narrow: mode.replace('-', '-\n') },
    cell: (point) => makespanText(point.modes.find((one) => one.mode === mode)!),
  }));
  const [always, ...others] = new Set(points.map((point) => point.fastest));
  const fastest: Cells[] = [
    ...(others.length === 0 ? [] : [{ column: { name: 'fastest' }, cell: (point: SweepPoint) => point.fastest }]),
    { column: { name: others.length === 0 ? always! : 'makespan' }, cell: (point) => makespanText(fastestAt(point)) },
  ];
  const figures: Cells[] = [
    ...(report.modes.includes('sequential') && report.modes.length > 1
      ? [{ column: { name: 'speedup' }, cell: speedupText }]
      : []),
    { column: { name: 'efficiency', narrow: 'effi-\nciency' }, cell: efficiencyText },
  ];
  const bound: Cells = { column: { name: 'bound by', atLeast: narrowestBound }, cell: boundAt };
  const all = tableOf([...parameters, ...modes, ...figures, bound], shown);
  const narrower = tableOf([...parameters, ...fastest, ...figures, bound], shown);
  const narrowest = tableOf([...parameters, ...fastest, bound], shown);
  return {
    table: { ...all, narrower: { ...narrower, narrower: narrowest } },
    leftOut: report.points.length - points.length,
    incomplete: points.some(({ modes: each }) => each.some(({ completeness }) => completeness < 1)),
  };
}

function tableOf(cells: readonly Cells[], points: readonly (SweepPoint | undefined)[]): Table {
  return {
    kind: 'table',
    columns: cells.map(({ column }) => column),
    rows: points.map((point) => cells.map(({ cell }) => (point === undefined ? '…' : cell(point)))),
  };
}

/**
 * All points of a short sweep; of a long one the ends and the places where the bottleneck changes, undefined for what
 * is left out between.
 */
function shownPoints(points: readonly SweepPoint[]): (SweepPoint | undefined)[] {
  if (points.length <= mostRows) return [...points];
  const ends = points.flatMap((_, i) => (i < mostAtEnds || i >= points.length - mostAtEnds ? [i] : []));
  const changes = points.flatMap((point, i) => (i > 0 && !sameBound(points[i - 1]!, point) ? [i - 1, i] : []));
  const kept = [...new Set([...ends, ...changes.slice(0, mostRows - ends.length)])].toSorted((a, b) => a - b);
  return kept.flatMap((at, i) => (i > 0 && at > kept[i - 1]! + 1 ? [undefined, points[at]] : [points[at]]));
}
