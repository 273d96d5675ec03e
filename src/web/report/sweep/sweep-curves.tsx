import { useMemo, useState } from 'react';
import { percent } from '../../../lib/text.js';
import { overText, sweptOf, valueText, widestOf } from '../../../render/sweep/figures.js';
import type { SweepReport } from '../../../results/documents/sweep.js';
import { Curve } from '../../parts/charts/curve.js';
import { Choice } from '../../parts/choice.js';
import { ParameterPicks, PartPick } from './parameter-picks.js';
import { linesOf, sweepLook, sweepMetrics, type SweepMetric, type SweepView } from './sweep-look.js';

/**
 * Curves over a parameter: a line for each mode, or for each value of another parameter; the table below has all
 * points.
 */
export function SweepCurves({ report }: { report: SweepReport }) {
  const swept = sweptOf(report);
  const first = widestOf(report).name;
  const [over, setOver] = useState(first);
  const [metric, setMetric] = useState<SweepMetric>('makespan');
  const [per, setPer] = useState(() => swept.find(({ name }) => name !== first)?.name ?? 'mode');
  const [log, setLog] = useState(false);
  const [at, setAt] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(report.parameters.map(({ name, values }) => [name, values[0]!])),
  );
  const [mode, setMode] = useState(report.modes.at(-1)!);
  const [shown, setShown] = useState(0);
  const others = swept.filter(({ name }) => name !== over);
  const lines = others.some(({ name }) => name === per) ? per : 'mode';
  const view = useMemo(
    (): SweepView => ({ over, metric, lines, log, at, mode, shown }),
    [over, metric, lines, log, at, mode, shown],
  );
  const { xs, look } = useMemo(() => sweepLook(report, view), [report, view]);
  // What has a line for each of its values is not held still.
  const held = { ...report, parameters: report.parameters.filter(({ name }) => name !== lines) };
  const perLine = others.find(({ name }) => name === lines);
  const shares = look.lines.flatMap((line) =>
    (line.shares ?? []).filter((share) => share !== null && share < 1),
  ) as number[];
  /** Other lines are shown from their first ones on. */
  const chosen =
    (choose: (name: string) => void) =>
    (name: string): void => {
      choose(name);
      setShown(0);
    };
  const label = `${metric} ${overText(held, over, at).replace(/:$/u, '')}, a line for each ${lines === 'mode' ? 'mode' : `value of ${lines}`}; the table of points has the figures.`;
  const metrics = (Object.keys(sweepMetrics) as SweepMetric[]).filter(
    (name) => name !== 'speedup' || report.modes.includes('sequential'),
  );
  return (
    <>
      <div className="controls">
        <Choice legend="Show" options={metrics.map((name) => [name, name])} value={metric} onChoose={setMetric} />
        {swept.length > 1 && (
          <Choice
            legend="Over"
            options={swept.map(({ name }) => [name, name])}
            value={over}
            onChoose={chosen(setOver)}
          />
        )}
        {others.length > 0 && (
          <Choice
            legend="A line for each"
            options={[['mode', 'mode'], ...others.map(({ name }) => [name, name] as const)]}
            value={lines}
            onChoose={chosen(setPer)}
          />
        )}
        <Choice
          legend="Scale"
          options={[
            ['linear', 'linear'],
            ['log', 'logarithmic'],
          ]}
          value={log ? 'log' : 'linear'}
          onChoose={(scale) => setLog(scale === 'log')}
        />
        {lines !== 'mode' && (
          <label>
            Mode{' '}
            <select value={mode} onChange={(event) => setMode(report.modes.find((one) => one === event.target.value)!)}>
              {report.modes.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
        {perLine !== undefined && (
          <PartPick parameter={perLine} parts={linesOf(perLine.values)} at={shown} onPick={setShown} />
        )}
        <ParameterPicks
          parameters={others.filter(({ name }) => name !== lines)}
          at={at}
          onPick={(name, value) => setAt({ ...at, [name]: value })}
        />
      </div>
      <Curve label={label} look={look} xs={xs} />
      {shares.length > 0 && <p className="note">{incompleteWords(metric, shares)}</p>}
      {xs.length < 2 && (
        <p className="note">
          Only {valueText(xs[0] ?? 0, swept.find(({ name }) => name === over)?.unit ?? 'number')} was finished.
        </p>
      )}
    </>
  );
}

/** What hollow marks mean, and how much is missing there. */
function incompleteWords(metric: SweepMetric, shares: readonly number[]): string {
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(percent) as [string, string];
  const lacking =
    metric === 'makespan'
      ? ''
      : metric === 'speedup'
        ? ' Such answers have no speedup.'
        : ' Where nothing answered there is no efficiency.';
  return `○ Hollow marks: not all sources answered, only ${least === most ? least : `${least} to ${most}`} of them. What is missing would have taken its time too.${lacking}`;
}
