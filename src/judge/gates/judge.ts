import type { ModeName } from '../../agent/modes.js';
import type { Interval } from '../../lib/statistics/descriptive.js';
import { counted } from '../../lib/text.js';
import type { GateResult, Verdict } from '../../results/documents/gates.js';
import type { ModeReport, Report } from '../../results/documents/run.js';
import { answerChanges } from '../comparison/answer-changes.js';
import { baselineSamples, type Baseline } from './baseline.js';
import { figureOf, isCounted, type Gate, type Operator } from './gate.js';
import { intervalOf, runsToBound } from './interval.js';
import { shortfallOf, incomplete, unanswered, type Shortfall } from './shortfall.js';
import { gateSamples, needsInterval, type GateSamples, type Lacking } from './samples.js';
import { statisticOf } from './statistic.js';

/** All that gates are judged by. */
export interface Evidence {
  /** Every gate of the run: one on completeness may concede that not everything is answered. */
  readonly gates: readonly Gate[];
  readonly report: Report;
  /** The same scenario on the virtual clock, for `virtual.*` gates. */
  readonly simulated: Report | undefined;
  readonly baseline: Baseline;
  /** Compare wall-clock figures with those of a baseline from another machine. */
  readonly acrossMachines: boolean;
}

/** What a figure is held against in a mode: a number, and, where it comes from a baseline, what that had. */
interface Held {
  readonly limit: number;
  readonly base?: { readonly sorted: readonly number[]; readonly mode: ModeReport };
}

const severity: readonly Verdict[] = ['failed', 'unjudged', 'inconclusive', 'passed'];

/**
 * What becomes of a gate. On real time the 95 % interval of a timed figure decides, so that noise passes and fails
 * nothing; else the value does. What is missing, too little, or of fewer answers never passes.
 */
export function judge(gate: Gate, evidence: Evidence): GateResult {
  const results = gate.modes.map((mode) => ({ mode, ...judgeIn(mode, gate, evidence) }));
  const [{ mode, ...worst }] = results.toSorted(
    (a, b) => severity.indexOf(a.verdict) - severity.indexOf(b.verdict),
  ) as [(typeof results)[number]];
  return gate.modes.length === 1 ? worst : { ...worst, reason: `${mode}: ${worst.reason}` };
}

function judgeIn(name: ModeName, gate: Gate, evidence: Evidence): GateResult {
  const report = gate.virtual ? evidence.simulated : evidence.report;
  const mode = report?.modes.find((one) => one.mode === name);
  const samples = gateSamples(gate, name, report);
  const sorted = 'lacking' in samples ? undefined : samples.sorted;
  const result = {
    expression: gate.expression,
    unit: figureOf(gate.subject).unit,
    value: sorted === undefined ? null : statisticOf(gate.statistic).of(sorted),
    interval: null,
    limit: gate.limit.kind === 'value' ? gate.limit.value : null,
  };
  const held = report === undefined ? { lacking: 'nothing was run' } : heldAgainst(gate, name, report, evidence);
  const short = report && mode && shortfallIn(gate, mode, report, held, evidence);
  if (short !== undefined) return { ...result, ...short };
  if ('lacking' in samples) return { ...result, verdict: 'unjudged', reason: samples.lacking };
  if ('lacking' in held) return { ...result, verdict: 'unjudged', reason: held.lacking };
  return { ...result, ...judgeSamples(gate, samples, held, report!) };
}

function judgeSamples(
  gate: Gate,
  { mode, sorted }: GateSamples,
  held: Held,
  report: Report,
): Pick<GateResult, 'interval' | 'limit' | 'verdict' | 'reason'> {
  const { limit } = held;
  if (!needsInterval(gate, report.clock))
    return { interval: null, limit, verdict: byValue(gate, sorted, limit), reason: basis(report, mode, gate) };
  const interval = heldInterval(gate, sorted, held, report.seed);
  const verdict = byInterval(gate, sorted, interval, limit);
  return { interval: endsOf(interval), limit, verdict, reason: intervalReason(gate, verdict, interval, sorted, held) };
}

/**
 * What was not answered, so that the gate cannot pass: less than everything, unless that is conceded, or less than the
 * baseline. Conceded is what a baseline did not answer either, and what a gate on completeness lets pass.
 */
function shortfallIn(
  gate: Gate,
  mode: ModeReport,
  report: Report,
  held: Held | Lacking,
  evidence: Evidence,
): Shortfall | undefined {
  if (gate.subject.figure === 'completeness') return undefined;
  if (!('lacking' in held) && held.base !== undefined) {
    const less = answerChanges({ base: held.base.mode, next: mode }).less;
    if (less === undefined) return undefined;
    const short = mode.runs.filter(({ result }) => result.completeness < 1);
    return shortfallOf(report, short, `the runs answered less than those of the baseline: ${less}`);
  }
  if (gate.limit.kind === 'baseline') return undefined;
  const conceded = (source: string | undefined): boolean => concedes(gate, mode.mode, source, evidence);
  const source = conceded(gate.subject.source) ? undefined : unanswered(report, mode, gate);
  return source ?? (conceded(undefined) ? undefined : incomplete(report, mode));
}

/**
 * Whether a gate of the same run says how complete the mode, or this source in it, has to be, and passes with less than
 * everything.
 */
function concedes({ virtual }: Gate, mode: ModeName, source: string | undefined, evidence: Evidence): boolean {
  return evidence.gates.some((other) => {
    const { subject, operator } = other;
    const speaks =
      subject.figure === 'completeness' &&
      subject.source === source &&
      other.virtual === virtual &&
      other.modes.includes(mode);
    if (!speaks || operator === '<' || operator === '<=') return false;
    const { verdict, value } = judgeIn(mode, other, evidence);
    return verdict === 'passed' && value !== null && value < 1;
  });
}

function heldAgainst(
  gate: Gate,
  name: ModeName,
  report: Report,
  { baseline, acrossMachines }: Evidence,
): Held | Lacking {
  if (gate.limit.kind === 'value') return { limit: gate.limit.value };
  const base = baselineSamples(gate, name, report, baseline, acrossMachines);
  if ('lacking' in base) return base;
  const limit = gate.limit.factor * statisticOf(gate.statistic).of(base.sorted) + gate.limit.plus;
  return { limit, base };
}

function byValue({ operator, stated, ...gate }: Gate, sorted: readonly number[], limit: number): Verdict {
  const value = statisticOf(gate.statistic).of(sorted);
  // Without a statistic `==` speaks of every run, where runs can be counted on to be equal.
  const all =
    operator === '==' && !stated && isCounted(gate)
      ? { low: sorted[0]!, high: sorted.at(-1)! }
      : { low: value, high: value };
  const verdict = decide(operator, all, limit);
  return verdict === 'inconclusive' ? 'failed' : verdict;
}

function byInterval({ operator }: Gate, sorted: readonly number[], interval: Interval, limit: number): Verdict {
  const verdict = decide(operator, interval, limit);
  if (operator !== '==' || verdict !== 'passed') return verdict;
  return sorted.every((value) => near(value, limit)) ? 'passed' : 'inconclusive';
}

/** Against a baseline both are uncertain: what is estimated is how far the one lies above the other. */
function heldInterval(
  { statistic, limit }: Gate,
  sorted: readonly number[],
  { base, limit: at }: Held,
  seed: number,
): Interval {
  if (limit.kind === 'value' || base === undefined) return intervalOf(statistic, { sorted }, seed);
  const excess = intervalOf(statistic, { sorted, base: { sorted: base.sorted, factor: limit.factor } }, seed);
  return { low: at - limit.plus + excess.low, high: at - limit.plus + excess.high };
}

/** JSON knows no infinity. */
function endsOf({ low, high }: Interval): GateResult['interval'] {
  const end = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { low: end(low), high: end(high) };
}

function intervalReason(
  { statistic }: Gate,
  verdict: Verdict,
  { low, high }: Interval,
  sorted: readonly number[],
  { base }: Held,
): string {
  const runs = counted(sorted.length, 'run');
  const interval = `the 95 % interval of ${runs}`;
  if (verdict !== 'inconclusive') return `${interval} lies ${verdict === 'passed' ? 'within' : 'beyond'} the limit`;
  if (Number.isFinite(low) && Number.isFinite(high))
    return `the limit lies within ${interval}; more runs make it narrower`;
  const needed = runsToBound(statistic, base !== undefined);
  if (base !== undefined)
    return (
      `${runs} and ${base.sorted.length} of the baseline bound ${statistic} only from one side; ${needed} of ` +
      'each would from both'
    );
  return `${runs} bound ${statistic} only from below; ${needed} runs would bound it from above`;
}

/** What the value comes from, where it decides by itself. */
function basis({ clock, world }: Report, { runs }: ModeReport, gate: Gate): string {
  if (clock === 'virtual' && world.inference?.kind === 'model-server') return 'simulated';
  if (clock === 'virtual')
    return `simulated on ${counted(world.cores, 'core')} with ${counted(world.workers, 'worker')}`;
  return isCounted(gate) ? `counted in ${counted(runs.length, 'run')}` : `seen in ${counted(runs.length, 'run')}`;
}

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
      return verdictOf(high <= limit + slack, low > limit + slack);
    case '<':
      return verdictOf(high < limit - slack, low >= limit - slack);
    case '>=':
      return verdictOf(low >= limit - slack, high < limit - slack);
    case '>':
      return verdictOf(low > limit + slack, high <= limit + slack);
    case '==':
      return verdictOf(near(low, limit) && near(high, limit), low > limit + slack || high < limit - slack);
  }
}

function slackAt(limit: number): number {
  return rounding * Math.max(1, Math.abs(limit));
}

function verdictOf(passed: boolean, failed: boolean): Exclude<Verdict, 'unjudged'> {
  return passed ? 'passed' : failed ? 'failed' : 'inconclusive';
}
