import { memo, type ReactNode } from 'react';
import { formatDuration } from '../../../lib/duration.js';
import { ticksIn } from '../../../lib/time-range.js';
import { counted, printable } from '../../../lib/text.js';
import { niceStep } from '../../../render/timeline.js';
import { fittedText, rowsInView, rowTop, type Area, type Geometry } from './geometry.js';
import './drawing.css';
import { isLine, type Look, type Shapes } from './shapes.js';

/** The shapes of a block of lanes. `patterns` is the prefix of the ids of the picture's patterns. */
export const Drawn = memo(function Drawn({
  shapes,
  patterns,
  texts = true,
}: {
  shapes: Shapes;
  patterns: string;
  texts?: boolean;
}) {
  return (
    <>
      {[...shapes.paths].map(([look, d]) => (
        <Shape key={look} look={look} d={d} patterns={patterns} />
      ))}
      {shapes.diamonds !== '' && <path className="tl-diamond" d={shapes.diamonds} />}
      {shapes.crosses !== '' && <path className="tl-cross" d={shapes.crosses} />}
      {texts &&
        shapes.texts.map(({ key, x, y, text, look }) => (
          <text key={key} className={`tl-bar-text tl-on-${look}`} x={x} y={y} dy="0.36em">
            {text}
          </text>
        ))}
    </>
  );
});

/** The path of a look: failures are hatched, waits dotted, back-offs dashed. */
export function Shape({ look, d, patterns }: { look: Look; d: string; patterns: string }) {
  const className = `tl-${isLine(look) ? 'line' : 'bar'} tl-${look}`;
  return look === 'failed' ? (
    <path className={className} d={d} fill={`url(#${patterns}failed)`} />
  ) : (
    <path className={className} d={d} />
  );
}

/** The hatch patterns of a picture. */
export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}failed`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="tl-failed-ground" />
        <rect width="2" height="6" className="tl-failed-hatch" />
      </pattern>
      <pattern id={`${id}slack`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect width="1.2" height="5" className="tl-slack-hatch" />
      </pattern>
    </defs>
  );
}

/** The names of the lanes in view, and a stripe under every other row. */
export function LaneNames({ area, geometry }: { area: Area; geometry: Geometry }) {
  const [from, to] = rowsInView(area);
  const { left, right } = geometry.plot;
  const { rowHeight } = area;
  const names: ReactNode[] = [];
  for (let i = from; i < to; i++) {
    const { lane, first } = area.rows[i]!;
    const y = rowTop(area, i);
    const name = printable(lane.slice(0, 200));
    names.push(
      <g key={i}>
        {i % 2 === 0 && <rect className="tl-stripe" x={left} y={y} width={right - left} height={rowHeight} />}
        {first && (
          <text className="tl-lane" x={0} y={y + rowHeight / 2} dy="0.36em">
            <title>{name}</title>
            {fittedText(name, left - 14)}
          </text>
        )}
      </g>,
    );
  }
  return names;
}

/** The number of lanes of a block that are out of view. */
export function MoreLanes({ area }: { area: Area }) {
  if (area.hidden <= 0) return null;
  return (
    <text className="tl-more" x={0} y={area.top + area.height + 14}>
      and {counted(area.hidden, `more ${area.kind.slice(0, -1)} lane`)}: scroll
    </text>
  );
}

/** The axis: lines at round times, their figures below. */
export function TimeAxis({ geometry, longestMs }: { geometry: Geometry; longestMs: number }) {
  const { range, plot, x } = geometry;
  const step = niceStep(((range.toMs - range.fromMs) / (plot.right - plot.left)) * (range.toMs < 999_950 ? 52 : 80));
  return (
    <g className="tl-axis">
      {ticksIn(range, step)
        .filter((ms) => ms <= longestMs * 1.000001)
        .map((ms) => (
          <g key={ms}>
            <line x1={x(ms)} x2={x(ms)} y1={plot.top} y2={plot.bottom + 4} />
            <text x={x(ms)} y={plot.bottom + 18}>
              {tickText(ms, step)}
            </text>
          </g>
        ))}
    </g>
  );
}

/**
 * A tick's label: a duration with the decimals that its step needs, which may be 2.5 of a power of ten, and no more.
 */
function tickText(ms: number, step: number): string {
  if (ms === 0) return '0';
  if (ms >= 99.5 && ms < 999_950)
    return `${Number((ms / 1000).toFixed(Math.max(0, Math.ceil(4 - Math.log10(step)))))} s`;
  return step < 1 && ms < 100 ? `${Number(ms.toFixed(Math.ceil(-Math.log10(step) + 1)))} ms` : formatDuration(ms);
}

/** The lower bound: a thin line, and its figure unless that stands elsewhere. */
export function Bound({ ms, geometry, figure = true }: { ms: number; geometry: Geometry; figure?: boolean }) {
  const { plot, x } = geometry;
  const at = x(ms);
  if (ms <= 0 || at < plot.left || at > plot.right) return null;
  return (
    <g className="tl-bound">
      <line x1={at} x2={at} y1={plot.top - 6} y2={plot.bottom} />
      {figure && at > 96 && (
        <text x={at - 5} y={plot.top - 9}>
          bound {formatDuration(ms)}
        </text>
      )}
    </g>
  );
}

/** The end of the run and its makespan. */
export function End({ ms, geometry }: { ms: number; geometry: Geometry }) {
  const { plot, x } = geometry;
  const at = x(ms);
  if (at < plot.left || at > plot.right + 1) return null;
  return (
    <g className="tl-end">
      <line x1={at} x2={at} y1={plot.top - 6} y2={plot.bottom} />
      <text x={at + 6} y={plot.top - 8}>
        {formatDuration(ms)}
      </text>
    </g>
  );
}
