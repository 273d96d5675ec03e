import { formatDuration } from '../../../lib/duration.js';
import { modeFigures } from '../../../render/run/figures.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { medianMakespan, medianOf } from '../../../results/typical.js';
import { ScrollBox } from '../../parts/tables.js';
import './bound-bars.css';

/** Makespan against the lower bound, speedup and efficiency: a row of bars for each mode, their figures beside them. */
export function BoundBars({ report: { modes } }: { report: Report }) {
  const longest = Math.max(...modes.map(makespanOf), 1e-9);
  const incomplete = modes.some(isIncomplete);
  const most = Math.max(...modes.map(({ speedup }) => speedup ?? 0), 1);
  return (
    <>
      <p className="note">
        The line in each makespan is its lower bound: the shortest that any schedule of the same work could reach on
        these cores. Efficiency is how much of the makespan that is.
        {incomplete &&
          ' Striped bars: not all sources answered, and what is missing would have taken its time too; such a mode ' +
            'has no speedup.'}
      </p>
      <ScrollBox label="Speedup and efficiency against the lower bound">
        <table className="bars">
          <caption className="hidden">
            Speedup and efficiency against the lower bound; medians where a mode ran more than once
          </caption>
          <thead>
            <tr>
              {[
                'mode',
                'makespan',
                'lower bound',
                'speedup',
                'efficiency',
                ...(incomplete ? ['sources answered'] : []),
              ].map((cell) => (
                <th
                  key={cell}
                  scope="col"
                  className={cell === 'lower bound' || cell === 'sources answered' ? 'figure' : undefined}
                >
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {modes.map((mode) => (
              <Row key={mode.mode} mode={mode} longest={longest} most={most} incomplete={incomplete} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

interface RowProps {
  readonly mode: ModeReport;
  readonly longest: number;
  readonly most: number;
  /** Whether some mode's answers are incomplete, and completeness has a column. */
  readonly incomplete: boolean;
}

function Row({ mode, longest, most, incomplete }: RowProps) {
  const figures = modeFigures(mode);
  const boundMs = medianOf(mode.runs, (run) => run.lowerBoundMs);
  const striped = isIncomplete(mode);
  const efficiency = figures.efficiency === '–' ? 0 : medianOf(mode.runs, (run) => run.efficiency);
  return (
    <tr>
      <th scope="row">{mode.mode}</th>
      <td className="wide">
        <Bar
          share={makespanOf(mode) / longest}
          mark={boundMs / longest}
          text={figures.makespan}
          tone="--series-1"
          striped={striped}
        />
      </td>
      <td className="figure">{formatDuration(boundMs)}</td>
      <td>
        <Bar share={(mode.speedup ?? 0) / most} text={figures.speedup} tone="--series-4" striped={striped} />
      </td>
      <td>
        <Bar share={Math.min(1, efficiency)} text={figures.efficiency} tone="--series-3" striped={striped} />
      </td>
      {incomplete && <td className="figure">{figures.completeness}</td>}
    </tr>
  );
}

interface BarProps {
  /** The share of the whole width that is filled. */
  readonly share: number;
  /** The place of the lower bound's line. */
  readonly mark?: number;
  readonly text: string;
  /** A custom property of the page. */
  readonly tone: string;
  readonly striped: boolean;
}

function Bar({ share, mark, text, tone, striped }: BarProps) {
  const line = `var(${tone})`;
  const background = striped ? `repeating-linear-gradient(135deg, ${line} 0 3px, transparent 3px 7px)` : line;
  return (
    <div className="bar">
      <span className="figure">{text}</span>
      <span className="track" aria-hidden="true">
        <span className="filled" style={{ width: `${share * 100}%`, background }} />
        {mark !== undefined && mark <= 1 && <span className="bound" style={{ left: `${mark * 100}%` }} />}
      </span>
    </div>
  );
}

function isIncomplete({ runs }: ModeReport): boolean {
  return runs.some(({ result }) => result.completeness < 1);
}

function makespanOf({ runs }: ModeReport): number {
  return medianMakespan(runs);
}
