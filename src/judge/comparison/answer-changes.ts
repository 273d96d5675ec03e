import { mean } from '../../lib/statistics/descriptive.js';
import { percent, printable } from '../../lib/text.js';
import type { ModeReport, RunReport } from '../../results/documents/run.js';

/** What a mode answers less and more often than before, in words; undefined if nothing. */
export interface AnswerChanges {
  readonly less: string | undefined;
  readonly more: string | undefined;
}

/**
 * Compares the answers of two reports source by source, as a source that answers less often is not made up for by one
 * that answers more often. A source that is not asked any more counts as one that answers less.
 */
export function answerChanges({ base, next }: { readonly base: ModeReport; readonly next: ModeReport }): AnswerChanges {
  const [before, after] = [answering(base.runs), answering(next.runs)];
  const less = [...before.keys()].find((source) => !after.has(source) || after.get(source)! < before.get(source)!);
  const more = [...after.keys()].find((source) => !before.has(source) || after.get(source)! > before.get(source)!);
  const words = (source: string): string => {
    const [now, then] = [after.get(source), before.get(source)];
    if (now === undefined) return `${printable(source)} is not asked any more`;
    return then === undefined
      ? `${printable(source)} was not asked before`
      : `${printable(source)} in ${percent(now)} of runs, before in ${percent(then)}`;
  };
  const total = (runs: readonly RunReport[]): number => mean(runs.map(({ result }) => result.completeness));
  const totals = `${percent(total(next.runs))} of sources, before ${percent(total(base.runs))}`;
  const fewer = total(next.runs) < total(base.runs) - 1e-9;
  const greater = total(next.runs) > total(base.runs) + 1e-9;
  return {
    less: less === undefined ? (fewer ? totals : undefined) : words(less),
    more: more === undefined ? (greater ? totals : undefined) : words(more),
  };
}

/** In which share of the runs each source answered cleanly. */
function answering(runs: readonly RunReport[]): Map<string, number> {
  const failures = new Map<string, number>();
  for (const { result } of runs) {
    for (const source of new Set(result.errors.map((error) => error.source)))
      failures.set(source, (failures.get(source) ?? 0) + 1);
  }
  return new Map(
    Object.keys(runs[0]!.result.sources).map((source) => [source, 1 - (failures.get(source) ?? 0) / runs.length]),
  );
}
