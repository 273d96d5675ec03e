import { percent } from '../../../lib/text.js';
import { shortDuration, valueText } from '../../../render/sweep/figures.js';
import type { SweepPoint, SweepReport } from '../../../results/documents/sweep.js';
import { lineColours, lineDashes } from '../../parts/charts/colours.js';
import type { CurveLook, Line } from '../../parts/charts/curve-options.js';

type ModePoint = SweepPoint['modes'][number];

/** The metrics of curves. Where no source answered there is no efficiency. */
export const sweepMetrics = {
  makespan: { title: 'makespan', format: shortDuration, of: ({ makespanMs }: ModePoint) => makespanMs },
  speedup: {
    title: 'speedup over sequential',
    format: (value: number) => `${Number(value.toFixed(2))}×`,
    of: ({ speedup }: ModePoint) => speedup,
  },
  efficiency: {
    title: 'efficiency',
    format: percent,
    of: ({ efficiency, completeness }: ModePoint) => (completeness === 0 ? null : efficiency),
  },
} as const;
export type SweepMetric = keyof typeof sweepMetrics;

/** The part of a sweep that curves show, and how. */
export interface SweepView {
  readonly over: string;
  readonly metric: SweepMetric;
  /** `mode`, or the parameter whose values have a line each. */
  readonly lines: string;
  readonly log: boolean;
  /** The values of the other parameters. */
  readonly at: Readonly<Record<string, number>>;
  /** The mode of the figures, where there is not a line for each mode. */
  readonly mode: string;
  /** The index of the values that have a line among those of `linesOf`. */
  readonly shown: number;
}

/** The most lines that can be told apart. */
const mostLines = 8;

/** The chart of a view: a point of every line at each value of the parameter. */
export function sweepLook(
  report: SweepReport,
  { over, metric, lines, log, at, mode, shown }: SweepView,
): { xs: number[]; look: CurveLook } {
  const { values, unit } = report.parameters.find(({ name }) => name === over)!;
  const xs = values.toSorted((a, b) => a - b);
  const { of, title, format } = sweepMetrics[metric];
  const held = report.parameters.map(({ name }) => name).filter((name) => name !== over && name !== lines);
  const matching = report.points.filter((point) => held.every((name) => point.values[name] === at[name]));
  const line = (name: string, points: readonly SweepPoint[], which: string, i: number): Line => {
    const found = new Map(points.map((point) => [point.values[over], point.modes.find((one) => one.mode === which)]));
    const each = <T>(figure: (point: ModePoint) => T): (T | null)[] =>
      xs.map((x) => (found.get(x) === undefined ? null : figure(found.get(x)!)));
    return {
      name,
      values: each(of),
      shares: each(({ completeness }) => completeness),
      colour: lineColours[i % lineColours.length]!,
      dash: lineDashes[(i + Math.floor(i / lineColours.length)) % lineDashes.length]!,
    };
  };
  const other = report.parameters.find(({ name }) => name === lines);
  const all =
    other === undefined
      ? report.modes.map((name, i) => line(name, matching, name, i))
      : (linesOf(other.values)[shown] ?? linesOf(other.values)[0]!).map((value, i) =>
          line(
            `${other.name} ${valueText(value, other.unit)}`,
            matching.filter((point) => point.values[lines] === value),
            mode,
            i,
          ),
        );
  const positive = xs.every((x) => x > 0);
  return {
    xs,
    look: {
      kind: 'lines',
      height: 340,
      x: {
        title: over,
        format: (value) => valueText(value, unit),
        log: log && positive,
        whole: xs.every(Number.isInteger) && unit === 'number',
      },
      y: { title, format, log: log && all.every((one) => one.values.every((value) => value === null || value > 0)) },
      lines: all,
    },
  };
}

/**
 * The sets of values that have a line together: all of them, or, of many, a selection from the first to the last, and
 * then consecutive ones.
 */
export function linesOf(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length <= mostLines) return [values];
  const spread = Array.from(
    { length: mostLines },
    (_, i) => values[Math.round((i * (values.length - 1)) / (mostLines - 1))]!,
  );
  return [spread, ...inParts(values, mostLines)];
}

/** The values in as few parts of about the same size as possible, each of at most `most`. */
export function inParts(values: readonly number[], most: number): readonly (readonly number[])[] {
  const size = Math.ceil(values.length / Math.ceil(values.length / most));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, part) =>
    values.slice(part * size, (part + 1) * size),
  );
}
