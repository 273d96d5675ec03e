import type { Check, Verification } from '../../results/documents/verify.js';
import type { Evidence } from './evidence.js';
import { cutOffCheck, hangingCheck } from './failures.js';
import { leftOverChecks } from './left-over.js';
import { overlapChecks } from './overlap.js';
import { startsCheck } from './starts.js';
import { timesChecks, timesOf } from './times.js';

/** Everything that is checked, line by line. */
export function checksOf(evidence: Evidence): Check[] {
  return [
    ...timesChecks(evidence),
    startsCheck(evidence),
    ...overlapChecks(evidence),
    hangingCheck(evidence),
    cutOffCheck(evidence),
    ...leftOverChecks(evidence),
  ];
}

/**
 * One outcome for all lines: a single one that failed is enough, and so is one that could not be judged where none did.
 */
export function outcomeOf(checks: readonly Pick<Check, 'outcome'>[]): Check['outcome'] {
  const outcomes = new Set(checks.map(({ outcome }) => outcome));
  return outcomes.has('FAILED') ? 'FAILED' : outcomes.has('not judged') ? 'not judged' : 'passed';
}

/** The times of every mode, expected and measured. */
export function modeTimes({ modes }: Evidence): Verification['modes'] {
  const sequential = modes.find(({ mode }) => mode === 'sequential');
  return modes.map(({ mode, exact, expected, measured, taken }) => ({
    mode,
    exact: timesOf(exact, sequential?.exact),
    expected: timesOf(expected, sequential?.expected),
    measured: timesOf(measured, sequential?.measured),
    stealMs: taken.stealMs,
    othersCpuMs: taken.othersCpuMs,
  }));
}
