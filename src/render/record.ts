import { isMeasured } from '../experiments/record/inference.js';
import type { Recording, SourceRecording } from '../experiments/record/recording.js';
import { formatDuration } from '../lib/duration.js';
import { median, quantile } from '../lib/statistics/stats.js';
import { counted } from '../lib/text.js';
import type { Block } from './blocks.js';

const longestName = 30;

/** What was measured of a scenario's sources: a row for each. */
export function recordBlocks({ loaded, rounds, sources }: Recording): Block[] {
  const own = isMeasured(loaded.scenario);
  const { name } = loaded.scenario;
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
        ...(own ? ['inference'] : []),
      ],
      rows: sources.map((source) => row(source, rounds, own)),
    },
  ];
}

function row({ name, answeredMs, failures, inferences }: SourceRecording, rounds: number, own: boolean): string[] {
  const held = inferences.map(({ heldMs }) => heldMs);
  return [
    name,
    `${answeredMs.length}/${rounds}`,
    figure(answeredMs, median),
    figure(answeredMs, (times) => quantile(times, 0.95)),
    failuresIn(failures),
    ...(own ? [figure(held, median)] : []),
  ];
}

function figure(timesMs: readonly number[], of: (timesMs: readonly number[]) => number): string {
  return timesMs.length === 0 ? '–' : formatDuration(of(timesMs));
}

/** `3 timeout, 1 status`, or a dash. */
function failuresIn(failures: SourceRecording['failures']): string {
  const counts = new Map<string, number>();
  for (const { failure } of failures) counts.set(failure.kind, (counts.get(failure.kind) ?? 0) + 1);
  return counts.size === 0 ? '–' : [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}
