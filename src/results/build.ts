import type { Answer } from '../model/outcome.js';
import type { ModeName } from '../agent/modes.js';
import { lowerBound } from '../analysis/bound.js';
import { coresBusy } from '../analysis/cores.js';
import { criticalPath } from '../analysis/critical-path.js';
import { QueryFiguresFold } from '../analysis/query-figures.js';
import { speedup } from '../analysis/speedup.js';
import type { Instant } from '../analysis/timeline.js';
import { fold } from '../lib/fold.js';
import type { Span } from '../model/trace.js';
import { costLimits, parallelInferences, quorumOf, type InferenceKind } from '../scenario/derived.js';
import type { Scenario } from '../scenario/schema.js';
import { comparable, figureNames, samplesOf } from './figures.js';
import type { ModeReport, Report, RunReport } from './documents/run.js';
import { statisticsOf } from './statistics.js';

/** What one run left behind. */
export interface RunFacts {
  readonly answer: Answer;
  readonly spans: readonly Span[];
  readonly instants: readonly Instant[];
  readonly cores: number;
  readonly inference: InferenceKind;
  readonly scenario: Scenario;
  readonly clock: Report['clock'];
  readonly predicted: { readonly makespanMs: number; readonly completeness: number } | null;
  readonly noise: Pick<RunReport, 'processCpuMs' | 'stealMs' | 'othersCpuMs'>;
}

/** How far apart cause and effect may lie on real time, in milliseconds; see `criticalPath`. */
export const realToleranceMs = 1;

/** Folds what a run left behind into its part of the report. */
export function runReport(facts: RunFacts): RunReport {
  const { answer, spans, instants, cores, inference, scenario, clock, predicted, noise } = facts;
  const found = fold(spans, new QueryFiguresFold(costLimits(scenario)));
  const { makespanMs, fetchMs, inferMs, cpuMs, coreWaitMs, coresUsed } = found;
  const lowerBoundMs = lowerBound(found.work, parallelInferences(inference, cores));
  return {
    result: {
      ...answer,
      executionMs: makespanMs,
      coresUsed,
      coresAvailable: cores,
      timing: { fetchMs, inferMs, totalMs: makespanMs },
    },
    makespanMs,
    predictedMs: predicted?.makespanMs ?? null,
    predictedCompleteness: predicted?.completeness ?? null,
    lowerBoundMs,
    efficiency: makespanMs > 0 ? lowerBoundMs / makespanMs : 1,
    coresBusy: coresBusy(found, makespanMs),
    cpuMs,
    coreWaitMs,
    ...noise,
    instants: instants,
    criticalPath: criticalPath(spans, clock === 'real' ? realToleranceMs : 0, quorumOf(scenario)?.graceMs),
    spans,
  };
}

/** The modes of a report with their speedups, which need the sequential mode among them. */
export function withSpeedups(modes: readonly { readonly mode: ModeName; readonly runs: RunReport[] }[]): ModeReport[] {
  const sequential = (modes.find(({ mode }) => mode === 'sequential')?.runs ?? []).map(comparable);
  return modes.map(({ mode, runs }) => ({
    mode,
    speedup: speedup(sequential, runs.map(comparable)),
    statistics: {},
    runs,
  }));
}

/** The report with the statistics of every figure of its modes that ran more than once. */
export function withStatistics(report: Report): Report {
  const modes = report.modes.map((mode): ModeReport => {
    if (mode.runs.length < 2) return mode;
    const all = figureNames.flatMap((name) => {
      const samples = samplesOf(report, mode, name);
      const values = samples.map(({ value }) => value);
      const statistics = statisticsOf(
        values,
        report.seed,
        samples.map(({ run }) => run),
      );
      return statistics === undefined ? [] : [[name, statistics] as const];
    });
    return { ...mode, statistics: Object.fromEntries(all) };
  });
  return { ...report, modes };
}
