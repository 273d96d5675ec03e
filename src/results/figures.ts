import { speedupOver, type Comparable } from '../analysis/speedup.js';
import { median, sum } from '../lib/statistics/descriptive.js';
import type { ModeReport, Report, RunReport } from './documents/run.js';
import { statedCost } from '../scenario/derived.js';

/** What a figure is measured in. A `share` runs from 0 to 1, a `ratio` says how many times, a `count` how many. */
export type Unit = 'ms' | 'share' | 'ratio' | 'count';

/** A figure of a run: what statistics, gates and comparisons name. */
export interface Figure {
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  readonly summary: string;
  /** What stands for many runs where nobody says which statistic: the worst where one bad run is one too many. */
  readonly typical: 'median' | 'mean' | 'min';
  /** Undefined where the run does not have it. `sequential` is the sequential run of the same round. */
  readonly of: (run: RunReport, sequential: RunReport | undefined, report: Report) => number | undefined;
}

/** Every figure of a mode. A new one is an entry here. */
export const figures = {
  makespan: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'from the question to its answer',
    of: (run) => run.makespanMs,
  },
  speedup: {
    unit: 'ratio',
    better: 'higher',
    typical: 'median',
    summary: 'makespan of the sequential mode in the same round / makespan, where both answered equally much',
    of: (run, sequential) =>
      sequential === undefined ? undefined : speedupOver(comparable(sequential), comparable(run)),
  },
  efficiency: {
    unit: 'share',
    better: 'higher',
    typical: 'median',
    summary: 'lower bound / makespan',
    of: (run) => run.efficiency,
  },
  completeness: {
    unit: 'share',
    better: 'higher',
    typical: 'min',
    summary: 'sources answered / sources asked',
    of: (run) => run.result.completeness,
  },
  coresBusy: {
    unit: 'count',
    better: 'higher',
    typical: 'median',
    summary: 'CPU time of inference / makespan',
    of: (run) => run.coresBusy,
  },
  cpu: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'CPU time of all inferences',
    of: (run) => run.cpuMs,
  },
  cpuRatio: {
    unit: 'ratio',
    better: 'lower',
    typical: 'median',
    summary: 'CPU time of the inferences that were done / what the calibration says they cost',
    of: (run, _sequential, report) => cpuRatio(run, report),
  },
  coreWait: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'time that workers were runnable but had no core',
    of: (run) => run.coreWaitMs,
  },
  fetch: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'time during which anything was fetched',
    of: (run) => run.result.timing.fetchMs,
  },
  inference: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'time during which anything was inferred',
    of: (run) => run.result.timing.inferMs,
  },
  attempts: {
    unit: 'ratio',
    better: 'lower',
    typical: 'mean',
    summary: 'attempts / sources asked',
    of: (run) => run.spans.filter(({ kind }) => kind === 'attempt').length / Object.keys(run.result.sources).length,
  },
  outputTokens: {
    unit: 'count',
    better: 'lower',
    typical: 'median',
    summary: 'tokens that a model has written, in all inferences; where a model server is asked',
    of: (run) => ofKnown(run, ({ outputTokens }) => outputTokens, sum),
  },
  firstToken: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'from a request to the first token of its answer, the median of the inferences',
    of: (run) => ofKnown(run, ({ firstTokenMs }) => firstTokenMs, median),
  },
  cost: {
    unit: 'count',
    better: 'lower',
    typical: 'median',
    summary: 'what the tokens of all inferences cost, in the currency of inference.price',
    of: (run) => ofKnown(run, ({ cost }) => cost, sum),
  },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;
export const figureNames = Object.keys(figures) as FigureName[];

/** A figure of one source in a run. */
export interface SourceFigure extends Omit<Figure, 'of'> {
  readonly of: (run: RunReport, source: string) => number | undefined;
}

/** Every figure of a source. */
export const sourceFigures = {
  attempts: {
    unit: 'count',
    better: 'lower',
    typical: 'mean',
    summary: 'attempts at the source for one fetch',
    of: (run, source) => (wasAsked(run, source) ? attemptsAt(run, source) : undefined),
  },
  fetch: {
    unit: 'ms',
    better: 'lower',
    typical: 'median',
    summary: 'how long the fetch took, however it ended',
    of: (run, source) =>
      wasAsked(run, source)
        ? lengthOf(run.spans.find(({ kind, name }) => kind === 'fetch' && name === source))
        : undefined,
  },
  completeness: {
    unit: 'share',
    better: 'higher',
    typical: 'min',
    summary: '1 where the source answered cleanly, else 0',
    of: (run, source) => (run.result.errors.some((error) => error.source === source) ? 0 : 1),
  },
} as const satisfies Record<string, SourceFigure>;

export type SourceFigureName = keyof typeof sourceFigures;
export const sourceFigureNames = Object.keys(sourceFigures) as SourceFigureName[];

/** A sample and the run that it is of. */
export interface Sample {
  readonly run: number;
  readonly value: number;
}

/** A figure of a mode, run by run; runs that do not have it are left out. */
export function samplesOf(report: Report, mode: Pick<ModeReport, 'mode' | 'runs'>, name: FigureName): Sample[] {
  const sequential = report.modes.find((one) => one.mode === 'sequential');
  return mode.runs.flatMap((run, i) => {
    const value = figures[name].of(run, sequential?.runs[i], report);
    return value === undefined ? [] : [{ run: i, value }];
  });
}

type Usage = NonNullable<RunReport['result']['inferences'][string]['usage']>;

/** What models took in a run, for each inference that is part of the answer; nothing where none was asked. */
export function usagesOf({ result }: RunReport): Usage[] {
  return Object.values(result.inferences).flatMap(({ usage }) => usage ?? []);
}

function ofKnown(
  run: RunReport,
  value: (usage: Usage) => number | undefined,
  fold: (values: readonly number[]) => number,
): number | undefined {
  const known = usagesOf(run).flatMap((usage) => value(usage) ?? []);
  return known.length === 0 ? undefined : fold(known);
}

/** What speedups are made of. */
export function comparable({ makespanMs, result }: RunReport): Comparable {
  return { makespanMs, completeness: result.completeness };
}

function cpuRatio({ spans }: RunReport, { scenario }: Report): number | undefined {
  const costs = new Map(
    scenario.sources.map((source) => [source.name, (statedCost(source, scenario) ?? Number.NaN) * scenario.scale]),
  );
  const done = spans.filter(({ kind, outcome }) => kind === 'inference' && outcome === 'ok');
  const stated = sum(done.map(({ name }) => costs.get(name) ?? 0));
  return stated === 0 || Number.isNaN(stated) ? undefined : sum(done.map(({ cpuMs = 0 }) => cpuMs)) / stated;
}

/**
 * Whether a source was attempted at all, or had no need to be, as memory held its answer: else nothing is known of it.
 */
function wasAsked(run: RunReport, source: string): boolean {
  const answer = run.result.sources[source];
  return attemptsAt(run, source) > 0 || (answer?.ok === true && answer.cached);
}

function attemptsAt({ spans }: RunReport, source: string): number {
  return spans.filter(({ kind, name }) => kind === 'attempt' && name === source).length;
}

function lengthOf(span: RunReport['spans'][number] | undefined): number | undefined {
  return span && span.endMs - span.startMs;
}
