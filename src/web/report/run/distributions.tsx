import { useMemo, useState } from 'react';
import { formatDuration } from '../../../lib/duration.js';
import { counted } from '../../../lib/text.js';
import { enoughForPicture, repetitionHead, repetitionNotes, repetitionRows } from '../../../render/run/repetition.js';
import { shortDuration } from '../../../render/sweep/figures.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { lineColours, lineDashes } from '../../parts/charts/colours.js';
import { Curve } from '../../parts/charts/curve.js';
import type { CurveLook } from '../../parts/charts/curve-options.js';
import { binned, cumulative } from '../../../lib/statistics/sample-shapes.js';
import { Choice } from '../../parts/choice.js';
import { FiguresTable } from '../../parts/tables.js';
import { Sentences } from '../../parts/text.js';

/** The makespans of repeated runs: their statistics, and pictures of how they are spread. */
export function Distributions({ report }: { report: Report }) {
  const pictured = report.modes.filter(({ runs }) => runs.length >= enoughForPicture);
  return (
    <>
      <FiguresTable caption="Statistics of repeated runs" quiet head={repetitionHead} rows={repetitionRows(report)} />
      <Sentences of={repetitionNotes(report)} tone="note" />
      {pictured.length > 0 && <Pictures modes={pictured} />}
    </>
  );
}

function Pictures({ modes }: { modes: readonly ModeReport[] }) {
  const [shown, setShown] = useState<'histograms' | 'cumulative'>('histograms');
  return (
    <>
      <Choice
        legend="Makespans as"
        options={[
          ['histograms', 'histograms'],
          ['cumulative', 'cumulative distributions'],
        ]}
        value={shown}
        onChoose={setShown}
      />
      {shown === 'cumulative' ? (
        <Cumulative modes={modes} />
      ) : (
        <div className="grid">
          {modes.map((mode) => (
            <Histogram key={mode.mode} mode={mode} />
          ))}
        </div>
      )}
    </>
  );
}

const percentage = (share: number): string => `${Math.round(share * 100)} %`;

function Cumulative({ modes }: { modes: readonly ModeReport[] }) {
  const { xs, look } = useMemo(() => {
    const { xs: found, shares } = cumulative(modes.map(({ runs }) => runs.map(({ makespanMs }) => makespanMs)));
    const lines = modes.map(({ mode }, i) => ({
      name: mode,
      values: shares[i]!,
      colour: lineColours[i % lineColours.length]!,
      dash: lineDashes[i % lineDashes.length]!,
    }));
    const picture: CurveLook = {
      kind: 'steps',
      height: 300,
      x: { title: 'makespan', format: shortDuration },
      y: { title: 'share of runs within it', format: percentage, range: [0, 1.02] },
      lines,
    };
    return { xs: found, look: picture };
  }, [modes]);
  return (
    <Curve
      label="Cumulative distribution of each mode's makespan; the table above has the statistics."
      look={look}
      xs={xs}
    />
  );
}

function Histogram({ mode: { mode, runs } }: { mode: ModeReport }) {
  const sorted = useMemo(() => runs.map(({ makespanMs }) => makespanMs).toSorted((a, b) => a - b), [runs]);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const picture = useMemo(() => (least === most ? undefined : histogramOf(sorted)), [sorted, least, most]);
  return (
    <div>
      <h3>
        {mode} <span className="aside">{counted(runs.length, 'run')}</span>
      </h3>
      {picture === undefined ? (
        <p>All of them took {formatDuration(most)}.</p>
      ) : (
        <Curve
          label={`Histogram of the makespans of ${mode}, from ${formatDuration(least)} to ${formatDuration(most)}.`}
          look={picture.look}
          xs={picture.xs}
        />
      )}
    </div>
  );
}

function histogramOf(sorted: readonly number[]): { xs: readonly number[]; look: CurveLook } {
  const { middles, counts } = binned(sorted, Math.max(5, Math.min(40, Math.ceil(2 * Math.sqrt(sorted.length)))));
  const half = (middles[1]! - middles[0]!) / 2;
  const look: CurveLook = {
    kind: 'bars',
    height: 190,
    x: { title: 'makespan', format: shortDuration, range: [middles[0]! - 1.5 * half, middles.at(-1)! + 1.5 * half] },
    y: { title: 'runs', format: String, whole: true },
    lines: [{ name: 'runs', values: counts, colour: '--series-1' }],
  };
  return { xs: middles, look };
}
