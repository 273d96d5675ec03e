// oxlint-disable react/no-array-index-key -- a report does not change while it is shown, so places are names enough
import { counted } from '../../../lib/text.js';
import {
  boundAt,
  changeSentences,
  efficiencyText,
  fitSentences,
  incompleteNote,
  interruptedSentence,
  makespanText,
  overText,
  residualHead,
  residualRows,
  shownFits,
  speedupText,
  sweepHeading,
  sweptOf,
  valueText,
} from '../../../render/sweep/figures.js';
import type { SweepReport } from '../../../results/documents/sweep.js';
import { Details, FiguresTable } from '../../parts/tables.js';
import { Frame, type Section, created } from '../../parts/frame.js';
import { Findings, Sentences } from '../../parts/text.js';
import { SweepCurves } from './sweep-curves.js';
import { SweepMap } from './sweep-map.js';

/** The page of a sweep: its findings, curves over each parameter, the laws, all points. */
export function SweepPage({ report }: { report: SweepReport }) {
  const { scenario, points, createdAt, tool, interrupted } = report;
  const [, ...facts] = sweepHeading(report).split(' · ');
  const fits = shownFits(report);
  const swept = sweptOf(report);
  const sections: (Section | undefined)[] = [
    {
      id: 'summary',
      title: 'Summary',
      content: (
        <>
          {interrupted && <Sentences of={[interruptedSentence(report)]} tone="warning" />}
          <Findings of={changeSentences(report)} />
        </>
      ),
    },
    points.length < 2 ? undefined : { id: 'curves', title: 'Curves', content: <SweepCurves report={report} /> },
    swept.length < 2 ? undefined : { id: 'map', title: 'Map', content: <SweepMap report={report} /> },
    fits.length === 0
      ? undefined
      : { id: 'laws', title: 'Laws', content: fits.map((fit, i) => <Law key={i} report={report} fit={fit} />) },
    { id: 'points', title: 'Points', content: <Points report={report} /> },
  ];
  return (
    <Frame
      kind="sweep"
      name={scenario.name}
      subtitle={scenario.question}
      facts={[...facts, created(createdAt)]}
      sections={sections}
      tool={tool}
    />
  );
}

function Law({ report, fit }: { report: SweepReport; fit: SweepReport['fits'][number] }) {
  const title = `${fit.mode} ${overText(report, fit.parameter, fit.at)}`;
  return (
    <>
      <h3>{title.replace(/:$/u, '')}</h3>
      <Sentences of={fitSentences(fit)} />
      <Details summary="What was found, and how far each law is off">
        {() => <FiguresTable caption={title} quiet head={residualHead(fit)} rows={residualRows(fit)} />}
      </Details>
    </>
  );
}

/** The most rows of the table; the JSON has all points. */
const mostRows = 2000;

function Points({ report }: { report: SweepReport }) {
  const { points, modes } = report;
  const swept = sweptOf(report);
  const compared = modes.includes('sequential') && modes.length > 1;
  const head = [
    ...swept.map(({ name }) => name),
    ...modes,
    'fastest',
    ...(compared ? ['speedup'] : []),
    'efficiency',
    'bound by',
  ];
  const rows = points
    .slice(0, mostRows)
    .map((point) => [
      ...swept.map(({ name, unit }) => valueText(point.values[name]!, unit)),
      ...modes.map((mode) => makespanText(point.modes.find((one) => one.mode === mode)!)),
      point.fastest,
      ...(compared ? [speedupText(point)] : []),
      efficiencyText(point),
      boundAt(point),
    ]);
  const notes = [
    ...(points.some((point) => point.modes.some(({ completeness }) => completeness < 1)) ? [incompleteNote] : []),
    ...(points.length > mostRows ? [`${counted(points.length - mostRows, 'point')} left out; the JSON has all.`] : []),
    'Speedup, efficiency and what it is bound by are those of the fastest mode.',
  ];
  return (
    <>
      <FiguresTable
        caption="Makespans at every point"
        quiet
        head={head}
        rows={rows}
        words={[head.length - 1, head.indexOf('fastest')]}
      />
      <Sentences of={notes} tone="note" />
    </>
  );
}
