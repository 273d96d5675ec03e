import { spansBetween, type Row, type TimelineRows } from '../../../analysis/rows.js';
import type { Span } from '../../../model/trace.js';
import { barTop, rowTop, timelineMeasures, type Area, type Geometry } from '../lanes/geometry.js';

const { rowHeight, barHeight } = timelineMeasures;

/** Where a span is drawn. */
export interface Place {
  readonly span: Span;
  readonly kind: keyof TimelineRows;
  readonly row: number;
}

/** The place of every span of a run that is drawn, by its id. */
export function placesOf(lanes: TimelineRows): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  for (const kind of ['sources', 'workers'] as const)
    for (const [row, { frames, steps, parts }] of lanes[kind].entries())
      for (const span of [...frames, ...steps, ...parts]) places.set(span.id, { span, kind, row });
  return places;
}

/** The middle of the row of a place; at the edge of its block of lanes where that is scrolled out of view. */
export function middleOf({ kind, row }: Place, { areas }: Geometry): number {
  const area = areas.find((one) => one.kind === kind)!;
  return Math.min(Math.max(rowTop(area, row) + rowHeight / 2, area.top), area.top + area.height);
}

/** Whether the row of a place is in view. */
export function inView({ kind, row }: Place, { areas }: Geometry): boolean {
  const area = areas.find((one) => one.kind === kind)!;
  const top = rowTop(area, row);
  return top >= area.top - rowHeight / 2 && top <= area.top + area.height - rowHeight / 2;
}

/** The span at a point of the picture, or within a few pixels of it; the innermost of several. */
export function spanAt(x: number, y: number, geometry: Geometry): Span | undefined {
  const area = geometry.areas.find(({ top, height }) => y >= top && y < top + height);
  if (area === undefined || x < geometry.plot.left - 6 || x > geometry.plot.right + 6) return undefined;
  const index = Math.floor((y - area.top + area.scrolled) / rowHeight);
  const row = area.rows[index];
  if (row === undefined) return undefined;
  const onParts = y > barTop(area, index, timelineMeasures) + barHeight - 6;
  const depths = onParts ? [row.parts, row.steps, row.frames] : [row.steps, row.frames];
  for (const spans of depths) {
    const found = nearest(spans, x, geometry);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The span of a row nearest to a point, at most a few pixels away; the shortest of those at the point.
 */
function nearest(spans: readonly Span[], at: number, { x, ms }: Geometry): Span | undefined {
  const reach = 5;
  const near = spansBetween(spans, ms(at - reach), ms(at + reach)).map((span) => ({
    span,
    away: Math.max(0, x(span.startMs) - at, at - x(span.endMs)),
    length: span.endMs - span.startMs,
  }));
  return near.toSorted((a, b) => a.away - b.away || a.length - b.length)[0]?.span;
}

/** The span to which an arrow key moves the focus; undefined at the edge. */
export function neighbour(from: Place | undefined, key: string, areas: readonly Area[]): Span | undefined {
  const rows = areas.flatMap(({ rows: some }) => some);
  if (from === undefined) return rows.find(({ steps }) => steps.some(isStop))?.steps.find(isStop);
  const offset = from.kind === 'workers' ? rows.length - areas.at(-1)!.rows.length : 0;
  const at = offset + from.row;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const own = stops(rows[at]!);
    return own[own.indexOf(from.span) + (key === 'ArrowRight' ? 1 : -1)];
  }
  const step = key === 'ArrowDown' ? 1 : -1;
  for (let i = at + step; i >= 0 && i < rows.length; i += step) {
    const spans = stops(rows[i]!);
    const after = spans.findIndex(({ endMs }) => endMs > from.span.startMs);
    if (spans.length > 0) return spans[after === -1 ? spans.length - 1 : after];
  }
  return undefined;
}

/** The spans of a row on which the focus stops: not the waits that took no time. */
function stops({ steps }: Row): readonly Span[] {
  return steps.filter(isStop);
}

function isStop({ kind, startMs, endMs }: Span): boolean {
  return kind !== 'queue' || endMs > startMs;
}
