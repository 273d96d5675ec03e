import { sum } from '../lib/statistics/descriptive.js';
import type { Span } from '../model/trace.js';

/** What a query spent beside what its answer needed. */
export interface Waste {
  /** Attempts that were begun. */
  readonly attempts: number;
  /**
   * Milliseconds of attempts and inferences whose result is not in the answer: failed, cut off, or beaten by another
   * copy.
   */
  readonly wastedMs: number;
}

/**
 * Folds the spans of a query into what was in vain. `inferred` says of a source whether the answer holds an inference
 * on it.
 */
export function wasteOf(spans: readonly Span[], inferred: (source: string) => boolean): Waste {
  const attempts = spans.filter((span) => span.kind === 'attempt');
  const inVain = spans.filter(
    ({ kind, name, outcome }) => (kind === 'attempt' || kind === 'inference') && (outcome !== 'ok' || !inferred(name)),
  );
  return { attempts: attempts.length, wastedMs: sum(inVain.map((span) => span.endMs - span.startMs)) };
}
