import { isPart, type Span } from '../model/trace.js';
import { shownWorkers, sourceNames, spansByLane } from './lanes.js';

/**
 * Lays the spans of a lane on rows, in each of which spans either follow each other or lie within the span that they
 * are part of. A span that overlaps another that it is no part of, such as a hedge copy of an attempt, goes to the
 * first row below that is free. Spans of a row are in the order in which they begin, a part behind its whole. Overlaps
 * of at most `toleranceMs` are none.
 */
export function rowsOf(spans: readonly Span[], toleranceMs = 0): Span[][] {
  const rows: OpenRow[] = [];
  const rowOf = new Map<number, OpenRow>();
  // A part is begun after its whole, and so has the higher number where both begin at once.
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs || a.id - b.id)) {
    const byMs = span.startMs + toleranceMs;
    const whole = span.parent === null ? undefined : rowOf.get(span.parent);
    let row =
      whole !== undefined && fitsWithin(span, whole, toleranceMs)
        ? whole
        : rows.find(({ open }) => (open[0]?.endMs ?? -Infinity) <= byMs);
    if (row === undefined) rows.push((row = { spans: [], open: [] }));
    while (row.open.length > 0 && row.open.at(-1)!.endMs <= byMs && row.open.at(-1)!.id !== span.parent) row.open.pop();
    row.spans.push(span);
    row.open.push(span);
    rowOf.set(span.id, row);
  }
  return rows.map((row) => row.spans);
}

/** A row with the spans that have not ended yet, each within the one before it. */
interface OpenRow {
  readonly spans: Span[];
  readonly open: Span[];
}

/** Whether the parent of a span is the innermost span that is open in a row, and holds all of it. */
function fitsWithin(span: Span, { open }: OpenRow, toleranceMs: number): boolean {
  const innermost = open.findLast(({ id, endMs }) => id === span.parent || endMs > span.startMs + toleranceMs);
  return innermost?.id === span.parent && span.endMs <= innermost.endMs + toleranceMs;
}

/** A row of the timeline; spans of each depth do not overlap and are in the order of time. */
export interface Row {
  /** The source or the worker. */
  readonly lane: string;
  /** Whether it is the first row of its lane, which has the name beside it. */
  readonly first: boolean;
  /** Spans that consist of steps: fetches. */
  readonly frames: readonly Span[];
  /** Attempts, back-offs, waits, inferences. */
  readonly steps: readonly Span[];
  /** The parts of steps: connect, first byte, body. */
  readonly parts: readonly Span[];
}

/** The rows of a timeline: those of its sources and those of its workers. */
export interface TimelineRows {
  readonly sources: readonly Row[];
  readonly workers: readonly Row[];
}

/** Clocks of several threads differ by fractions of a millisecond. */
const clockToleranceMs = 0.5;

/**
 * The rows of every lane of a run. `sources` and `workers` have a lane even without spans; lanes that only the spans
 * know are added to them, sources below the others, workers by number.
 */
export function timelineRows(
  spans: readonly Span[],
  sources: readonly string[],
  workers: readonly string[],
): TimelineRows {
  const lanes = spansByLane(spans);
  const parents = new Set(spans.filter(({ kind }) => !isPart(kind)).map(({ parent }) => parent));
  const rows = (lane: string, own: readonly Span[] = []): Row[] => {
    const laid = rowsOf(own, clockToleranceMs);
    return (laid.length === 0 ? [[]] : laid).map((row, i) => ({
      lane,
      first: i === 0,
      frames: row.filter(({ id }) => parents.has(id)),
      steps: row.filter(({ id, kind }) => !parents.has(id) && !isPart(kind)),
      parts: row.filter(({ kind }) => isPart(kind)),
    }));
  };
  return {
    sources: sourceNames(sources, lanes).flatMap((name) => rows(name, lanes.sources.get(name))),
    workers: shownWorkers([...workers, ...lanes.workers.keys()], 0, Infinity).shown.flatMap((name) =>
      rows(name, lanes.workers.get(name)),
    ),
  };
}

/** The spans of one depth of a row that lie at least in part between two instants; found by bisection. */
export function spansBetween(spans: readonly Span[], fromMs: number, toMs: number): readonly Span[] {
  return spans.slice(
    firstIndex(spans, (span) => span.endMs >= fromMs),
    firstIndex(spans, (span) => span.startMs > toMs),
  );
}

/** The index of the first span that passes, where all after it do; their number if none does. */
function firstIndex(spans: readonly Span[], passes: (span: Span) => boolean): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(spans[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
