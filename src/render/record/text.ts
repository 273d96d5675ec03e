import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import type { RecordReport } from '../../results/documents/record.js';
import { fitted, type Style } from '../style.js';
import { figuresTable } from '../table.js';

const longestName = 30;

/** What was measured, as a person reads it: a row for each source. */
export function recordingText({ name, rounds, inference, sources }: RecordReport, style: Style): string {
  const head = ['source', 'answered', 'median', 'p95', 'failures', ...(inference ? ['inference'] : [])];
  const rows = sources.map((source) => [
    fitted(printable(source.name), longestName),
    `${source.answered}/${rounds}`,
    figure(source.medianMs),
    figure(source.p95Ms),
    failuresOf(source),
    ...(inference ? [figure(source.inferenceMs)] : []),
  ]);
  return `${printable(name)} · ${counted(sources.length, 'source')} · ${counted(rounds, 'round')} on real time\n\n${figuresTable(head, rows, style)}\n`;
}

function figure(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}

/** `3 timeout, 1 status`, or a dash. */
function failuresOf({ failures }: RecordReport['sources'][number]): string {
  const counts = Object.entries(failures);
  return counts.length === 0 ? '–' : counts.map(([kind, count]) => `${count} ${kind}`).join(', ');
}
