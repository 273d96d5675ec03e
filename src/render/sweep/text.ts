import { counted } from '../../lib/text.js';
import type { SweepReport } from '../../results/documents/sweep.js';
import { lineChart } from '../line-chart.js';
import { fitted, wordsOf, wrapped, type Style } from '../style.js';
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
import { figuresTable } from '../table.js';

/** What a person reads of a sweep: the points, the picture, where the bottleneck changes, the laws. */
export function sweepText(report: SweepReport, style: Style): string {
  const { width, paint } = style;
  const blocks = [
    paint.bold(wrapped(wordsOf(sweepHeading(report)), width)),
    table(report, style),
    sweepChart(report, style),
    changeSentences(report)
      .map((sentence) => wrapped(wordsOf(sentence), width))
      .join('\n'),
    ...shownFits(report).map((fit) => law(report, fit, style)),
    report.interrupted ? paint.red(wrapped(wordsOf(interruptedSentence(report)), width)) : '',
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function table(report: SweepReport, style: Style): string {
  const { head, rows, leftOut, incomplete } = sweepTable(report, style.width);
  const lines = figuresTable(head, rows, style)
    .split('\n')
    .map((line) => fitted(line, style.width));
  if (incomplete) lines.push(style.paint.dim(wrapped(wordsOf(incompleteNote), style.width)));
  if (leftOut > 0) {
    const note = `${counted(leftOut, 'point')} left out: the ends are shown, and where the bottleneck changes. The JSON has all, and so has --csv FILE.`;
    lines.push(style.paint.dim(wrapped(wordsOf(note), style.width)));
  }
  return lines.join('\n');
}

/** Makespan over the parameter with the most values, a line for each mode; empty where there is but one value. */
export function sweepChart(report: SweepReport, style: Style): string {
  const { name, unit } = widestOf(report);
  const points = sliceOf(report, name);
  if (points.length < 2) return '';
  const series = report.modes.map((mode) => ({
    name: mode,
    points: points.map(
      ({ values, modes }) => [values[name]!, modes.find((one) => one.mode === mode)!.makespanMs] as const,
    ),
  }));
  const title = `Makespan ${overText(report, name, points[0]!.values)}`;
  const formats = { x: (value: number) => valueText(value, unit), y: shortDuration };
  return `${wrapped(wordsOf(title), style.width)}\n${lineChart(series, formats, style)}`;
}

/** Longer lines show their residuals in the JSON alone. */
const mostResiduals = 16;

function law(report: SweepReport, fit: SweepReport['fits'][number], style: Style): string {
  const title = `${fit.mode} ${overText(report, fit.parameter, fit.at)}`;
  const sentences = fitSentences(fit).map((sentence) => wrapped(wordsOf(sentence), style.width, '  '));
  const rows = residualRows(fit);
  const residuals = rows.length > mostResiduals ? [] : [figuresTable(residualHead(fit), rows, style)];
  return [wrapped(wordsOf(title), style.width), ...sentences, ...residuals].join('\n');
}
