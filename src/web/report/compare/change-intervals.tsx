import { comparedFigures } from '../../../render/compare/figures.js';
import type { Comparison } from '../../../results/documents/compare.js';
import './change-intervals.css';

type Compared = Comparison['comparisons'][number];

/** Changes beyond this, in percent, are drawn at the edge, so that one of them does not compress the others. */
const farthest = 100;

/**
 * The changes of a mode's figures in percent with their intervals, about a line of no change; the table below has the
 * figures.
 */
export function ChangeIntervals({ mode, compared }: { mode: string; compared: readonly Compared[] }) {
  const known = compared.filter(
    (one): one is Compared & { changePercent: number } => one.changePercent !== null && one.verdict !== 'same',
  );
  if (known.length === 0) return null;
  const ends = known.flatMap(({ changePercent, interval }) => [changePercent, ...(interval ?? [])]).map(Math.abs);
  const most = Math.min(farthest, Math.max(1, ...ends) * 1.08);
  const place = (percent: number): number => 50 + (Math.max(-most, Math.min(most, percent)) / most) * 50;
  return (
    <div
      className="changes"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn by elements, read out as one picture
      role="img"
      aria-label={`Changes of the figures of ${mode} that did not stay the same; the table below has them.`}
    >
      {known.map((one) => {
        const [figure, , , change, , , verdict] = comparedFigures(one);
        const [from, to] = (one.interval ?? [one.changePercent, one.changePercent]).map(place) as [number, number];
        return (
          <div key={one.figure} className={`change ${one.verdict}`}>
            <span className="what">{figure}</span>
            <span className="line">
              <span className="span" style={{ left: `${from}%`, width: `${to - from}%` }} />
              <span className="point" style={{ left: `${place(one.changePercent)}%` }} />
            </span>
            <span className="much">
              {change} {verdict}
            </span>
          </div>
        );
      })}
    </div>
  );
}
