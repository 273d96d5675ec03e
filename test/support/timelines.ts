import { coresBusy, CoreUsageFold, type CoreUsage } from '#src/analysis/cores.js';
import { TimelineFold, type Instant } from '#src/analysis/timeline.js';
import { fold } from '#src/lib/fold.js';
import type { Span, TraceEvent } from '#src/model/trace.js';

/** The spans of one query from its events; all must have ended. */
export function spansOf(events: readonly TraceEvent[]): Span[] {
  return fold(events, new TimelineFold()).spans;
}

/** The instants of one query from its events. */
export function instantsOf(events: readonly TraceEvent[]): Instant[] {
  return fold(events, new TimelineFold()).instants;
}

/** The spans of one query that have not ended, in words. */
export function openSpans(events: readonly TraceEvent[]): string[] {
  const timeline = new TimelineFold();
  for (const event of events) timeline.add(event);
  return timeline.open;
}

/** What the inferences of a query used of the cores. */
export function coreUsage(spans: readonly Span[], makespanMs: number): CoreUsage & { readonly coresBusy: number } {
  const usage = fold(spans, new CoreUsageFold());
  return { ...usage, coresBusy: coresBusy(usage, makespanMs) };
}
