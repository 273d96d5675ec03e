import { formatDuration } from '../../lib/duration.js';
import { timelyInvariant, type ResilienceReport } from '../resilience-schema.js';

/** The figures of a remedy, as the tables of the terminal and of Markdown both show them: clean answers first, wasted time last. */
export function remedyFigures(remedy: ResilienceReport['remedies'][number]): string[] {
  return [
    percent(remedy.successRate),
    percent(remedy.completeness),
    percent(remedy.degraded),
    formatDuration(remedy.p50Ms),
    formatDuration(remedy.p95Ms),
    formatDuration(remedy.p99Ms),
    remedy.attemptsPerAnswer.toFixed(2),
    formatDuration(remedy.wastedMs),
  ];
}

/** A share as a percentage with at most one decimal. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** What an invariant allows for, as a clause behind its name; empty where that is nothing. */
export function allowance(name: string, { allowanceMs }: ResilienceReport['lattice']): string {
  if (name !== timelyInvariant || allowanceMs === 0) return '';
  return `, save for ${formatDuration(allowanceMs)} that stuck workers or a blocked event loop may add`;
}
