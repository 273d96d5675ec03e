import { counted } from '../../lib/text.js';
import type { SweepReport } from '../../results/documents/sweep.js';
import { onlyIn, type Block } from '../blocks.js';
import {
  changeSentences,
  fitSentences,
  incompleteNote,
  interruptedSentence,
  overText,
  residualHead,
  residualRows,
  shortDuration,
  shownFits,
  sliceOf,
  sweepHeading,
  valueText,
  widestOf,
} from './figures.js';
import { sweepTable } from './table.js';

/** A sweep: the points, the picture, where the bottleneck changes, the laws. */
export function sweepBlocks(report: SweepReport): Block[] {
  const interrupted = report.interrupted ? interruptedSentence(report) : undefined;
  return [
    { kind: 'title', level: 1, text: `${report.scenario.name}: sweep`, about: sweepHeading(report) },
    ...(interrupted === undefined
      ? []
      : onlyIn('page', { kind: 'sentences', sentences: [[{ text: interrupted, tone: 'bad' }]] })),
    points(report),
    ...chart(report),
    { kind: 'sentences', sentences: changeSentences(report), list: true },
    ...shownFits(report).map((fit) => law(report, fit)),
    ...(interrupted === undefined
      ? []
      : onlyIn('terminal', { kind: 'sentences', sentences: [interrupted], tone: 'bad' })),
  ];
}

function points(report: SweepReport): Block {
  const { table, leftOut, incomplete } = sweepTable(report);
  const note = 'the ends are shown, and where the bottleneck changes.';
  const notes = [
    ...(incomplete ? [incompleteNote] : []),
    ...(leftOut > 0 ? [`${counted(leftOut, 'point')} left out: ${note} The JSON has all, and so has --csv FILE.`] : []),
  ];
  return { kind: 'group', blocks: [table, { kind: 'sentences', sentences: notes, tone: 'quiet' }] };
}

/** Makespan over the parameter with the most values, a line for each mode; none where there is but one value. */
function chart(report: SweepReport): Block[] {
  const { name, unit } = widestOf(report);
  const slice = sliceOf(report, name);
  if (slice.length < 2) return [];
  const series = report.modes.map((mode) => ({
    name: mode,
    points: slice.map(
      ({ values, modes }) => [values[name]!, modes.find((one) => one.mode === mode)!.makespanMs] as const,
    ),
  }));
  return [
    {
      kind: 'chart',
      title: `Makespan ${overText(report, name, slice[0]!.values)}`,
      series,
      formats: { x: (value) => valueText(value, unit), y: shortDuration },
    },
  ];
}

/** Longer lines show their residuals on a page and in the JSON. */
const mostResiduals = 16;

function law(report: SweepReport, fit: SweepReport['fits'][number]): Block {
  const rows = residualRows(fit);
  const residuals: Block = { kind: 'table', columns: residualHead(fit), rows };
  return {
    kind: 'group',
    blocks: [
      { kind: 'sentences', sentences: [`${fit.mode} ${overText(report, fit.parameter, fit.at)}`] },
      { kind: 'sentences', sentences: fitSentences(fit), indent: 2 },
      ...(rows.length > mostResiduals ? onlyIn('page', residuals) : [residuals]),
    ],
  };
}
