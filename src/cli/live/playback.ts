import type { Scope } from '../../model/scope.js';
import type { TraceEvent } from '../../model/trace.js';
import type { RunReport } from '../../results/documents/run.js';
import { realClock } from '../../time/real.js';
import { frames } from './frames.js';
import type { Lanes } from './lanes.js';

/** The events of a run that is over, as they happened; times in milliseconds since its start. */
export function eventsOf({ spans }: Pick<RunReport, 'spans'>): TraceEvent[] {
  const events = spans.flatMap(({ startMs, endMs, outcome, ...span }): TraceEvent[] => [
    { ...span, type: 'begin', trace: 0, atMs: startMs },
    { type: 'end', trace: 0, id: span.id, atMs: endMs, outcome, usage: undefined },
  ]);
  return events.toSorted((a, b) => a.atMs - b.atMs); // which keeps the begin of a span of no length before its end
}

/**
 * Lets the events happen again, so many times as fast, and draws meanwhile; `draw` is told the moment. Ends when all
 * have happened, or the scope is aborted.
 */
export function played(
  events: readonly TraceEvent[],
  lanes: Lanes,
  speed: number,
  draw: (atMs: number) => void,
  within: Scope,
): Promise<void> {
  const beganMs = realClock.now();
  let next = 0;
  return new Promise((resolve) => {
    frames(() => {
      const atMs = (realClock.now() - beganMs) * speed;
      while (next < events.length && events[next]!.atMs <= atMs) lanes.hear(events[next++]!);
      const goesOn = next < events.length && within.reason === undefined;
      if (goesOn) draw(atMs);
      else resolve();
      return goesOn;
    });
  });
}
