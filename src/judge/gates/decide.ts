import type { Interval } from '../../lib/statistics/stats.js';
import type { Operator } from './gate.js';
import type { Verdict } from '../../results/documents/gates.js';

/** What adding and dividing floating-point numbers leaves behind, as a share. */
const rounding = 1e-9;

/** Whether two numbers are the same but for rounding. */
export function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= slackAt(b);
}

/**
 * Passed where all of the interval meets the limit, failed where none of it does. A value that is certain is an
 * interval of no width.
 */
export function decide(operator: Operator, { low, high }: Interval, limit: number): Exclude<Verdict, 'unjudged'> {
  const slack = slackAt(limit);
  switch (operator) {
    case '<=':
      return verdict(high <= limit + slack, low > limit + slack);
    case '<':
      return verdict(high < limit - slack, low >= limit - slack);
    case '>=':
      return verdict(low >= limit - slack, high < limit - slack);
    case '>':
      return verdict(low > limit + slack, high <= limit + slack);
    case '==':
      return verdict(near(low, limit) && near(high, limit), low > limit + slack || high < limit - slack);
  }
}

function slackAt(limit: number): number {
  return rounding * Math.max(1, Math.abs(limit));
}

function verdict(passed: boolean, failed: boolean): Exclude<Verdict, 'unjudged'> {
  return passed ? 'passed' : failed ? 'failed' : 'inconclusive';
}
