import { counted, printable } from '../lib/text.js';
import { UsageError } from '../model/errors.js';
import type { Baseline } from '../report/gates/baseline.js';
import { gatesOf } from '../report/gates/gates-of.js';
import type { Gate } from '../report/gates/gate.js';
import { runsNeeded } from '../report/gates/samples.js';
import { readReport } from '../report/read.js';
import type { Report } from '../report/schema.js';
import { runsFor } from '../runs/gated.js';
import type { InconclusivePolicy } from '../runs/inconclusive.js';
import type { Plan } from '../scenario/plan.js';
import { existingReport } from './baselines.js';
import { exitCodes } from './exit-codes.js';
import type { RunFlags } from './options.js';

/** What a run is gated by. */
export interface Gating {
  /** With as many runs as the gates need, where nobody says how many. */
  readonly plan: Plan;
  readonly gates: readonly Gate[];
  readonly baseline: Baseline;
  /** What a person should know before the run, in lines. */
  readonly notes: readonly string[];
}

/** The gates of a run and what they compare with. A UsageError says what is wrong with them. */
export async function gatingOf(plan: Plan, flags: RunFlags): Promise<Gating> {
  const gates = gatesOf(plan.scenario, flags.gate ?? []);
  if (gates.length === 0 && flags.junit !== undefined)
    throw new UsageError(`--junit ${printable(flags.junit)}: there are no gates to write about; state one with --gate, or as gates in the scenario`);
  const baseline = await baselineOf(flags);
  const needed = runsFor(gates, plan.clock);
  const short = gates.filter((gate) => !gate.virtual && runsNeeded(gate, plan.clock) > (flags.runs ?? Infinity));
  const more = needed > 1 && flags.runs === undefined && flags.precision === undefined && flags.maxTime === undefined;
  return {
    plan: { ...plan, runs: more ? needed : plan.runs, scenario: { ...plan.scenario, gates: gates.map(({ expression }) => expression) } },
    gates,
    baseline,
    notes: [
      ...(more ? [`The gates need more than one run, so each mode answers ${needed} times (--runs says otherwise).`] : []),
      ...short.map(
        (gate) => `warning: '${printable(gate.expression)}' needs ${runsNeeded(gate, plan.clock)} runs: with --runs ${plan.runs} it cannot be judged`,
      ),
      ...baselineNotes(gates, baseline, flags),
    ],
  };
}

/** A file that is not there yet is no mistake: on its first run a CI job has no baseline. */
async function baselineOf({ baseline }: RunFlags): Promise<Baseline> {
  if (baseline === undefined) return { lacking: 'there is no baseline; name a saved report with --baseline' };
  const path = await existingReport(baseline);
  if (path !== undefined) return readReport(path);
  return { lacking: `the baseline ${printable(baseline)} does not exist; save this report there for the next time` };
}

function baselineNotes(gates: readonly Gate[], found: Baseline, { baseline }: RunFlags): string[] {
  const needed = gates.some(({ limit }) => limit.kind === 'baseline');
  if (needed && 'lacking' in found) return [`warning: gates against a baseline cannot be judged: ${found.lacking}`];
  if (needed || baseline === undefined) return [];
  return [`warning: --baseline ${printable(baseline)}: no gate compares with it, as 'hybrid.makespan <= baseline + 5%' would`];
}

/** Says on standard error that the gates are judged once more. */
export function sayRetry(inconclusive: number, plan: Plan): void {
  const how = plan.precision === undefined ? counted(plan.runs, 'run') : `a precision of ${Number((plan.precision * 100).toPrecision(3))} %`;
  process.stderr.write(`${counted(inconclusive, 'gate')} ${inconclusive === 1 ? 'is' : 'are'} inconclusive: once more, with ${how}.\n`);
}

/** What gates make of the exit code: a failed one outranks one that could not be judged, and that an inconclusive one. */
export function gateCode({ gates }: Report, inconclusive: InconclusivePolicy): number {
  const some = (verdict: Report['gates'][number]['verdict']): boolean => gates.some((gate) => gate.verdict === verdict);
  if (some('failed')) return exitCodes.gateFailed;
  if (some('unjudged')) return exitCodes.gateUnjudged;
  return some('inconclusive') && inconclusive !== 'pass' ? exitCodes.gateInconclusive : exitCodes.done;
}
