import type { Fold } from '../lib/fold.js';
import { sum } from '../lib/statistics/descriptive.js';
import type { Span } from '../model/trace.js';

/** The work of a query that its answer did not need. */
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
 * Folds the spans of a query into its wasted work. `inferred` says of a source whether the answer holds an inference
 * on it; it is asked for the result alone, when the answer is there.
 */
export class WasteFold implements Fold<Span, Waste> {
  readonly #inferred: (source: string) => boolean;
  #attempts = 0;
  #failedMs = 0;
  /** Successful work by source, which is wasted where the answer has no inference on it. */
  readonly #succeededMs = new Map<string, number>();

  constructor(inferred: (source: string) => boolean) {
    this.#inferred = inferred;
  }

  add({ kind, name, outcome, startMs, endMs }: Span): void {
    if (kind === 'attempt') this.#attempts++;
    else if (kind !== 'inference') return;
    const ms = endMs - startMs;
    if (outcome === 'ok') this.#succeededMs.set(name, (this.#succeededMs.get(name) ?? 0) + ms);
    else this.#failedMs += ms;
  }

  result(): Waste {
    const unused = [...this.#succeededMs].filter(([source]) => !this.#inferred(source)).map(([, ms]) => ms);
    return { attempts: this.#attempts, wastedMs: this.#failedMs + sum(unused) };
  }
}
