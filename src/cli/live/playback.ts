import type { Scope } from '../../model/scope.js';
import type { TraceEvent } from '../../model/trace.js';
import type { RunReport } from '../../results/documents/run.js';
import { realClock } from '../../time/real.js';
import { frames } from './frames.js';
import type { LiveSpans } from './live-spans.js';

/** The trace events of a finished run in the order of time, in milliseconds since its start. */
export function eventsOf({ spans }: Pick<RunReport, 'spans'>): TraceEvent[] {
  const events = spans.flatMap(({ startMs, endMs, outcome, ...span }): TraceEvent[] => [
    { ...span, type: 'begin', trace: 0, atMs: startMs },
    { type: 'end', trace: 0, id: span.id, atMs: endMs, outcome, usage: undefined },
  ]);
  return events.toSorted((a, b) => a.atMs - b.atMs); // stable: the begin of a span of no length stays before its end
}

/**
 * Adds events to `spans` in real time, `speed` times as fast as they happened, and calls `draw` with the time since the
 * start. Resolves after the last event, or when the scope is aborted.
 */
export function played(
  events: readonly TraceEvent[],
  spans: LiveSpans,
  speed: number,
  draw: (atMs: number) => void,
  within: Scope,
): Promise<void> {
  const beganMs = realClock.now();
  let next = 0;
  return new Promise((resolve) => {
    frames(() => {
      const atMs = (realClock.now() - beganMs) * speed;
      while (next < events.length && events[next]!.atMs <= atMs) spans.add(events[next++]!);
      const goesOn = next < events.length && within.reason === undefined;
      if (goesOn) draw(atMs);
      else resolve();
      return goesOn;
    });
  });
}
