import type { Scope } from '../../model/scope.js';
import { fastest } from '../../results/typical.js';
import type { Report } from '../../results/documents/run.js';
import { usualBudget, whatIfOf } from './what-if.js';

/**
 * The report of a finished run with what would help its fastest mode; as it is where it was interrupted or nothing was
 * answered.
 */
export async function withWhatIf(report: Report, within: Scope): Promise<Report> {
  const best = fastest(report.modes);
  if (best === undefined || report.interrupted || best.runs.every(({ result }) => result.status === 'failed'))
    return report;
  return { ...report, whatIf: await whatIfOf(report, best, { within, budget: usualBudget }) };
}
