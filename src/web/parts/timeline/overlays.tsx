import { memo } from 'react';
import type { Chain } from '../../../analysis/chain.js';
import { formatDuration } from '../../../lib/duration.js';
import { oneLine } from '../../../lib/text.js';
import type { Span } from '../../../model/trace.js';
import type { RunReport } from '../../../results/documents/run.js';
import { rowTop, rowsInView, timelineMeasures, type Geometry } from '../lanes/geometry.js';
import { inView, middleOf, type Place } from './places.js';
import { elbow, outline } from '../lanes/shapes.js';
import type { Slack } from '../lanes/span-facts.js';

const { barHeight } = timelineMeasures;

type Places = ReadonlyMap<number, Place>;

/** The critical path: an outline around each of its spans, and a line from each to the next. */
export const CriticalPath = memo(function CriticalPath({
  path,
  places,
  geometry,
}: {
  path: RunReport['criticalPath'];
  places: Places;
  geometry: Geometry;
}) {
  const { x, range, plot } = geometry;
  let outlines = '';
  let lines = '';
  let last: { x: number; y: number } | undefined;
  for (const step of path) {
    const place = places.get(step.span);
    if (place === undefined) continue;
    const [x0, x1] = [x(step.startMs), x(step.startMs + step.durationMs)];
    const y = middleOf(place, geometry);
    // Spans out of view are skipped, and so are outlines and lines of less than two pixels.
    const seen = step.startMs <= range.toMs && step.startMs + step.durationMs >= range.fromMs;
    if (seen && inView(place, geometry) && x1 - x0 >= 2)
      outlines += outline(Math.max(x0, plot.left - 6), Math.min(x1, plot.right + 6), y - barHeight / 2, barHeight);
    if (seen && last !== undefined && Math.abs(last.y - y) >= 2) lines += elbow(last.x, last.y, x0, y);
    last = { x: x1, y };
  }
  return (
    <>
      <path className="tl-critical" d={lines} />
      <path className="tl-critical tl-critical-outline" d={outlines} />
    </>
  );
});

/** The lines of a chain, from the end of a span to the begin of the one that waited for it. */
export function ChainLines({ chain, places, geometry }: { chain: Chain; places: Places; geometry: Geometry }) {
  let d = '';
  for (const [from, to] of chain.links) {
    const [start, end] = [places.get(from.id), places.get(to.id)];
    if (start === undefined || end === undefined) continue;
    const [y0, y1] = [middleOf(start, geometry), middleOf(end, geometry)];
    if (y0 !== y1) d += elbow(geometry.x(from.endMs), y0, geometry.x(to.startMs), y1);
  }
  return <path className="tl-chain" d={d} />;
}

/** The slack of spans in view: a thin hatched band behind each. */
export const SlackBands = memo(function SlackBands({
  slack,
  places,
  geometry,
  id,
}: {
  slack: Slack;
  places: Places;
  geometry: Geometry;
  id: string;
}) {
  let bands = '';
  let ends = '';
  for (const [span, slackMs] of slack) {
    const place = places.get(span);
    if (place === undefined || slackMs <= 0 || !inView(place, geometry)) continue;
    const x0 = Math.max(geometry.x(place.span.endMs), geometry.plot.left);
    const x1 = Math.min(geometry.x(place.span.endMs + slackMs), geometry.plot.right);
    if (x1 - x0 < 2) continue;
    const y = Math.round(middleOf(place, geometry) + barHeight / 2 - 4);
    bands += `M${x0} ${y}H${x1}v5H${x0}z`;
    ends += `M${x1} ${y - 2}v9`;
  }
  return (
    <>
      <path d={bands} fill={`url(#${id}slack)`} />
      <path className="tl-slack-end" d={ends} />
    </>
  );
});

/** The outline of a span. */
export function Outlined({
  span,
  places,
  geometry,
  className,
}: {
  span: Span;
  places: Places;
  geometry: Geometry;
  className: string;
}) {
  const place = places.get(span.id);
  if (place === undefined || !inView(place, geometry)) return null;
  const { x, plot } = geometry;
  const x0 = Math.max(x(span.startMs), plot.left - 4);
  const x1 = Math.min(x(span.endMs), plot.right + 4);
  return x1 < plot.left - 4 || x0 > plot.right + 4 ? null : (
    <path className={className} d={outline(x0 - 1, x1 + 1, middleOf(place, geometry) - barHeight / 2, barHeight)} />
  );
}

/**
 * The instants of a run, such as a circuit that opened: a flag upon the source's lane, and words under the pointer.
 */
export function Instants({ instants, geometry }: { instants: RunReport['instants']; geometry: Geometry }) {
  const area = geometry.areas.find(({ kind }) => kind === 'sources');
  if (area === undefined || instants.length === 0) return null;
  const [from, to] = rowsInView(area);
  const rows = new Map(
    area.rows.slice(from, to).flatMap(({ lane, first }, i) => (first ? [[lane, from + i] as const] : [])),
  );
  return instants.map(({ atMs, name, what }) => {
    const row = rows.get(name);
    if (row === undefined || atMs < geometry.range.fromMs || atMs > geometry.range.toMs) return null;
    const [x, y] = [geometry.x(atMs), rowTop(area, row)];
    return (
      <path
        key={`${atMs} ${name} ${what}`}
        className="tl-instant"
        d={`M${x} ${y + 1}v${timelineMeasures.rowHeight - 2}M${x} ${y + 1}h7l-2 3l2 3h-7z`}
      >
        <title>{`${formatDuration(atMs)} ${oneLine(what)}`}</title>
      </path>
    );
  });
}
