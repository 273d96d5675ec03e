import { fold, type Fold } from '../lib/fold.js';
import { Coverage } from '../lib/statistics/coverage.js';
import type { Span } from '../model/trace.js';

/** What inferences used of the cores. */
export interface CoreUsage {
  /** CPU time of all inferences, in milliseconds. */
  readonly cpuMs: number;
  /** Time that workers could have run but waited for a core, in milliseconds. */
  readonly coreWaitMs: number;
  /** Workers that were seen busy. */
  readonly coresUsed: number;
}

/** Folds the spans of a query into what its inferences used of the cores. */
export class CoreUsageFold implements Fold<Span, CoreUsage> {
  #cpuMs = 0;
  #coreWaitMs = 0;
  readonly #lanes = new Set<string>();

  add({ kind, lane, cpuMs = 0, coreWaitMs = 0 }: Span): void {
    if (kind !== 'inference') return;
    this.#cpuMs += cpuMs;
    this.#coreWaitMs += coreWaitMs;
    if (lane !== 'main') this.#lanes.add(lane);
  }

  result(): CoreUsage {
    return { cpuMs: this.#cpuMs, coreWaitMs: this.#coreWaitMs, coresUsed: this.#lanes.size };
  }
}

/** CPU time / makespan: how many cores were busy on average. */
export function coresBusy({ cpuMs }: Pick<CoreUsage, 'cpuMs'>, makespanMs: number): number {
  return makespanMs > 0 ? cpuMs / makespanMs : 0;
}

/** Folds spans into the time during which at least one of a kind was open, in milliseconds. */
export class TimeInFold implements Fold<Span, number> {
  readonly #kind: Span['kind'];
  readonly #covered = new Coverage();

  constructor(kind: Span['kind']) {
    this.#kind = kind;
  }

  add({ kind, startMs, endMs }: Span): void {
    if (kind === this.#kind) this.#covered.add([startMs, endMs]);
  }

  result(): number {
    return this.#covered.result();
  }
}

/** Time during which at least one span of the kind was open, in milliseconds. */
export function timeIn(kind: Span['kind'], spans: readonly Span[]): number {
  return fold(spans, new TimeInFold(kind));
}
