import stringWidth from 'string-width';
import { printable } from '../../lib/text.js';
import type { SweepPoint, SweepReport } from '../../results/documents/sweep.js';
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
import { fitted } from '../style.js';

/** The points of a sweep as rows of text. */
export interface SweepTable {
  readonly head: string[];
  /** An ellipsis in every cell stands for points that are left out. */
  readonly rows: string[][];
  /** How many points are left out. */
  readonly leftOut: number;
  /** Whether some makespan is that of an incomplete answer, and followed by its completeness. */
  readonly incomplete: boolean;
}

/** Longer tables show their ends and where the bottleneck changes. */
const mostRows = 60;
const mostAtEnds = 10;
/** Between columns. */
const gap = 2;
const narrowestBound = 16;
/** A parameter's name in a head, which may be a source's. */
const widestName = 12;

/**
 * The points, one row each; where modes do not fit beside each other, the fastest alone. Without a width everything
 * fits.
 */
export function sweepTable(report: SweepReport, width = Number.POSITIVE_INFINITY): SweepTable {
  const shown = shownPoints(report.points);
  const points = shown.filter((point) => point !== undefined);
  const parameters = sweptOf(report).map(({ name, unit }): Column => {
    const head = printable(name)
      .split(/(?<=[.-])/u)
      .map((part) => fitted(part, widestName))
      .join('\n');
    return { head, cell: (point) => valueText(point.values[name]!, unit) };
  });
  const modes = report.modes.map((mode): Column => ({
    head: mode.replace('-', '-\n'),
    cell: (point) => makespanText(point.modes.find((one) => one.mode === mode)!),
  }));
  const [always, ...others] = new Set(points.map((point) => point.fastest));
  const fastest: Column[] = [
    ...(others.length === 0 ? [] : [{ head: 'fastest', cell: (point: SweepPoint) => point.fastest }]),
    { head: others.length === 0 ? always! : 'makespan', cell: (point) => makespanText(fastestAt(point)) },
  ];
  const figures: Column[] = [
    ...(report.modes.includes('sequential') && report.modes.length > 1 ? [{ head: 'speedup', cell: speedupText }] : []),
    { head: 'effi-\nciency', cell: efficiencyText },
  ];
  const room = (columns: readonly Column[]): number =>
    width - columns.reduce((sum, column) => sum + widthOf(column, points) + gap, 0) - gap;
  const wide = [...parameters, ...modes, ...figures];
  const columns = room(wide) >= narrowestBound ? wide : [...parameters, ...fastest, ...figures];
  const bound: Column = {
    head: 'bound by',
    cell: (point) => fitted(boundAt(point), Math.max(narrowestBound, room(columns))),
  };
  const all = [...columns, bound];
  return {
    head: all.map(({ head }) => head),
    rows: shown.map((point) => all.map(({ cell }) => (point === undefined ? '…' : cell(point)))),
    leftOut: report.points.length - points.length,
    incomplete: points.some(({ modes: each }) => each.some(({ completeness }) => completeness < 1)),
  };
}

interface Column {
  readonly head: string;
  readonly cell: (point: SweepPoint) => string;
}

function widthOf({ head, cell }: Column, points: readonly SweepPoint[]): number {
  return Math.max(
    ...head.split('\n').map((line) => stringWidth(line)),
    ...points.map((point) => stringWidth(cell(point))),
  );
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
