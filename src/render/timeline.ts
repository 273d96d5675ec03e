import stringWidth from 'fast-string-width';
import { formatDuration } from '../lib/duration.js';
import { barsOf, type BarKind } from '../analysis/bars.js';
import { shownSources, shownWorkers, spansByLane, type SpansByLane } from '../analysis/lanes.js';
import { counted, printable } from '../lib/text.js';
import type { Span } from '../model/trace.js';
import { inferenceWaits } from '../scenario/derived.js';
import type { Scenario } from '../scenario/schema.js';
import type { RunReport } from '../results/documents/run.js';
import type { Picture, Timeline } from './blocks.js';
import { fitted, padded, type Paint, type Style } from './style.js';

/** The marks of lanes; one for each kind of time, so that they differ without colour. */
const legend = ['░ fetching', '╌ back-off', '· waiting for a worker', '█ computing', '✗ failed', '◆ cached'];
const remoteLegend = [
  '░ fetching',
  '╌ back-off',
  '· waiting for its turn',
  '▒ waiting for the model',
  '✗ failed',
  '◆ cached',
];

/** The marks that the pictures of a report are drawn with. */
export function legendOf({ scenario }: { readonly scenario: Pick<Scenario, 'inference'> }): readonly string[] {
  return inferenceWaits(scenario) ? remoteLegend : legend;
}

const maxLabel = 16;
/** Columns before a lane's name and between it and its marks. */
const margin = 3;

/** One time axis for several pictures. */
export interface Axis {
  readonly cellMs: number;
  readonly cells: number;
  readonly label: number;
}

/** The axis on which all pictures of a timeline fit into the width. */
export function axisOf({ pictures, endMs }: Pick<Timeline, 'pictures' | 'endMs'>, width: number): Axis {
  const labels = pictures.map(({ scenario }) => labelWidth(scenario.sources.map(({ name }) => name)));
  return axisUpTo(endMs, Math.max(0, ...labels), width);
}

/** Columns for the names of the lanes. */
export function labelWidth(names: readonly string[]): number {
  return Math.min(
    maxLabel,
    Math.max(8, ...names.slice(0, 1000).map((name) => stringWidth(fitted(printable(name), maxLabel)))),
  );
}

/** The axis from 0 to an instant in milliseconds, behind names of that many columns. */
export function axisUpTo(endMs: number, label: number, width: number): Axis {
  const room = Math.max(20, width - label - margin);
  const longest = Math.max(1e-3, endMs);
  const cellMs = niceStep(longest / room);
  return { cellMs, cells: Math.ceil(longest / cellMs), label };
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below the value. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value * 0.999999) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** A character and its colour. */
type Mark = readonly [character: string, paint: Paint];

/** The lanes of a picture: one for each source, one for each worker, the axis below. */
export function lanesOf(
  { run, scenario, workers }: Pick<Picture, 'run' | 'scenario' | 'workers'>,
  axis: Axis,
  { paint, width }: Style,
): string[] {
  const remote = inferenceWaits(scenario);
  const { names, lanes } = lanesOfRun(run, { scenario });
  const bySource = shownSources(names, lanes);
  const byWorker = shownWorkers(lanes.workers.keys(), remote ? 0 : workers);
  return [
    ...bySource.shown.map((name) => sourceLane(name, lanes.sources.get(name) ?? [], axis, paint, remote)),
    ...(bySource.more > 0 ? [paint.dim(moreLanes(bySource.more, 'source'))] : []),
    ...byWorker.shown.map((name) => workerLane(name, lanes.workers.get(name) ?? [], axis, paint)),
    ...(byWorker.more > 0
      ? [paint.dim(`${moreLanes(byWorker.more, 'worker')}, ${byWorker.moreUsed} of them used`)]
      : []),
    paint.dim(ticks(axis, width)),
  ];
}

/**
 * The spans of a run by lane, and its sources in the scenario's order, which an object does not keep: it sorts keys
 * that are numbers.
 */
export function lanesOfRun(
  run: RunReport,
  { scenario }: Pick<Picture, 'scenario'>,
): { names: string[]; lanes: SpansByLane } {
  const names = scenario.sources.map((source) => source.name).filter((name) => Object.hasOwn(run.result.sources, name));
  return { names, lanes: spansByLane(run.spans) };
}

/** The line in place of lanes that are left out. */
export function moreLanes(count: number, what: 'source' | 'worker'): string {
  return ` … and ${counted(count, `more ${what}`)}`;
}

/**
 * The lane of a source from its spans, of which those in progress end now. `remote`: a model server answers for the
 * workers.
 */
export function sourceLane(name: string, spans: readonly Span[], axis: Axis, paint: Paint, remote: boolean): string {
  return lane(name, sourceMarks(spans, axis, paint, remote), axis);
}

/** The lane of a worker from the inferences that it made. */
export function workerLane(name: string, spans: readonly Span[], axis: Axis, paint: Paint): string {
  return lane(name, workerMarks(spans, axis, paint), axis);
}

function lane(name: string, marks: string, axis: Axis): string {
  return ` ${padded(fitted(printable(name), axis.label), axis.label)}  ${marks}`.trimEnd();
}

function sourceMarks(spans: readonly Span[], axis: Axis, paint: Paint, remote: boolean): string {
  const row: Mark[] = [];
  const looks: Record<BarKind, Mark> = {
    wait: ['·', paint.yellow],
    fetch: ['░', paint.cyan],
    model: ['▒', paint.green],
    infer: ['█', paint.green],
    backoff: ['╌', paint.magenta],
  };
  const bars = barsOf(spans, remote);
  for (const { kind, span, mark } of bars) {
    if (kind === 'wait' && cellAt(span.endMs, axis) <= cellAt(span.startMs, axis)) continue;
    const brief = kind === 'fetch' && mark === 'cached' && span.endMs - span.startMs < axis.cellMs;
    fill(row, span, axis, brief ? ['◆', paint.green] : looks[kind]);
  }
  for (const { span, mark } of bars) if (mark === 'failed') row[lastCell(span, axis)] = ['✗', paint.red];
  return drawn(row);
}

function workerMarks(spans: readonly Span[], axis: Axis, paint: Paint): string {
  const row: Mark[] = [];
  for (const span of spans) {
    fill(row, span, axis, ['█', paint.green]);
    const from = firstCell(span, axis);
    const length = Math.max(1, cellAt(span.endMs, axis) - from);
    if (length > 1) row[from] = ['▐', paint.green]; // tells a job from the one before it
    const name = nameWithin(printable(span.name), length - 2);
    if (name.length > 0) {
      const at = from + Math.floor((length - name.length) / 2);
      [...name].forEach((letter, i) => (row[at + i] = [letter, paint.bold]));
    }
    if (span.outcome !== 'ok') row[lastCell(span, axis)] = ['✗', paint.red];
  }
  return drawn(row);
}

/** The name if it fits, else its beginning where there is room for four columns. Empty for names of wide characters. */
function nameWithin(name: string, room: number): string {
  if (!/^[\u0020-\u007e]*$/.test(name)) return '';
  if (name.length <= room) return name;
  return room >= 4 ? `${name.slice(0, room - 1)}…` : '';
}

function fill(row: Mark[], span: Span, axis: Axis, mark: Mark): void {
  const from = firstCell(span, axis);
  const to = Math.max(from + 1, cellAt(span.endMs, axis));
  for (let cell = from; cell < to; cell++) row[cell] = mark;
}

function lastCell(span: Span, axis: Axis): number {
  return Math.max(firstCell(span, axis), cellAt(span.endMs, axis) - 1);
}

/** Where the span begins; on the axis even where it begins at its very end. */
function firstCell(span: Span, axis: Axis): number {
  return Math.min(cellAt(span.startMs, axis), axis.cells - 1);
}

/** The row as text, each stretch of one colour painted at once. */
function drawn(row: readonly (Mark | undefined)[]): string {
  let text = '';
  for (let from = 0, to = 0; from < row.length; from = to) {
    const paint = row[from]?.[1];
    while (to < row.length && row[to]?.[1] === paint) to++;
    const stretch = row
      .slice(from, to)
      .map((mark) => mark?.[0] ?? ' ')
      .join('');
    text += paint === undefined ? ' '.repeat(to - from) : paint(stretch);
  }
  return text;
}

/** The cell at an instant; the end of the axis for what a report claims to lie behind it. */
function cellAt(ms: number, axis: Axis): number {
  return Math.min(Math.round(ms / axis.cellMs), axis.cells);
}

/** The axis: a tick about every ten cells, at round times, as far as they fit into the width. */
export function ticks(axis: Axis, width: number): string {
  const every = niceStep(axis.cellMs * 9);
  let line = ' '.repeat(axis.label + margin);
  for (let ms = 0; ms <= axis.cells * axis.cellMs; ms += every) {
    const at = axis.label + margin + cellAt(ms, axis);
    const tick = tickOf(ms);
    if ((line.length <= at && at + tick.length <= width) || ms === 0) line = `${line.padEnd(at)}${tick}`;
  }
  return line;
}

/** A round time as it stands below an axis: `0`, `2 s`, `2.5 s`. */
export function tickOf(ms: number): string {
  if (ms === 0) return '0';
  return formatDuration(ms)
    .replace('.00 s', ' s')
    .replace(/(\.\d)0 s/, '$1 s');
}
