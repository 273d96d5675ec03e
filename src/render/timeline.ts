import stringWidth from 'string-width';
import { formatDuration } from '../lib/duration.js';
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

/** The most lanes of sources and of workers that one picture has. */
export const [maxSourceLanes, maxWorkerLanes] = [12, 8];
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
  const { shown, more } = sourcesShown(run, { scenario });
  const bySource = groupedBy(run.spans, (span) => span.name);
  const sources = shown.map((name) =>
    sourceLane(name, bySource.get(name) ?? [], axis, paint, inferenceWaits(scenario)),
  );
  if (more > 0) sources.push(paint.dim(moreLanes(more, 'source')));
  const below = inferenceWaits(scenario) ? [] : workerLanes(run, workers, axis, paint);
  return [...sources, ...below, paint.dim(ticks(axis, width))];
}

/**
 * The sources of a run that its picture has lanes for, those that landed last, and how many it has none for. In the
 * scenario's order, which an object does not keep: it sorts keys that are numbers.
 */
export function sourcesShown(
  run: RunReport,
  { scenario }: Pick<Picture, 'scenario'>,
): { shown: string[]; more: number } {
  const names = scenario.sources.map((source) => source.name).filter((name) => Object.hasOwn(run.result.sources, name));
  const shown = namesShown(run, names);
  return { shown, more: names.length - shown.length };
}

function namesShown(run: RunReport, names: readonly string[]): string[] {
  if (names.length <= maxSourceLanes) return [...names];
  const landed = run.spans.filter((span) => span.kind === 'fetch').toSorted((a, b) => b.endMs - a.endMs);
  const last = new Set(landed.slice(0, maxSourceLanes).map((span) => span.name));
  return names.filter((name) => last.has(name));
}

function workerLanes(run: RunReport, workers: number, axis: Axis, paint: Paint): string[] {
  const byLane = groupedBy(
    run.spans.filter((span) => span.kind === 'inference'),
    (span) => span.lane,
  );
  const { shown, used } = workersShown([...byLane.keys()], workers);
  const lanes = shown.map((number) => {
    const name = `worker-${number}`;
    return workerLane(name, byLane.get(name) ?? [], axis, paint);
  });
  if (shown.length < workers)
    lanes.push(paint.dim(`${moreLanes(workers - shown.length, 'worker')}, ${used - shown.length} of them used`));
  return lanes;
}

/**
 * The workers that a picture has lanes for, by number: all if they are few, else the first that did anything; and how
 * many did.
 */
export function workersShown(lanes: readonly string[], workers: number): { shown: number[]; used: number } {
  const used = lanes.map(workerNumber).filter((number) => number >= 1 && number <= workers);
  const shown =
    workers <= maxWorkerLanes
      ? Array.from({ length: workers }, (_, i) => i + 1)
      : used.toSorted((a, b) => a - b).slice(0, maxWorkerLanes);
  return { shown, used: used.length };
}

/** The number of the worker whose lane this is; NaN for any other lane. */
function workerNumber(name: string): number {
  return Number(/^worker-([1-9]\d*)$/.exec(name)?.[1]);
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
  return lane(printable(name), sourceMarks(spans, axis, paint, remote), axis);
}

/** The lane of a worker from the inferences that it made. */
export function workerLane(name: string, spans: readonly Span[], axis: Axis, paint: Paint): string {
  return lane(name, workerMarks(spans, axis, paint), axis);
}

function lane(name: string, marks: string, axis: Axis): string {
  return ` ${padded(fitted(name, axis.label), axis.label)}  ${marks}`.trimEnd();
}

function sourceMarks(spans: readonly Span[], axis: Axis, paint: Paint, remote: boolean): string {
  const row: Mark[] = [];
  // Marks that come later lie on top: a pause on its fetch, and a fetch of no length on the wait that follows it.
  for (const span of spans.filter(({ kind }) => kind === 'queue' || (remote && kind === 'limit'))) {
    if (cellAt(span.endMs, axis) > cellAt(span.startMs, axis)) fill(row, span, axis, ['·', paint.yellow]);
  }
  for (const span of spans) {
    if (span.kind === 'fetch')
      fill(
        row,
        span,
        axis,
        span.outcome === 'cached' && span.endMs - span.startMs < axis.cellMs ? ['◆', paint.green] : ['░', paint.cyan],
      );
    if (isRemote(span)) fill(row, span, axis, ['▒', paint.green]);
    if (span.kind === 'backoff') fill(row, span, axis, ['╌', paint.magenta]);
  }
  const failed = spans.filter(
    (span) => (span.kind === 'fetch' || isRemote(span)) && span.outcome !== 'ok' && span.outcome !== 'cached',
  );
  for (const span of failed) row[lastCell(span, axis)] = ['✗', paint.red];
  return drawn(row);
}

/** An inference that no worker makes: its source waits for a model server. */
export function isRemote({ kind, lane: where }: Span): boolean {
  return kind === 'inference' && where === 'main';
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

export function groupedBy(spans: readonly Span[], key: (span: Span) => string): Map<string, Span[]> {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const group = groups.get(key(span));
    if (group === undefined) groups.set(key(span), [span]);
    else group.push(span);
  }
  return groups;
}
