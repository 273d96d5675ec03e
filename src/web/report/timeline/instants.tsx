import { formatDuration } from '../../../lib/duration.js';
import { oneLine } from '../../../lib/text.js';
import type { RunReport } from '../../../results/documents/run.js';
import { rowTop, rowsInView, timelineMeasures, type Geometry } from '../../parts/timeline/geometry.js';

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
