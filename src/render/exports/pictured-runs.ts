import type { ModeName } from '../../agent/modes.js';
import { typicalRun } from '../../results/typical.js';
import type { Report, RunReport } from '../../results/documents/run.js';

/** A run that goes into a trace. */
export interface PicturedRun {
  readonly mode: ModeName;
  /** Counted from 1. */
  readonly number: number;
  /** Runs of its mode. */
  readonly of: number;
  /** The one of the median makespan. */
  readonly typical: boolean;
  readonly run: RunReport;
}

/** Traces of more spans than this are slow to open. */
const mostSpans = 50_000;

/**
 * The runs of a report that a trace shows: all of them, or the typical one of each mode where all would be too many
 * spans to look at.
 */
export function picturedRuns({ modes }: Report): PicturedRun[] {
  const all = modes.flatMap(({ mode, runs }) => {
    const typical = typicalRun(runs);
    return runs.map((run, i): PicturedRun => ({ mode, number: i + 1, of: runs.length, typical: run === typical, run }));
  });
  const spans = all.reduce((total, { run }) => total + run.spans.length, 0);
  return spans <= mostSpans ? all : all.filter(({ typical }) => typical);
}
