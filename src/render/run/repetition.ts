import { formatDuration } from '../../lib/duration.js';
import { counted } from '../../lib/text.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import { boxPlot, distributionLegend, histogram } from '../distribution.js';
import { enoughForPicture, repetitionHead, repetitionNotes, repetitionRows } from './repetition-figures.js';
import { padded, wordsOf, wrapped, type Style } from '../style.js';
import { figuresTable } from '../table.js';

/** Statistics, pictures and what to know of them, of modes that ran more than once; empty for one run each. */
export function repetitionText(report: Report, style: Style): string {
  const repeated = report.modes.filter(({ runs }) => runs.length > 1);
  if (repeated.length === 0) return '';
  const pictured = repeated.filter(({ runs }) => runs.length >= enoughForPicture);
  return [
    figuresTable(repetitionHead, repetitionRows(report), style),
    ...(pictured.length === 0
      ? []
      : [
          [
            ...pictured.map((mode) => picture(mode, style)),
            style.paint.dim(wrapped(wordsOf(distributionLegend), style.width, ' ')),
          ].join('\n'),
        ]),
    repetitionNotes(report)
      .map((note) => wrapped(wordsOf(note), style.width))
      .join('\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function picture({ mode, runs }: ModeReport, { width, paint }: Style): string {
  const sorted = runs.map(({ makespanMs }) => makespanMs).toSorted((a, b) => a - b);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const title = ` ${paint.bold(mode)} ${counted(runs.length, 'run')}`;
  if (least === most) return `${title}, all of them ${formatDuration(most)}`;
  const cells = Math.min(60, width - 4);
  const ends = `${padded(formatDuration(least), cells - formatDuration(most).length)}${formatDuration(most)}`;
  return [
    title,
    `   ${paint.cyan(histogram(sorted, cells))}`,
    `   ${paint.green(boxPlot(sorted, cells))}`,
    `   ${paint.dim(ends)}`,
  ].join('\n');
}
