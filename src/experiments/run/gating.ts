import { counted, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { baselineOn, type Baseline } from '../../judge/gates/baseline.js';
import { gatesOf } from '../../judge/gates/gates-of.js';
import type { Gate } from '../../judge/gates/gate.js';
import { runsNeeded, runsToDecide } from '../../judge/gates/samples.js';
import { readReport } from '../../results/read.js';
import { runsFor } from './gated.js';
import type { Plan } from '../../scenario/plan.js';
import { existingReport } from '../../results/baselines.js';

/** What of a run's input is about gates. */
export interface GatedInput {
  readonly gate?: readonly string[] | undefined;
  readonly baseline?: readonly string[] | undefined;
  readonly runs?: number | undefined;
  readonly precision?: number | undefined;
  readonly maxTime?: number | undefined;
}

/** What a run is gated by. */
export interface Gating {
  /** With as many runs as the gates need, where nobody says how many. */
  readonly plan: Plan;
  readonly gates: readonly Gate[];
  readonly baselines: readonly Baseline[];
  /** What a person should know before the run, in lines. */
  readonly notes: readonly string[];
}

/** The gates of a run and what they compare with. A UsageError says what is wrong with them. */
export async function gatingOf(plan: Plan, flags: GatedInput): Promise<Gating> {
  const gates = gatesOf(plan.scenario, flags.gate ?? []);
  const readNotes: string[] = [];
  const baselines = await Promise.all(
    (flags.baseline ?? []).map((path) => baselineOf(path, (line) => readNotes.push(line))),
  );
  refuseSameClock(baselines, flags);
  const needed = runsFor(gates, plan.clock);
  const more = needed > 1 && flags.runs === undefined && flags.precision === undefined && flags.maxTime === undefined;
  return {
    plan: {
      ...plan,
      runs: more ? needed : plan.runs,
      scenario: { ...plan.scenario, gates: gates.map(({ expression }) => expression) },
    },
    gates,
    baselines,
    notes: [
      ...readNotes,
      ...(more
        ? [
            `The gates need more than one run${demanding(gates, needed, plan)}, so each mode answers ${needed} ` +
              'times (--runs says otherwise).',
          ]
        : []),
      ...(flags.runs === undefined ? [] : shortNotes(gates, flags.runs, plan)),
      ...baselineNotes(gates, baselines, plan, flags),
    ],
  };
}

/** Names the gate that needs so many runs, where that is a percentile's. */
function demanding(gates: readonly Gate[], needed: number, { clock }: Plan): string {
  const gate = gates.find(
    (one) => one.statistic.startsWith('p') && runsToDecide(one, one.virtual ? 'virtual' : clock) === needed,
  );
  return gate === undefined ? '' : `, '${printable(gate.expression)}' ${needed}`;
}

/** Which gates cannot be judged with so few runs, or cannot pass. */
function shortNotes(gates: readonly Gate[], runs: number, { clock }: Plan): string[] {
  return gates.flatMap((gate) => {
    const needed = runsToDecide(gate, clock);
    if (gate.virtual || needed <= runs) return [];
    const why =
      runsNeeded(gate, clock) > runs ? 'it cannot be judged' : `its ${gate.statistic} is bounded only from below`;
    return [`warning: '${printable(gate.expression)}' needs ${needed} runs: with --runs ${runs} ${why}`];
  });
}

/** A file that is not there yet is no mistake: on its first run a CI job has no baseline. */
async function baselineOf(baseline: string, note: (line: string) => void): Promise<Baseline> {
  const path = await existingReport(baseline);
  if (path !== undefined) return readReport(path, note);
  return { lacking: `the baseline ${printable(baseline)} does not exist; save this report there for the next time` };
}

function refuseSameClock(baselines: readonly Baseline[], { baseline = [] }: GatedInput): void {
  for (const [i, one] of baselines.entries()) {
    const other = baselines
      .slice(0, i)
      .findIndex((earlier) => 'clock' in one && 'clock' in earlier && earlier.clock === one.clock);
    if (other === -1) continue;
    const [first, second] = [baseline[other]!, baseline[i]!].map(printable);
    throw new UsageError(
      `--baseline ${first} and --baseline ${second} are both on the same clock; name one that is measured and one ` +
        'that is simulated',
    );
  }
}

function baselineNotes(
  gates: readonly Gate[],
  baselines: readonly Baseline[],
  { clock }: Plan,
  { baseline = [] }: GatedInput,
): string[] {
  const comparing = gates.filter(({ limit }) => limit.kind === 'baseline');
  const found = comparing.map(({ virtual }) => baselineOn(virtual ? 'virtual' : clock, baselines));
  const lacking = found.find((one) => 'lacking' in one);
  if (lacking !== undefined) return [`warning: gates against a baseline cannot be judged: ${lacking.lacking}`];
  if (comparing.length > 0 || baseline.length === 0) return [];
  return [
    `warning: --baseline ${printable(baseline[0]!)}: no gate compares with it, as 'hybrid.makespan <= baseline + ` +
      `5%' would`,
  ];
}

/** What is said where gates are judged once more. */
export function retryNote(inconclusive: number, plan: Plan): string {
  const how =
    plan.precision === undefined
      ? counted(plan.runs, 'run')
      : `a precision of ${Number((plan.precision * 100).toPrecision(3))} %`;
  return `${counted(inconclusive, 'gate')} ${inconclusive === 1 ? 'is' : 'are'} inconclusive: once more, with ${how}.`;
}
