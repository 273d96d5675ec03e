import type { Answer } from '../agent/aggregate.js';
import type { ModeName } from '../agent/modes.js';
import { lowerBound, workItems } from '../analysis/bound.js';
import { coreUsage, timeIn } from '../analysis/cores.js';
import { criticalPath } from '../analysis/critical-path.js';
import { speedup, type Comparable } from '../analysis/speedup.js';
import { makespanOf, type Moment } from '../analysis/timeline.js';
import type { Span } from '../model/trace.js';
import type { ModeReport, Report, RunReport } from './schema.js';

/** What one run left behind. */
export interface RunFacts {
  readonly answer: Answer;
  readonly spans: readonly Span[];
  readonly moments: readonly Moment[];
  readonly cores: number;
  /** CPU milliseconds that the inference on each source's answer is meant to cost. */
  readonly costMs: ReadonlyMap<string, number>;
  readonly clock: Report['clock'];
  readonly predictedMs: number | null;
  readonly noise: Pick<RunReport, 'processCpuMs' | 'stealMs' | 'othersCpuMs'>;
}

/** How far apart cause and effect may lie on real time, in milliseconds; see `criticalPath`. */
const realToleranceMs = 1;

/** Folds what a run left behind into its part of the report. */
export function runReport({ answer, spans, moments, cores, costMs, clock, predictedMs, noise }: RunFacts): RunReport {
  const makespanMs = makespanOf(spans);
  const usage = coreUsage(spans, makespanMs);
  const lowerBoundMs = lowerBound(workItems(spans, costMs), cores);
  return {
    result: {
      ...answer,
      executionMs: makespanMs,
      coresUsed: usage.coresUsed,
      coresAvailable: cores,
      timing: { fetchMs: timeIn('fetch', spans), inferMs: timeIn('inference', spans), totalMs: makespanMs },
    } as RunReport['result'],
    makespanMs,
    predictedMs,
    lowerBoundMs,
    efficiency: makespanMs > 0 ? lowerBoundMs / makespanMs : 1,
    coresBusy: usage.coresBusy,
    cpuMs: usage.cpuMs,
    coreWaitMs: usage.coreWaitMs,
    ...noise,
    moments: [...moments],
    criticalPath: criticalPath(spans, clock === 'real' ? realToleranceMs : 0),
    spans: [...spans],
  };
}

/** The modes of a report with their speedups, which need the sequential mode among them. */
export function withSpeedups(modes: readonly { readonly mode: ModeName; readonly runs: RunReport[] }[]): ModeReport[] {
  const sequential = modes.find(({ mode }) => mode === 'sequential');
  const base = sequential && comparable(sequential.runs);
  return modes.map(({ mode, runs }) => ({ mode, speedup: speedup(base, comparable(runs)), runs }));
}

function comparable(runs: readonly RunReport[]): Comparable {
  return { makespansMs: runs.map((run) => run.makespanMs), completeness: runs.map((run) => run.result.completeness) };
}
