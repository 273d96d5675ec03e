import { useMemo } from 'react';
import { parseDuration } from '../../../lib/duration.js';
import { percent } from '../../../lib/text.js';
import { shortDuration } from '../../../render/sweep/figures.js';
import type { ResilienceReport } from '../../../results/documents/resilience.js';
import { lineColours, lineDashes } from '../../parts/charts/colours.js';
import { Curve } from '../../parts/charts/curve.js';
import type { CurveLook } from '../../parts/charts/curve-options.js';

type Tuning = NonNullable<ResilienceReport['tuning']>;

/**
 * The benefit and the cost of each value of a parameter, as curves over the values; the table below has the figures.
 */
export function TuningCurve({ tuning }: { tuning: Tuning }) {
  const { xs, share, time } = useMemo(() => looksOf(tuning), [tuning]);
  if (xs.length < 2) return null;
  return (
    <div className="grid">
      <Curve label={`Clean answers and completeness over ${tuning.parameter}; a table follows.`} look={share} xs={xs} />
      <Curve label={`Makespans and wasted time over ${tuning.parameter}; a table follows.`} look={time} xs={xs} />
    </div>
  );
}

function looksOf({ parameter, points }: Tuning): { xs: number[]; share: CurveLook; time: CurveLook } {
  const values = points.map(({ name }) => valueOf(name));
  const known = points
    .map((point, i) => ({ ...point, value: values[i] }))
    .filter((point): point is typeof point & { value: number } => point.value !== undefined)
    .toSorted((a, b) => a.value - b.value);
  const duration = points.some(({ name }) => /\d *(?:ms|s|m|h)\b/u.test(name));
  const x = { title: parameter, format: duration ? shortDuration : String, whole: !duration };
  const line = (name: string, i: number, of: (point: Tuning['points'][number]) => number) => ({
    name,
    values: known.map(of),
    colour: lineColours[i]!,
    dash: lineDashes[i]!,
  });
  return {
    xs: known.map(({ value }) => value),
    share: {
      kind: 'lines',
      height: 260,
      x,
      y: { title: 'share', format: percent, range: [0, 1.05] },
      lines: [
        line('clean answers', 0, ({ successRate }) => successRate),
        line('completeness', 1, ({ completeness }) => completeness),
      ],
    },
    time: {
      kind: 'lines',
      height: 260,
      x,
      y: { title: 'time', format: shortDuration },
      lines: [
        line('p50', 0, ({ p50Ms }) => p50Ms),
        line('p95', 1, ({ p95Ms }) => p95Ms),
        line('p99', 2, ({ p99Ms }) => p99Ms),
        line('wasted', 3, ({ wastedMs }) => wastedMs),
      ],
    },
  };
}

/** The number in the name of a value: `2.04 s`, `3`, `2 of 3`; undefined for `none`. */
function valueOf(name: string): number | undefined {
  return parseDuration(name.split(' of ')[0]!);
}
