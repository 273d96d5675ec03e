import { sum } from '../lib/stats.js';
import type { Span } from '../model/trace.js';

/** What a query spent beside what its answer needed. */
export interface Waste {
  /** Attempts that were begun. */
  readonly attempts: number;
  /** Milliseconds of attempts and inferences whose result is not in the answer: failed, cut off, or beaten by another copy. */
  readonly wastedMs: number;
}

/** Folds the spans of a query into what was in vain. */
export function wasteOf(spans: readonly Span[]): Waste {
  const attempts = spans.filter((span) => span.kind === 'attempt');
  const inVain = spans.filter((span) => (span.kind === 'attempt' || span.kind === 'inference') && span.outcome !== 'ok');
  return { attempts: attempts.length, wastedMs: sum(inVain.map((span) => span.endMs - span.startMs)) };
}
