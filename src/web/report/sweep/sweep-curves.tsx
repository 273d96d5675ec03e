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
  const [view, setView] = useState(() => firstView(report));
  const { over, metric, lines, at } = view;
  const { xs, look } = useMemo(() => sweepLook(report, view), [report, view]);
  // A parameter that has a line for each of its values is not held at one.
  const held = { ...report, parameters: report.parameters.filter(({ name }) => name !== lines) };
  const shares = look.lines.flatMap((line) =>
    (line.shares ?? []).filter((share) => share !== null && share < 1),
  ) as number[];
  const label =
    `${metric} ${overText(held, over, at).replace(/:$/u, '')}, a line for each ` +
    `${lines === 'mode' ? 'mode' : `value of ${lines}`}; the table of points has the figures.`;
  const unit = report.parameters.find(({ name }) => name === over)!.unit;
  return (
    <>
      <Controls report={report} view={view} onView={setView} />
      <Curve label={label} look={look} xs={xs} />
      {shares.length > 0 && <p className="note">{incompleteWords(metric, shares)}</p>}
      {xs.length < 2 && <p className="note">Only {valueText(xs[0] ?? 0, unit)} was finished.</p>}
    </>
  );
}

/** Makespans over the parameter with most values, a line for each value of the next. */
function firstView(report: SweepReport): SweepView {
  const over = widestOf(report).name;
  return {
    over,
    metric: 'makespan',
    lines: sweptOf(report).find(({ name }) => name !== over)?.name ?? 'mode',
    log: false,
    at: Object.fromEntries(report.parameters.map(({ name, values }) => [name, values[0]!])),
    mode: report.modes.at(-1)!,
    shown: 0,
  };
}

interface ControlsProps {
  readonly report: SweepReport;
  readonly view: SweepView;
  readonly onView: (view: SweepView) => void;
}

/** The controls of a view. */
function Controls({ report, view, onView }: ControlsProps) {
  const { over, metric, lines, log, mode } = view;
  const swept = sweptOf(report);
  const others = swept.filter(({ name }) => name !== over);
  const metrics = (Object.keys(sweepMetrics) as SweepMetric[]).filter(
    (name) => name !== 'speedup' || report.modes.includes('sequential'),
  );
  const change = (changed: Partial<SweepView>): void => onView({ ...view, ...changed });
  return (
    <div className="controls">
      <Choice
        legend="Show"
        options={metrics.map((name) => [name, name])}
        value={metric}
        onChoose={(next) => change({ metric: next })}
      />
      {swept.length > 1 && (
        <Choice
          legend="Over"
          options={swept.map(({ name }) => [name, name])}
          value={over}
          onChoose={(name) => change({ over: name, lines: lines === name ? 'mode' : lines, shown: 0 })}
        />
      )}
      {others.length > 0 && (
        <Choice
          legend="A line for each"
          options={[['mode', 'mode'], ...others.map(({ name }) => [name, name] as const)]}
          value={lines}
          onChoose={(name) => change({ lines: name, shown: 0 })}
        />
      )}
      <Choice
        legend="Scale"
        options={scales}
        value={log ? 'log' : 'linear'}
        onChoose={(to) => change({ log: to === 'log' })}
      />
      {lines !== 'mode' && (
        <label>
          Mode{' '}
          <select
            value={mode}
            onChange={({ target }) => change({ mode: report.modes.find((one) => one === target.value)! })}
          >
            {report.modes.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      <Picks {...{ view, others, change }} />
    </div>
  );
}

const scales = [
  ['linear', 'linear'],
  ['log', 'logarithmic'],
] as const;

interface PicksProps {
  readonly view: SweepView;
  /** The swept parameters beside the one of the axis. */
  readonly others: SweepReport['parameters'];
  readonly change: (changed: Partial<SweepView>) => void;
}

/** The choice of values that have a line, and of those at which other parameters are held. */
function Picks({ view: { lines, at, shown }, others, change }: PicksProps) {
  const perLine = others.find(({ name }) => name === lines);
  return (
    <>
      {perLine !== undefined && (
        <PartPick
          parameter={perLine}
          parts={linesOf(perLine.values)}
          at={shown}
          onPick={(part) => change({ shown: part })}
        />
      )}
      <ParameterPicks
        parameters={others.filter(({ name }) => name !== lines)}
        at={at}
        onPick={(name, value) => change({ at: { ...at, [name]: value } })}
      />
    </>
  );
}

/** The meaning of hollow marks, and the completeness there. */
function incompleteWords(metric: SweepMetric, shares: readonly number[]): string {
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(percent) as [string, string];
  const lacking =
    metric === 'makespan'
      ? ''
      : metric === 'speedup'
        ? ' Such answers have no speedup.'
        : ' Where nothing answered there is no efficiency.';
  return (
    `○ Hollow marks: not all sources answered, only ${least === most ? least : `${least} to ${most}`} of them. ` +
    `What is missing would have taken its time too.${lacking}`
  );
}
