import stringWidth from 'string-width';
import { formatDuration } from '../../lib/duration.js';
import { fitted, type Style } from '../../render/style.js';
import {
  axisUpTo,
  labelWidth,
  legendOf,
  maxSourceLanes,
  maxWorkerLanes,
  moreLanes,
  sourceLane,
  ticks,
  workerLane,
} from '../../render/timeline.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Scenario } from '../../scenario/schema.js';
import type { Lanes } from './lanes.js';

/** Whose lanes there are: all that a picture needs to know of a scenario. */
export interface Cast {
  readonly sources: readonly string[];
  /** How many workers have lanes; none where a model server answers for them. */
  readonly workers: number;
  /** A model server answers. */
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

/** The cast of a scenario on so many workers. */
export function castOf(scenario: Scenario, workers: number): Cast {
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

/** What is to be seen of a run at a moment. */
export interface Moment {
  readonly cast: Cast;
  readonly lanes: Lanes;
  /** The moment, in milliseconds since the start. */
  readonly atMs: number;
  /** As far as the axis goes at least, in milliseconds. */
  readonly endMs: number;
  readonly title: string;
  /** Whether the marks are explained below the title. */
  readonly legend: boolean;
}

/** The picture of a moment: at most `rows` lines, none wider than the style's width. */
export function frame(
  { cast, lanes, atMs, endMs, title, legend }: Moment,
  { paint, width }: Style,
  rows: number,
): string[] {
  const head = [paint.bold(fitted(title, width))];
  if (width < fewestColumns || rows < fewestRows) return head;
  if (legend && cast.legendWidth <= width) head.push(paint.dim(cast.legend));
  const axis = axisUpTo(Math.max(endMs, atMs), cast.label, width);
  const room = rows - head.length - 1;
  const workers = workersShown(cast, lanes, fitting(cast.workers, maxWorkerLanes, Math.floor(room / 2)));
  const below = workers.map((name) => workerLane(name, lanes.ofWorker(name, atMs), axis, paint));
  const unused = cast.workers - workers.length;
  if (unused > 0)
    below.push(
      paint.dim(fitted(`${moreLanes(unused, 'worker')}, ${lanes.used.length - workers.length} of them used`, width)),
    );
  const sources = cast.sources.slice(0, fitting(cast.sources.length, maxSourceLanes, room - below.length));
  const above = sources.map((name) => sourceLane(name, lanes.ofSource(name, atMs), axis, paint, cast.remote));
  const unseen = cast.sources.length - sources.length;
  if (unseen > 0)
    above.push(
      paint.dim(
        fitted(`${moreLanes(unseen, 'source')}, ${lanes.fetched.toLocaleString('en-US')} of all fetched`, width),
      ),
    );
  return [...head, ...above, ...below, paint.dim(ticks(axis, width))];
}

/** How many of so many lanes are drawn; if not all are, a line is left for the rest. */
function fitting(count: number, most: number, room: number): number {
  if (count <= Math.min(most, room)) return count;
  return Math.max(0, Math.min(most, room - 1));
}

/** All workers, or so many of those that were used first. */
function workersShown({ workers }: Cast, { used }: Lanes, count: number): string[] {
  if (count === workers) return Array.from({ length: workers }, (_, i) => `worker-${i + 1}`);
  return used.slice(0, count).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * How long something has been going on, cut to tenths of a second: a title that changes no oftener than can be read.
 */
export function tenths(ms: number): string {
  return ms < 99_950 ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : formatDuration(Math.floor(ms / 1000) * 1000);
}
