import type { Sample } from '../../results/figures.js';
import type { ModeReport, Report } from '../../results/documents/run.js';

/** A mode that both reports have. */
export interface Pair {
  readonly base: ModeReport;
  readonly next: ModeReport;
}

/** Whether runs of the same number draw from the same random streams, which the seed and the run's number determine. */
export function sameRandomStreams(base: Report, next: Report): boolean {
  return base.clock === 'virtual' && base.seed === next.seed;
}

/** The modes that both have; with common random streams, only the runs that both have, so that all are paired. */
export function pairsOf(base: Report, next: Report): Pair[] {
  return base.modes.flatMap((mode): Pair[] => {
    const other = next.modes.find((one) => one.mode === mode.mode);
    if (other === undefined) return [];
    if (!sameRandomStreams(base, next)) return [{ base: mode, next: other }];
    const runs = Math.min(mode.runs.length, other.runs.length);
    return [{ base: { ...mode, runs: mode.runs.slice(0, runs) }, next: { ...other, runs: other.runs.slice(0, runs) } }];
  });
}

/** The samples of the runs that have the figure in both reports. */
export function shared(samples: readonly Sample[], others: readonly Sample[]): Sample[] {
  const runs = new Set(others.map(({ run }) => run));
  return samples.filter(({ run }) => runs.has(run));
}

/** Warns of simulated reports that are compared by different random streams. */
export function randomStreamWarnings(base: Report, next: Report): string[] {
  if (base.clock !== 'virtual') return [];
  if (!sameRandomStreams(base, next))
    return [
      `the seeds differ (${base.seed} and ${next.seed}): where random numbers are drawn, they may be all that makes ` +
        'the difference',
    ];
  return pairsOf(base, next).flatMap(({ base: { mode, runs } }) => {
    const asked = [base, next].map((report) => report.modes.find((one) => one.mode === mode)!.runs.length);
    if (asked[0] === asked[1]) return [];
    return [
      `${mode} has ${asked[0]} and ${asked[1]} runs: only the first ${runs.length} of each are compared, which ` +
        'drew the same random numbers',
    ];
  });
}
