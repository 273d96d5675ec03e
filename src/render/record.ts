import { formatDuration } from '../lib/duration.js';
import { counted } from '../lib/text.js';
import type { RecordReport } from '../results/documents/record.js';
import type { Block } from './blocks.js';

const longestName = 30;

/** What was measured of a scenario's sources: a row for each. */
export function recordBlocks({ name, rounds, inference, sources }: RecordReport): Block[] {
  const what = `${name} · ${counted(sources.length, 'source')} · ${counted(rounds, 'round')} on real time`;
  return [
    { kind: 'title', level: 1, text: `${name}: recording`, only: 'page' },
    { kind: 'sentences', sentences: [what] },
    {
      kind: 'table',
      columns: [
        { name: 'source', atMost: longestName },
        'answered',
        'median',
        'p95',
        'failures',
        ...(inference ? ['inference'] : []),
      ],
      rows: sources.map((source) => [
        source.name,
        `${source.answered}/${rounds}`,
        figure(source.medianMs),
        figure(source.p95Ms),
        failuresIn(source),
        ...(inference ? [figure(source.inferenceMs)] : []),
      ]),
    },
  ];
}

function figure(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}

/** `3 timeout, 1 status`, or a dash. */
function failuresIn({ failures }: RecordReport['sources'][number]): string {
  const counts = Object.entries(failures);
  return counts.length === 0 ? '–' : counts.map(([kind, count]) => `${count} ${kind}`).join(', ');
}
