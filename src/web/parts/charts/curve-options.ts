import UPlot from 'uplot';
import { percent } from '../../../lib/text.js';
import { colour } from './colours.js';

/** A line of a chart. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** A custom property of the page. */
  readonly colour: string;
  readonly dash?: readonly number[];
  /** Filled with stripes, where it is filled. */
  readonly striped?: boolean;
  /** The completeness of the answer at each value: below 1 its mark is hollow, and the legend has it. */
  readonly shares?: readonly (number | null)[];
}

/** The lines, axes and kind of a chart; `stack` lays filled steps on each other. */
export interface CurveLook {
  readonly kind: 'lines' | 'steps' | 'stack' | 'bars';
  readonly lines: readonly Line[];
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
}

interface Axis {
  readonly title: string;
  readonly format: (value: number) => string;
  readonly log?: boolean;
  /** From and to; by default the range of the values, for y from zero on. */
  readonly range?: readonly [number, number];
  /** Only whole numbers are marked. */
  readonly whole?: boolean;
}

/** The least distance of marks in pixels, and the most marks of a line. */
const markApart = 14;
const mostMarks = 60;

const font = '12px system-ui, sans-serif';
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000];

/** The options of uPlot, with the current colours of the page. */
export function chartOptions(look: CurveLook, width: number): UPlot.Options {
  const { lines, kind, x, y, height } = look;
  return {
    width,
    height,
    scales: {
      x: { time: false, ...distribution(x), ...(x.range && { range: [...x.range] }) },
      y: { ...distribution(y), range: yRange(y) },
    },
    axes: [
      { ...axis(x), size: 32 },
      { ...axis(y), size: (_, values) => widest(values) },
    ],
    series: [
      { label: x.title, value: (_, value) => (value === null ? '' : x.format(value)) },
      ...lines.map((line) => series(line, look, width)),
      ...lines.filter(isIncomplete).map(hollow),
    ],
    ...(kind === 'stack' && {
      bands: lines.slice(1).map((line, i): UPlot.Band => ({ series: [i + 2, i + 1], fill: () => fillOf(line) })),
    }),
    cursor: { drag: { x: false, y: false } },
    legend: { live: true, markers: markersOf(look) },
  };
}

/**
 * The values of lines at incomplete answers, for hollow marks; a selection where they are many.
 */
export function incompletes({ lines }: CurveLook, width: number): (number | null)[][] {
  return lines.filter(isIncomplete).map(({ values, shares }) => {
    const step = Math.ceil(values.length / marksIn(width));
    return values.map((value, i) => (i % step === 0 && (shares?.[i] ?? 1) < 1 ? value : null));
  });
}

function marksIn(width: number): number {
  return Math.max(1, Math.min(mostMarks, width / markApart));
}

function isIncomplete({ shares = [] }: Line): boolean {
  return shares.some((share) => share !== null && share < 1);
}

/** A series of hollow marks upon those of a line; it has no entry in the legend. */
function hollow(line: Line): UPlot.Series {
  return {
    label: `${line.name}, incomplete`,
    class: 'curve-hollow',
    width: 0,
    stroke: colour(line.colour),
    points: { show: true, size: 9, width: 2, fill: colour('--bg') },
  };
}

function distribution({ log = false }: Axis): Partial<UPlot.Scale> {
  return log ? { distr: 3 } : {};
}

function yRange({ log = false, range }: Axis): UPlot.Range.MinMax | UPlot.Range.Function {
  if (range !== undefined) return [...range];
  if (log) return (_, low, high) => UPlot.rangeLog(low, high, 10, false);
  return (_, _low, high) =>
    UPlot.rangeNum(0, high > 0 ? high : 1, { min: { pad: 0, hard: 0, mode: 1 }, max: { pad: 0.08, mode: 0 } });
}

function axis({ title, format, whole = false }: Axis): UPlot.Axis {
  const line = colour('--line');
  return {
    label: title,
    labelFont: font,
    font,
    labelSize: 22,
    stroke: colour('--muted'),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    values: (_, splits) => marked(splits, format),
    ...(whole && { incrs: wholeSteps }),
  };
}

/** The labels of an axis; repeated ones are empty, where marks are closer than the format's precision. */
function marked(splits: readonly (number | null)[], format: Axis['format']): string[] {
  const words = splits.map((value) => (value === null ? '' : format(value)));
  return words.map((word, i) => (word === words[i - 1] ? '' : word));
}

/** The markers of the legend, filled or dashed like their lines. */
function markersOf({ kind, lines }: CurveLook): UPlot.Legend.Markers {
  const filled = kind === 'stack' || kind === 'bars';
  // Hollow marks come after the lines, and have no entry that is seen.
  const line = (index: number): Line | undefined => lines[index - 1];
  const stripes = (property: string): string =>
    `repeating-linear-gradient(135deg, var(${property}) 0 2px, transparent 2px 5px)`;
  return {
    width: (_, i) => (i === 0 ? 0 : 2),
    stroke: (_, i) => `var(${line(i)?.colour ?? '--fg'})`,
    dash: (_, i) => {
      const [first = 0] = line(i)?.dash ?? [];
      return first === 0 ? 'solid' : first < 4 ? 'dotted' : 'dashed';
    },
    fill: (_, i) => {
      const one = line(i);
      if (!filled || one === undefined) return 'none';
      return one.striped === true ? stripes(one.colour) : `color-mix(in srgb, var(${one.colour}) 40%, transparent)`;
    },
  };
}

/** Room for the longest mark of an axis. */
function widest(values: readonly string[] | null): number {
  return 16 + 7 * Math.max(3, ...(values ?? []).map((value) => value.length));
}

function series(line: Line, { kind, y, lines }: CurveLook, width: number): UPlot.Series {
  const stroke = colour(line.colour);
  const first = lines[0] === line;
  return {
    label: line.name,
    stroke,
    width: kind === 'stack' ? 0 : 2,
    dash: [...(line.dash ?? [])],
    spanGaps: true,
    points: { show: kind === 'lines' && line.values.length <= marksIn(width), size: 6, fill: stroke },
    value: (_, _value, _series, at) => (at === null ? '' : known(line, at, y)),
    ...(kind === 'bars' && { paths: UPlot.paths.bars!({ size: [0.92, 100] }), fill: stroke, points: { show: false } }),
    ...((kind === 'steps' || kind === 'stack') && { paths: UPlot.paths.stepped!({ align: 1 }) }),
    ...(kind === 'stack' && first && { fill: () => fillOf(line) }),
  };
}

function known({ values, shares }: Line, at: number, { format }: Axis): string {
  const [value, share] = [values[at], shares?.[at] ?? 1];
  if (value === null || value === undefined) return '–';
  return share < 1 ? `${format(value)} (${percent(share)} answered)` : format(value);
}

/** The colour of a line, lighter, or stripes of it. */
function fillOf({ colour: property, striped = false }: Line): string | CanvasPattern {
  const stroke = colour(property);
  if (!striped) return `${stroke}66`;
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d')!;
  pen.strokeStyle = stroke;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const at of [-8, 0, 8]) {
    pen.moveTo(at, 8);
    pen.lineTo(at + 8, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat')!;
}
