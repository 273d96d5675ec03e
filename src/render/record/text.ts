import { formatDuration } from '../../lib/duration.js';
import { median, quantile } from '../../lib/statistics/descriptive.js';
import { counted, printable } from '../../lib/text.js';
import { fitted, type Style } from '../style.js';
import { figuresTable } from '../table.js';
import { isMeasured } from '../../experiments/record/inference.js';
import type { Recording, SourceRecording } from '../../experiments/record/recording.js';

const longestName = 30;

/** What was measured, as a person reads it: a row for each source. */
export function recordingText(recording: Recording, style: Style): string {
  const { loaded, rounds, sources } = recording;
  const own = isMeasured(loaded.scenario);
  const head = ['source', 'answered', 'median', 'p95', 'failures', ...(own ? ['inference'] : [])];
  const rows = sources.map((source) => [
    fitted(printable(source.name), longestName),
    `${source.answeredMs.length}/${rounds}`,
    figure(source.answeredMs, median),
    figure(source.answeredMs, (times) => quantile(times, 0.95)),
    failuresOf(source),
    ...(own
      ? [
          figure(
            source.inferences.map(({ heldMs }) => heldMs),
            median,
          ),
        ]
      : []),
  ]);
  return `${printable(loaded.scenario.name)} · ${counted(sources.length, 'source')} · ${counted(rounds, 'round')} on real time\n\n${figuresTable(head, rows, style)}\n`;
}

function figure(timesMs: readonly number[], of: (timesMs: readonly number[]) => number): string {
  return timesMs.length === 0 ? '–' : formatDuration(of(timesMs));
}

/** `3 timeout, 1 status`, or a dash. */
function failuresOf({ failures }: SourceRecording): string {
  const counts = new Map<string, number>();
  for (const { failure } of failures) counts.set(failure.kind, (counts.get(failure.kind) ?? 0) + 1);
  return counts.size === 0 ? '–' : [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}
