import { formatDuration } from '../../lib/duration.js';
import { printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import { medianMakespan, medianOf, typicalRun } from '../../results/typical.js';
import type { ModeReport, Report, RunReport } from '../../results/documents/run.js';

/** A mode in a row of text: what the tables of the terminal and of Markdown both show. */
export interface ModeFigures {
  readonly mode: string;
  readonly makespan: string;
  readonly speedup: string;
  readonly efficiency: string;
  readonly coresBusy: string;
  readonly cpu: string;
  readonly coreWait: string;
  readonly completeness: string;
}

/** The figures of a mode; medians where it ran more than once. */
export function modeFigures(mode: ModeReport): ModeFigures {
  const middle = (figure: (run: RunReport) => number): number => medianOf(mode.runs, figure);
  return {
    mode: mode.mode,
    makespan: formatDuration(medianMakespan(mode.runs)),
    speedup: mode.speedup === null ? '–' : `${mode.speedup.toFixed(2)}×`,
    // Nothing that answers nothing is efficient.
    efficiency: mode.runs.every(({ result }) => result.completeness === 0)
      ? '–'
      : `${Math.round(middle((run) => run.efficiency) * 100)} %`,
    coresBusy: middle((run) => run.coresBusy).toFixed(2),
    cpu: formatDuration(middle((run) => run.cpuMs)),
    coreWait: formatDuration(middle((run) => run.coreWaitMs)),
    completeness: completenessOf(mode.runs),
  };
}

/** The modes of a report as a table, a row each; without what is of no use where inference waits for a server. */
export function modesFigures({ scenario, modes }: Pick<Report, 'scenario' | 'modes'>): {
  readonly head: string[];
  readonly rows: string[][];
} {
  const waits = inferenceWaits(scenario);
  const cores = waits ? [] : ['cores busy', 'CPU time', 'waited for a core'];
  return {
    head: ['mode', 'makespan', 'speedup', 'efficiency', ...cores, 'sources answered'],
    rows: modes
      .map(modeFigures)
      .map((f) => [
        f.mode,
        f.makespan,
        f.speedup,
        f.efficiency,
        ...(waits ? [] : [f.coresBusy, f.cpu, f.coreWait]),
        f.completeness,
      ]),
  };
}

/** How many sources answered: `3/3`, and the range where runs differ: `2/3 to 3/3`. */
export function completenessOf(runs: readonly RunReport[]): string {
  const shares = runs.map(answeredOf).toSorted((a, b) => a.answered - b.answered);
  const [least, most] = [shares[0]!, shares.at(-1)!];
  const text = ({ answered, asked }: { answered: number; asked: number }): string =>
    asked < 1000 ? `${answered}/${asked}` : `${Math.floor((answered / asked) * 1000) / 10} %`;
  return least.answered === most.answered ? text(least) : `${text(least)} to ${text(most)}`;
}

function answeredOf(run: RunReport): { answered: number; asked: number } {
  return {
    answered: Math.round(run.result.completeness * Object.keys(run.result.sources).length),
    asked: Object.keys(run.result.sources).length,
  };
}

/** Prediction and measurement of a mode of a real run; undefined on virtual time. */
export function predictionFigures(
  mode: ModeReport,
):
  | { mode: string; predicted: string; measured: string; difference: string; stolen: string; others: string }
  | undefined {
  const run = typicalRun(mode.runs);
  if (run.predictedMs === null) return undefined;
  const difference = Math.round((run.makespanMs / run.predictedMs - 1) * 1000) / 10;
  const known = (ms: number | null): string => (ms === null ? 'unknown' : formatDuration(ms));
  return {
    mode: mode.mode,
    predicted: formatDuration(run.predictedMs),
    measured: formatDuration(run.makespanMs),
    difference: `${difference > 0 ? '+' : difference < 0 ? '−' : ''}${Math.abs(difference).toFixed(1)} %`,
    stolen: known(run.stealMs),
    others: known(run.othersCpuMs),
  };
}

/** The columns of `predictionRows`. */
export const predictionHead = ['mode', 'predicted', 'measured', 'difference', 'hypervisor took', 'other programs took'];

/** Prediction beside measurement and who else was on the machine, a row for each mode; empty on virtual time. */
export function predictionRows({ modes }: Pick<Report, 'modes'>): string[][] {
  return modes.flatMap((mode) => {
    const f = predictionFigures(mode);
    return f === undefined ? [] : [[f.mode, f.predicted, f.measured, f.difference, f.stolen, f.others]];
  });
}

/** How a source failed: `timeout`, or with the step in which it did: `deadline before inference`. */
export function failureWords({ source, stage, kind }: RunReport['result']['errors'][number], run: RunReport): string {
  if (stage === 'fetch' || kind === 'inference') return kind;
  const begun = run.spans.some((span) => span.kind === 'inference' && span.name === source && span.outcome === kind);
  return `${kind} ${begun ? 'in' : 'before'} inference`;
}

/**
 * What stood in for a source that failed; undefined if nothing did, or came to nothing for want of an inference on it.
 */
export function standIn(
  source: string,
  { sources, inferences }: Pick<RunReport['result'], 'sources' | 'inferences'>,
): string | undefined {
  const answer = sources[source];
  if (answer?.ok !== true || answer.degraded === undefined || inferences[source] === undefined) return undefined;
  const { by, ageMs = 0, source: other = '' } = answer.degraded;
  switch (by) {
    case 'stale':
      return `its answer of ${formatDuration(ageMs)} before stood in`;
    case 'source':
      return `${printable(other)} stood in`;
    case 'payload':
      return 'a fixed payload stood in';
    case 'model':
      return `${printable(inferences[source].usage?.model ?? 'a cheaper inference')} stood in`;
  }
}
