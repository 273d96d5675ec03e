import { makespanOf } from '../../analysis/timeline.js';
import { formatDuration } from '../../lib/duration.js';
import { listed, printable } from '../../lib/text.js';
import type { Check, Figure } from '../../results/documents/verify.js';
import type { Evidence, Seen, Trial } from './evidence.js';
import { judged, type Claim } from './judge.js';

/**
 * How late what has struck may be noticed, in milliseconds. A running inference looks every 2 ms of CPU time whether it
 * is still wanted, and a worker that does not answer is ended after 50 ms; as much again is for a busy machine.
 */
const lateMs = 100;

/** A source that never answers costs the others nothing, and its failure is named. */
export function hangingCheck(evidence: Evidence): Check {
  const what = 'a source that times out is tolerated';
  if (typeof evidence.hanging === 'string')
    return untried(
      'tolerance',
      what,
      'one source hangs: its failure is named, and the others answer',
      evidence.hanging,
      evidence,
    );
  const trial = evidence.hanging;
  const others = ({ inferred }: Seen): string[] => inferred.filter((name) => name !== trial.source);
  const expectedError = errorOf(trial, trial.expected);
  const error = errorOf(trial, trial.measured);
  const named = expectedError !== undefined && error?.kind === expectedError.kind ? 1 : 0;
  const due = others(trial.expected);
  const figures: Figure[] = [
    count('failures named', named, 1),
    {
      name: 'other sources answered',
      unit: 'sources',
      expected: due.length,
      measured: others(trial.measured).length,
      low: due.length,
      high: due.length,
    },
    ...(expectedError === undefined || error === undefined
      ? []
      : [notLater('time to the failure', expectedError.elapsedMs, error.elapsedMs, lateMs)]),
  ];
  const claim: Claim = {
    id: 'tolerance',
    what,
    expected:
      `${printable(trial.source)} hangs, and is ${failure(expectedError)}, noticed within ` +
      `${formatDuration(lateMs)}; ${answered(due)}`,
    measured:
      `${printable(trial.source)} ${failure(error)}; ${answered(others(trial.measured))}, in ` +
      formatDuration(makespanOf(trial.measured.spans)),
    figures,
    cannot: due.length === 0 ? 'in this scenario no other source answers anyhow' : undefined,
  };
  return judged(claim, { pairs: [trial], evidence });
}

/** When the overall timeout strikes, the answer comes and holds what was done by then. */
export function cutOffCheck(evidence: Evidence): Check {
  const what = 'the overall timeout is honoured';
  if (typeof evidence.cutOff === 'string')
    return untried(
      'deadline',
      what,
      'the answer comes when the timeout strikes, with what was done by then',
      evidence.cutOff,
      evidence,
    );
  const trial = evidence.cutOff;
  const { limitMs, allowanceMs, expected, measured } = trial;
  const answerMs = makespanOf(measured.spans);
  const done = doneIn(measured);
  const lost = done.filter((name) => !measured.inferred.includes(name));
  const named = measured.errors.filter(({ source }) => !measured.inferred.includes(source));
  const unnamed = evidence.sources - measured.inferred.length - named.length;
  const latestMs = limitMs + allowanceMs + lateMs;
  const claim: Claim = {
    id: 'deadline',
    what,
    expected:
      `${printable(trial.source)} hangs, ${formatDuration(limitMs)} for the whole query: the answer by ` +
      `${formatDuration(latestMs)}, with all inferences done by then (${names(doneIn(expected))}) and a reason for ` +
      'each source that is missing',
    measured:
      `the answer after ${formatDuration(answerMs)}, with what was done by then ` +
      `(${names(done.filter((name) => !lost.includes(name)))}); missing: ${reasons(measured)}`,
    figures: [
      { name: 'time to the answer', unit: 'ms', expected: limitMs, measured: answerMs, low: null, high: latestMs },
      count('inferences done and lost', lost.length, 0),
      count('missing sources without a reason', unnamed, 0),
    ],
    cannot: cannot(trial, done.length > 0 || answerMs > latestMs),
  };
  return judged(claim, { pairs: [trial], evidence });
}

function cannot({ expected }: Trial, telling: boolean): string | undefined {
  if (!expected.errors.some(({ kind }) => kind === 'deadline'))
    return 'this scenario answers before its timeout strikes';
  return telling ? undefined : 'no inference was done by then, so nothing could be lost';
}

function reasons({ errors }: Seen): string {
  const listedErrors = errors.slice(0, 5).map(({ source, kind }) => `${printable(source)} (${kind})`);
  return errors.length > 5
    ? `${listedErrors.join(', ')} and ${errors.length - 5} more`
    : listed(listedErrors) || 'nothing';
}

function doneIn({ spans }: Seen): string[] {
  return [
    ...new Set(spans.filter(({ kind, outcome }) => kind === 'inference' && outcome === 'ok').map(({ name }) => name)),
  ];
}

function errorOf({ source }: Trial, seen: Seen): Seen['errors'][number] | undefined {
  return seen.errors.find((error) => error.source === source);
}

function failure(error: Seen['errors'][number] | undefined): string {
  return error === undefined ? 'no failure named' : `named as ${error.kind} after ${formatDuration(error.elapsedMs)}`;
}

function answered(others: readonly string[]): string {
  return others.length === 0 ? 'no other source answered' : `${names(others)} answered`;
}

function names(sources: readonly string[]): string {
  if (sources.length === 0) return 'none';
  return sources.length > 5 ? `${sources.length} sources` : listed(sources.map(printable));
}

/** Exactly so many. */
function count(name: string, measured: number, expected: number): Figure {
  return { name, unit: 'count', expected, measured, low: expected, high: expected };
}

function notLater(name: string, expected: number, measured: number, toleranceMs: number): Figure {
  return { name, unit: 'ms', expected, measured, low: null, high: expected + toleranceMs };
}

function untried(id: string, what: string, expected: string, why: string, evidence: Evidence): Check {
  return judged({ id, what, expected, measured: 'nothing', figures: [], cannot: why }, { pairs: [], evidence });
}
