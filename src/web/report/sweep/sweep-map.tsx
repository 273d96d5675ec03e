import { useMemo, useState } from 'react';
import { clip, printable } from '../../../lib/text.js';
import { boundAt, fastestAt, incompleteNote, makespanText, sweptOf, valueText } from '../../../render/sweep/figures.js';
import type { SweepPoint, SweepReport } from '../../../results/documents/sweep.js';
import { HeatMap, stripesNote, type Side } from '../../parts/charts/heat-map.js';
import { Sentences } from '../../parts/text.js';
import { ParameterPicks, PartPick } from './parameter-picks.js';
import { inParts } from './sweep-look.js';

type Parameter = SweepReport['parameters'][number];

/** The most values that fit on a wide screen; more are shown in parts. */
const mostValues = 60;

/** The makespan of the fastest mode over two parameters at once. */
export function SweepMap({ report }: { report: SweepReport }) {
  const [at, setAt] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(report.parameters.map(({ name, values }) => [name, values[0]!])),
  );
  const [across, down, ...others] = sweptOf(report).toSorted((a, b) => b.values.length - a.values.length) as [
    Parameter,
    Parameter,
    ...Parameter[],
  ];
  const [parts, setParts] = useState<readonly [across: number, down: number]>([0, 0]);
  const [allColumns, allRows] = [inParts(across.values, mostValues), inParts(down.values, mostValues)];
  const [columns, rows] = [allColumns[parts[0]]!, allRows[parts[1]]!];
  const pointAt = useMemo(() => new Map(report.points.map((point) => [keyOf(report, point.values), point])), [report]);
  const found = (x: number, y: number): SweepPoint | undefined =>
    pointAt.get(keyOf(report, { ...at, [across.name]: x, [down.name]: y }));
  const makespans = report.points.map((point) => fastestAt(point).makespanMs);
  const [least, most] = [Math.min(...makespans), Math.max(...makespans)];
  const cell = ([row]: readonly number[], [column]: readonly number[]) => {
    const point = found(columns[column!]!, rows[row!]!);
    if (point === undefined) return undefined;
    const { makespanMs, completeness } = fastestAt(point);
    const text = makespanText(fastestAt(point));
    return {
      text: text.replace(' (', '\n('),
      heat: (makespanMs - least) / (most - least || 1),
      missing: 1 - completeness,
      title: `${point.fastest}: ${text}, ${boundAt(point)}`,
    };
  };
  return (
    <>
      <div className="controls">
        <PartPick parameter={down} parts={allRows} at={parts[1]} onPick={(part) => setParts([parts[0], part])} />
        <PartPick parameter={across} parts={allColumns} at={parts[0]} onPick={(part) => setParts([part, parts[1]])} />
        <ParameterPicks parameters={others} at={at} onPick={(name, value) => setAt({ ...at, [name]: value })} />
      </div>
      <HeatMap
        caption={
          `Makespan of the fastest mode, ${clip(printable(down.name), 40)} down and ` +
          `${clip(printable(across.name), 40)} across; the stronger the colour, the longer`
        }
        rows={[sideOf(down, rows)]}
        columns={[sideOf(across, columns)]}
        colour="--accent"
        cell={cell}
      />
      {report.points.some((point) => fastestAt(point).completeness < 1) && (
        <Sentences of={[stripesNote, incompleteNote]} tone="note" />
      )}
    </>
  );
}

/** A key of the values of all parameters. */
function keyOf({ parameters }: SweepReport, values: Readonly<Record<string, number>>): string {
  return parameters.map(({ name }) => values[name]).join();
}

function sideOf({ name, unit }: Parameter, values: readonly number[]): Side {
  return { name, states: values.map((value) => ({ mark: valueText(value, unit), words: valueText(value, unit) })) };
}
