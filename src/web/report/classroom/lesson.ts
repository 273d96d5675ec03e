import type { ModeName } from '../../../agent/modes.js';
import { formatDuration } from '../../../lib/duration.js';
import { median } from '../../../lib/statistics/descriptive.js';
import { medianMakespan, typicalRun } from '../../../results/typical.js';
import type { ModeReport, Report, RunReport } from '../../../results/documents/run.js';
import { statedCost } from '../../../scenario/derived.js';
import type { ScenarioSource } from '../../../scenario/schema.js';
import type { Latency } from '../../../sources/synthetic.js';

/** Whether a class has guessed the makespan of a mode, and has seen it. */
export interface Known {
  /** In milliseconds. */
  readonly guessMs?: number | undefined;
  readonly revealed: boolean;
}

export type Knowledge = ReadonlyMap<ModeName, Known>;

/** Whether the class has seen what a mode took. */
export function isRevealed(knowledge: Knowledge, mode: ModeName): boolean {
  return knowledge.get(mode)?.revealed === true;
}

/**
 * The run of a mode that is played, and with whose makespan a guess is compared: the one of the median makespan.
 */
export function shownRun({ runs }: ModeReport): RunReport {
  return typicalRun(runs);
}

/** The makespan of a mode as every reporter prints it: milliseconds, the median of the runs. */
export function truthMs({ runs }: ModeReport): number {
  return medianMakespan(runs);
}

/** How long the longest run plays, in milliseconds. */
const showMs = 8000;

/**
 * Milliseconds of a run in one on the screen, the same for all runs, so that the longest of those that may be shown
 * plays for `showMs`.
 */
export function paceOf(modes: readonly ModeReport[], knowledge: Knowledge, mode: ModeName | undefined): number {
  return longestMs(modes, knowledge, mode) / showMs;
}

/** The longest makespan of the mode and of the revealed ones, but of none that is still to be guessed. */
export function longestMs(modes: readonly ModeReport[], knowledge: Knowledge, mode: ModeName | undefined): number {
  const shown = modes.filter((one) => one.mode === mode || isRevealed(knowledge, one.mode));
  return Math.max(1e-6, ...shown.map((one) => shownRun(one).makespanMs));
}

/** The latency of a source in words: that of the scenario, or else the median of the fetches. */
export function latencyText({ latency, name }: ScenarioSource, report: Report): string {
  if (latency !== undefined) return latencyWords(latency, report.scenario.scale);
  const fetches = report.modes.flatMap(({ runs }) =>
    runs.flatMap(({ spans }) => spans.filter((span) => span.kind === 'fetch' && span.name === name)),
  );
  return fetches.length === 0
    ? 'unknown'
    : `about ${formatDuration(median(fetches.map(({ startMs, endMs }) => endMs - startMs)))}`;
}

function latencyWords(latency: Latency, scale: number): string {
  const text = (ms: number): string => formatDuration(ms * scale);
  if (typeof latency === 'number') return text(latency);
  switch (latency.type) {
    case 'fixed':
      return text(latency.value);
    case 'uniform':
      return `${text(latency.min)} to ${text(latency.max)}`;
    case 'normal':
      return `about ${text(latency.mean)}`;
    case 'lognormal':
      return `about ${text(latency.median)}, at times ${text(latency.p95)}`;
    case 'empirical':
    case 'mixture':
      return 'varies';
  }
}

/** The cost of the inference on a source's payload in words. */
export function costText(source: ScenarioSource, report: Report): string {
  const cost = statedCost(source, report.scenario);
  if (cost !== undefined) return formatDuration(cost * report.scenario.scale);
  const spans = report.modes.flatMap(({ runs }) =>
    runs.flatMap((run) => run.spans.filter(({ kind, name }) => kind === 'inference' && name === source.name)),
  );
  return spans.length === 0
    ? 'unknown'
    : `about ${formatDuration(median(spans.map(({ cpuMs, startMs, endMs }) => cpuMs ?? endMs - startMs)))}`;
}

/** Makespans with less fetching than this in all are guessed in milliseconds. */
const briefMs = 500;

/** Whether a guess is asked for in milliseconds. */
export function isBrief({ modes }: Report): boolean {
  const fetches = modes[0]!.runs[0]!.spans.filter(({ kind }) => kind === 'fetch');
  return fetches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) < briefMs;
}
