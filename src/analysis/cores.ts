import { covered, sum } from '../lib/statistics/descriptive.js';
import type { Span } from '../model/trace.js';

export interface CoreUsage {
  /** CPU time of all inferences, in milliseconds. */
  readonly cpuMs: number;
  /** Time that workers could have run but waited for a core, in milliseconds. */
  readonly coreWaitMs: number;
  /** CPU time / makespan: how many cores were busy on average. */
  readonly coresBusy: number;
  /** Workers that were seen busy. */
  readonly coresUsed: number;
}

/** Folds the inference spans of a query into what they used of the cores. */
export function coreUsage(spans: readonly Span[], makespanMs: number): CoreUsage {
  const inferences = spans.filter((span) => span.kind === 'inference');
  const cpuMs = sum(inferences.map((span) => span.cpuMs ?? 0));
  return {
    cpuMs,
    coreWaitMs: sum(inferences.map((span) => span.coreWaitMs ?? 0)),
    coresBusy: makespanMs > 0 ? cpuMs / makespanMs : 0,
    coresUsed: new Set(inferences.map(({ lane }) => lane).filter((lane) => lane !== 'main')).size,
  };
}

/** Time during which at least one span of the kind was open, in milliseconds. */
export function timeIn(kind: Span['kind'], spans: readonly Span[]): number {
  return covered(spans.filter((span) => span.kind === kind).map((span) => [span.startMs, span.endMs]));
}
