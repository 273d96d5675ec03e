import type { ModeName } from '../../agent/modes.js';
import { bootstrapExcess, bootstrapInterval } from '../../lib/bootstrap.js';
import type { Interval } from '../../lib/stats.js';
import { counted } from '../../lib/text.js';
import type { ModeReport, Report } from '../schema.js';
import { resamplesFor } from '../statistics.js';
import { answersLess, baselineSamples, type Baseline } from './baseline.js';
import { decide, near } from './decide.js';
import { figureOf, isCounted, type Gate } from './gate.js';
import { gateSamples, needsInterval, type Lacking } from './samples.js';
import type { GateResult, Verdict } from './schema.js';
import { statisticOf } from './statistic.js';

/** All that gates are judged by. */
export interface Evidence {
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
 * What becomes of a gate. On real time the 95 % interval of a timed figure decides, so that noise passes and fails nothing;
 * else the value does. What is missing, too little, or of fewer answers never passes.
 */
export function judge(gate: Gate, evidence: Evidence): GateResult {
  const results = gate.modes.map((mode) => ({ mode, ...judgeIn(mode, gate, evidence) }));
  const [{ mode, ...worst }] = results.toSorted((a, b) => severity.indexOf(a.verdict) - severity.indexOf(b.verdict)) as [(typeof results)[number]];
  return gate.modes.length === 1 ? worst : { ...worst, reason: `${mode}: ${worst.reason}` };
}

function judgeIn(name: ModeName, gate: Gate, evidence: Evidence): GateResult {
  const report = gate.virtual ? evidence.simulated : evidence.report;
  const result = {
    expression: gate.expression,
    unit: figureOf(gate.subject).unit,
    value: null,
    interval: null,
    limit: gate.limit.kind === 'value' ? gate.limit.value : null,
  };
  const samples = gateSamples(gate, name, report);
  if ('lacking' in samples || report === undefined)
    return { ...result, verdict: 'unjudged', reason: 'lacking' in samples ? samples.lacking : 'nothing was run' };
  const { sorted, mode } = samples;
  const value = statisticOf(gate.statistic).of(sorted);
  const lost = isCounted(gate) ? undefined : lostAnswers(mode);
  if (lost !== undefined) return { ...result, value, verdict: 'failed', reason: lost };
  const held = heldAgainst(gate, name, report, evidence);
  if ('lacking' in held) return { ...result, value, verdict: 'unjudged', reason: held.lacking };
  const { limit, base } = held;
  if (base !== undefined && !isCounted(gate) && answersLess(mode, base.mode))
    return { ...result, value, limit, verdict: 'failed', reason: 'the runs answered less than those of the baseline' };
  if (!needsInterval(gate, report.clock)) return { ...result, value, limit, verdict: byValue(gate, sorted, value, limit), reason: basis(report, mode, gate) };
  const interval = intervalOf(gate, sorted, held, report.seed);
  const verdict = byInterval(gate, sorted, interval, limit);
  return { ...result, value, interval, limit, verdict, reason: intervalReason(verdict, sorted.length) };
}

/** Says so if a run answered less than its simulation, or, where there is none, less than the best run of its mode. */
function lostAnswers({ runs }: ModeReport): string | undefined {
  const best = Math.max(...runs.map(({ result }) => result.completeness));
  const expected = runs.map(({ predictedCompleteness }) => predictedCompleteness ?? best);
  const lost = runs.filter(({ result }, i) => result.completeness < expected[i]! - 1e-9);
  if (lost.length === 0) return undefined;
  return `${lost.length} of ${counted(runs.length, 'run')} answered less than expected, and being faster at less is no gain`;
}

function heldAgainst(gate: Gate, name: ModeName, report: Report, { baseline, acrossMachines }: Evidence): Held | Lacking {
  if (gate.limit.kind === 'value') return { limit: gate.limit.value };
  const base = baselineSamples(gate, name, report, baseline, acrossMachines);
  if ('lacking' in base) return base;
  const limit = gate.limit.factor * statisticOf(gate.statistic).of(base.sorted) + gate.limit.plus;
  return { limit, base };
}

function byValue({ operator, stated, ...gate }: Gate, sorted: readonly number[], value: number, limit: number): Verdict {
  // Without a statistic `==` speaks of every run, where runs can be counted on to be equal.
  const all = operator === '==' && !stated && isCounted(gate) ? { low: sorted[0]!, high: sorted.at(-1)! } : { low: value, high: value };
  const verdict = decide(operator, all, limit);
  return verdict === 'inconclusive' ? 'failed' : verdict;
}

function byInterval({ operator }: Gate, sorted: readonly number[], interval: Interval, limit: number): Verdict {
  const verdict = decide(operator, interval, limit);
  if (operator !== '==' || verdict === 'failed') return verdict;
  return sorted.every((value) => near(value, limit)) ? 'passed' : 'inconclusive';
}

/** Against a baseline both are uncertain: what is estimated is how far the one lies above the other. */
function intervalOf({ statistic, limit }: Gate, sorted: readonly number[], { base, limit: at }: Held, seed: number): Interval {
  const { of } = statisticOf(statistic);
  if (limit.kind === 'value' || base === undefined) return bootstrapInterval(sorted, { seed, statistic: of, resamples: resamplesFor(sorted.length) });
  const resamples = resamplesFor(Math.max(sorted.length, base.sorted.length));
  const excess = bootstrapExcess(base.sorted, sorted, limit.factor, { seed, statistic: of, resamples });
  return { low: at - limit.plus + excess.low, high: at - limit.plus + excess.high };
}

function intervalReason(verdict: Verdict, runs: number): string {
  const interval = `the 95 % interval of ${counted(runs, 'run')}`;
  if (verdict === 'inconclusive') return `the limit lies within ${interval}; more runs make it narrower`;
  return `${interval} lies ${verdict === 'passed' ? 'within' : 'beyond'} the limit`;
}

/** What the value comes from, where it decides by itself. */
function basis({ clock, world }: Report, { runs }: ModeReport, gate: Gate): string {
  if (clock === 'virtual') return `simulated on ${counted(world.cores, 'core')} with ${counted(world.workers, 'worker')}`;
  return isCounted(gate) ? `counted in ${counted(runs.length, 'run')}` : `seen in ${counted(runs.length, 'run')}`;
}
