import stringWidth from 'fast-string-width';
import { maxSourceLanes, maxWorkerLanes, shownWorkers } from '../../analysis/lanes.js';
import { formatDuration } from '../../lib/duration.js';
import { fitted, type Style } from '../../render/style.js';
import {
  axisUpTo,
  labelWidth,
  legendOf,
  moreLanes,
  sourceLane,
  ticks,
  workerLane,
  type Axis,
} from '../../render/timeline.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Scenario } from '../../scenario/schema.js';
import type { LiveSpans } from './live-spans.js';

/** The lanes that runs of a scenario can have, and their legend. */
export interface ScenarioLanes {
  readonly sources: readonly string[];
  /** The number of workers; 0 where a model server infers. */
  readonly workers: number;
  /** Whether a model server infers. */
  readonly remote: boolean;
  readonly legend: string;
  readonly legendWidth: number;
  /** Columns of the names. */
  readonly label: number;
}

/** The widest picture, as of a report. */
export const widestFrame = 160;

/** Below this nothing but a title is drawn. */
export const [fewestColumns, fewestRows] = [40, 8];

/** The lanes of a scenario on a number of workers. */
export function scenarioLanes(scenario: Scenario, workers: number): ScenarioLanes {
  const remote = inferenceWaits(scenario);
  const sources = scenario.sources.map(({ name }) => name);
  const legend = ` ${legendOf({ scenario }).join('  ')}`;
  return {
    sources,
    workers: remote ? 0 : workers,
    remote,
    legend,
    legendWidth: stringWidth(legend),
    label: labelWidth(sources),
  };
}

/** What a frame shows of a run. */
export interface FrameContent {
  readonly lanes: ScenarioLanes;
  readonly spans: LiveSpans;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** The end of the axis, in milliseconds; later where the run has lasted longer. */
  readonly endMs: number;
  readonly title: string;
  /** Whether the legend stands below the title. */
  readonly legend: boolean;
}

/** A frame: at most `rows` lines, none wider than the style's width. */
export function frame(content: FrameContent, style: Style, rows: number): string[] {
  const { lanes, atMs, endMs, title, legend } = content;
  const { paint, width } = style;
  const head = [paint.bold(fitted(title, width))];
  if (width < fewestColumns || rows < fewestRows) return head;
  if (legend && lanes.legendWidth <= width) head.push(paint.dim(lanes.legend));
  const axis = axisUpTo(Math.max(endMs, atMs), lanes.label, width);
  const room = rows - head.length - 1;
  const workers = workerLines(content, axis, style, Math.floor(room / 2));
  const sources = sourceLines(content, axis, style, room - workers.length);
  return [...head, ...sources, ...workers, paint.dim(ticks(axis, width))];
}

/** The first sources of the scenario: which fetches will end last is not known yet. */
function sourceLines(
  { lanes, spans, atMs }: FrameContent,
  axis: Axis,
  { paint, width }: Style,
  room: number,
): string[] {
  const count = fitting(lanes.sources.length, maxSourceLanes, room);
  const lines = lanes.sources
    .slice(0, count)
    .map((name) => sourceLane(name, spans.ofSource(name, atMs), axis, paint, lanes.remote));
  const more = lanes.sources.length - count;
  if (more === 0) return lines;
  const fetched = `${moreLanes(more, 'source')}, ${spans.fetched.toLocaleString('en-US')} of all fetched`;
  return [...lines, paint.dim(fitted(fetched, width))];
}

/** All workers, or as many as fit of those that were used first, so that lanes stay where they are. */
function workerLines(
  { lanes, spans, atMs }: FrameContent,
  axis: Axis,
  { paint, width }: Style,
  room: number,
): string[] {
  const count = fitting(lanes.workers, maxWorkerLanes, room);
  const { shown, more } = shownWorkers(spans.used.slice(0, count), lanes.workers, count);
  const lines = shown.map((name) => workerLane(name, spans.ofWorker(name, atMs), axis, paint));
  if (more === 0) return lines;
  const used = `${moreLanes(more, 'worker')}, ${spans.used.length - shown.length} of them used`;
  return [...lines, paint.dim(fitted(used, width))];
}

/** How many of `count` lanes are drawn; where not all are, a line is left to say so. */
function fitting(count: number, most: number, room: number): number {
  if (count <= Math.min(most, room)) return count;
  return Math.max(0, Math.min(most, room - 1));
}

/** A duration cut to tenths of a second, from 100 s on to seconds: it changes no oftener than can be read. */
export function tenths(ms: number): string {
  return ms < 99_950 ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : formatDuration(Math.floor(ms / 1000) * 1000);
}
