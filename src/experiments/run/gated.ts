import { baselineOn, type Baseline } from '../../judge/gates/baseline.js';
import type { Gate } from '../../judge/gates/gate.js';
import { judge } from '../../judge/gates/judge.js';
import { needsInterval, runsToDecide } from '../../judge/gates/samples.js';
import type { Scope } from '../../model/scope.js';
import type { Report } from '../../results/documents/run.js';
import { makePlan, type Plan } from '../../scenario/plan.js';
import type { InconclusivePolicy } from '../inputs.js';
import { runPlan } from './run-plan.js';

export interface GatingOptions {
  readonly plan: Plan;
  readonly gates: readonly Gate[];
  /** At most one on each clock: a gate compares with that of its own. */
  readonly baselines: readonly Baseline[];
  readonly acrossMachines: boolean;
  readonly inconclusive: InconclusivePolicy;
  /** Simulated cores for `virtual.*` gates; as many as there are sources where left out. */
  readonly cores: number | undefined;
  /** Rounds at most of a second try. */
  readonly maxRuns: number;
  readonly within: Scope;
  /** Runs a plan to its report. */
  readonly measure: (plan: Plan) => Promise<Report>;
  /** Called when gates are inconclusive, with how it goes on. */
  readonly retries?: ((inconclusive: number, plan: Plan) => void) | undefined;
}

/** The default number of runs for a gate that is judged by an interval: enough for a narrow one. */
const usualRuns = 10;
/** A simulated figure is exact; more runs only add random draws. */
const mostSimulated = 100;
const mostSimulatedCores = 64;

/** The default number of runs for these gates. */
export function runsFor(gates: readonly Gate[], clock: Plan['clock']): number {
  const needed = gates.map((gate) => runsToDecide(gate, gate.virtual ? 'virtual' : clock));
  const noisy = clock === 'real' && gates.some((gate) => !gate.virtual && needsInterval(gate, 'real'));
  return Math.max(1, noisy ? usualRuns : 1, ...needed);
}

/**
 * Runs a plan, judges its report, and, where some gates are inconclusive and the policy says so, once more with twice
 * the runs.
 */
export async function gated(options: GatingOptions): Promise<Report> {
  const { plan, gates, baselines, inconclusive, measure, retries } = options;
  const simulated = gates.some(({ virtual }) => virtual) ? await simulatedReport(options) : undefined;
  const judged = (report: Report): Report => {
    const evidence = (gate: Gate) => ({
      ...options,
      report,
      simulated,
      baseline: baselineOn(gate.virtual ? 'virtual' : plan.clock, baselines),
    });
    return { ...report, gates: gates.map((gate) => judge(gate, evidence(gate))) };
  };
  const first = judged(await measure(plan));
  const open = first.gates.filter(({ verdict }) => verdict === 'inconclusive').length;
  if (open === 0 || inconclusive !== 'retry' || first.interrupted) return first;
  const again = withMoreRuns(options);
  retries?.(open, again);
  const second = judged(await measure(again));
  return second.interrupted ? { ...first, interrupted: true } : second;
}

/**
 * Anew from the first round on, not in addition to what looked undecided: a sample that is only added to when it does
 * not please is biased.
 */
function withMoreRuns({ plan, maxRuns }: GatingOptions): Plan {
  if (plan.precision !== undefined) return { ...plan, precision: plan.precision / 2 };
  return { ...plan, runs: Math.min(2 * plan.runs, maxRuns) };
}

/** The plan's modes on cores that do not depend on this machine. */
function simulatedReport({ plan, gates, cores, within }: GatingOptions): Promise<Report> {
  const { scenario, payloads, folder, warmup } = plan;
  const virtualCores = cores ?? Math.min(mostSimulatedCores, scenario.sources.length);
  const runs = Math.max(
    Math.min(plan.runs, mostSimulated),
    runsFor(
      gates.filter(({ virtual }) => virtual),
      'virtual',
    ),
  );
  const contention = plan.contention === 'measured' ? 1 : plan.contention;
  return runPlan(
    makePlan(
      { scenario, payloads, folder },
      { clock: 'virtual', runs, warmup, cores: virtualCores, contention },
      virtualCores,
    ),
    within,
    {},
  );
}
