import { mean, quantile, sum } from '../../lib/statistics/descriptive.js';
import { fold } from '../../lib/fold.js';
import type { Scope } from '../../model/scope.js';
import { WasteFold, type Waste } from '../../analysis/waste.js';
import { costOf } from '../../scenario/derived.js';
import { fault } from '../../scenario/fields/fault.js';
import type { LoadedScenario } from '../../scenario/load.js';
import { inferencePolicySchema } from '../../scenario/fields/inference.js';
import { scenarioPolicySchema, type Scenario } from '../../scenario/schema.js';
import { simulate, simulateOnce, type Simulated } from '../run/simulate.js';

/** A remedy as a change to a scenario that has none. */
export interface Remedy {
  readonly name: string;
  readonly change: (scenario: Scenario) => Partial<Scenario>;
}

export interface RemedyOptions {
  readonly cores: number;
  readonly workers: number;
  readonly runs: number;
  /**
   * From the beginning of one run to that of the next, in milliseconds, so that every remedy meets the same moments; no
   * less than a run takes.
   */
  readonly everyMs: number;
  readonly within: Scope;
  readonly progress: (done: number, remedies: number) => void;
}

/** What a remedy gains and costs. Percentiles take every run, those that answered less included. */
export interface RemedyResult {
  readonly name: string;
  readonly runs: number;
  /** Runs with a complete and clean answer / runs. */
  readonly successRate: number;
  /** Mean over the runs. */
  readonly completeness: number;
  /** Sources for which something stood in / sources asked, over all runs; no part of completeness. */
  readonly degraded: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Attempts / sources asked, over all runs. */
  readonly attemptsPerAnswer: number;
  /** Mean milliseconds of attempts and inferences in vain, per run. */
  readonly wastedMs: number;
  /**
   * A remedy that is no worse in completeness, stand-ins, p95, p99 and attempts, and better in one of them; null if
   * there is none. A cache dominates nobody, as it gains only where questions repeat.
   */
  readonly dominatedBy: string | null;
}

/** What the cheaper model costs of the cheapest inference. */
const cheaperModel = 0.1;

/** What a second model is called that the scenario does not have. */
const anyModel = 'a second model';

/** The fault that a scenario without any is disturbed by, so that there is something to remedy. */
export const disturbance = 'flaky:0.1';

/**
 * The scenario with something that fails: its own faults, of sources, workers or the model, or every source failing now
 * and then.
 */
export function disturbed(loaded: LoadedScenario): LoadedScenario {
  const { scenario } = loaded;
  if (inferenceFails(scenario) || scenario.sources.some((source) => source.faults.length > 0)) return loaded;
  return {
    ...loaded,
    scenario: {
      ...scenario,
      sources: scenario.sources.map((source) => ({ ...source, faults: [fault.parse(disturbance)] })),
    },
  };
}

function inferenceFails({ inference }: Scenario): boolean {
  return inference.faults.length > 0 || (inference.type === 'openai' && inference.modelFaults.length > 0);
}

/** Every remedy alone, nothing at all, and the scenario's own set if it has one. */
export function remediesFor({ scenario }: LoadedScenario): Remedy[] {
  const own =
    scenario.policies.length > 0 ||
    scenario.inference.policies.length > 0 ||
    secondModelOf(scenario) !== anyModel ||
    scenario.sources.some((source) => source.policies.length > 0);
  const alone = (name: string, ...policies: unknown[]): Remedy => ({
    name,
    change: () => ({ policies: policies.map((policy) => scenarioPolicySchema.parse(policy)) }),
  });
  const most = Math.max(1, scenario.sources.length - 1);
  return [
    { name: 'none', change: () => ({}) },
    alone('timeout', { type: 'timeout', after: { adaptive: {} } }),
    alone('retry', { type: 'retry', attempts: 2 }),
    alone('breaker', { type: 'circuit-breaker' }),
    alone('hedge', { type: 'hedge' }),
    alone('fallback', { type: 'fallback', stale: true, payload: 'No current answer.' }),
    alone('cache', { type: 'cache', ttl: '60s' }),
    alone(`quorum ${most}/${scenario.sources.length}`, { type: 'quorum', count: most }),
    ...inferenceRemedies(scenario),
    ...(own
      ? [
          {
            name: "scenario's own",
            change: () => ({ policies: scenario.policies, inference: scenario.inference, sources: scenario.sources }),
          },
        ]
      : []),
  ];
}

/** Remedies for inference, where workers or the model fail or inferences differ in cost. */
function inferenceRemedies(scenario: Scenario): Remedy[] {
  const around = (name: string, policy: unknown): Remedy => ({
    name,
    change: ({ inference }) => ({ inference: { ...inference, policies: [inferencePolicySchema.parse(policy)] } }),
  });
  const costs = new Set(scenario.sources.map((source) => costOf(source, scenario)));
  const second: Remedy = {
    name: 'second model',
    change: ({ inference }) => ({
      inference: inference.type === 'openai' ? { ...inference, fallbackModel: secondModelOf(scenario) } : inference,
    }),
  };
  const failing = [
    around('retry infer', { type: 'retry', attempts: 2 }),
    scenario.inference.type === 'openai'
      ? second
      : around('cheaper model', { type: 'model-fallback', cost: Math.min(...costs) * cheaperModel }),
  ];
  return [
    ...(inferenceFails(scenario) ? failing : []),
    ...(costs.size > 1 ? [around('longest first', { type: 'dispatch', order: 'longest-first' })] : []),
  ];
}

/** The scenario's own second model, or any: simulated, they are all alike. */
function secondModelOf({ inference }: Scenario): string {
  return (inference.type === 'openai' ? inference.fallbackModel : undefined) ?? anyModel;
}

/** From the begin of one run to that of the next, in milliseconds: twice the makespan without faults and policies. */
export async function runInterval(
  loaded: LoadedScenario,
  { cores, workers, within }: Pick<RemedyOptions, 'cores' | 'workers' | 'within'>,
): Promise<number> {
  const bare = stripped(loaded.scenario);
  const { inference } = bare;
  const sound = inference.type === 'openai' ? { ...inference, modelFaults: [] } : { ...inference, faults: [] };
  const healthy = { ...bare, inference: sound, sources: bare.sources.map((source) => ({ ...source, faults: [] })) };
  const { makespanMs } = await simulateOnce(
    { ...loaded, scenario: healthy },
    { mode: 'hybrid', cores, workers, contention: 1, within },
  );
  return 2 * makespanMs;
}

/**
 * Simulates the scenario, stripped of its own remedies, under each remedy in turn, with common random numbers.
 */
export async function tryRemedies(
  loaded: LoadedScenario,
  remedies: readonly Remedy[],
  options: RemedyOptions,
): Promise<RemedyResult[]> {
  const { runs, everyMs, cores, workers, within, progress } = options;
  const bare = stripped(loaded.scenario);
  const results: RemedyResult[] = [];
  for (const [i, { name, change }] of remedies.entries()) {
    const scenario = { ...bare, ...change(bare) };
    const done = await simulate(
      { ...loaded, scenario },
      { mode: 'hybrid', runs, everyMs, cores, workers, contention: 1, within },
      outcomeOf,
    );
    if (within.reason !== undefined) break;
    results.push(summarised(name, done));
    progress(i + 1, remedies.length);
  }
  return results.map((result) => ({
    ...result,
    dominatedBy: results.find((other) => other.name !== 'cache' && dominates(other, result))?.name ?? null,
  }));
}

function stripped(scenario: Scenario): Scenario {
  return {
    ...scenario,
    policies: [],
    inference:
      scenario.inference.type === 'openai'
        ? { ...scenario.inference, policies: [], fallbackModel: undefined }
        : { ...scenario.inference, policies: [] },
    sources: scenario.sources.map((source) => ({ ...source, policies: [] })),
  };
}

/** What is kept of a run. */
interface RunOutcome extends Waste {
  readonly makespanMs: number;
  readonly clean: boolean;
  readonly completeness: number;
  readonly degraded: number;
  readonly asked: number;
}

function outcomeOf({ answer, spans, makespanMs, backgroundAttempts }: Simulated): RunOutcome {
  const { status, completeness, sources, inferences } = answer;
  const { attempts, wastedMs } = fold(spans, new WasteFold((source) => inferences[source] !== undefined));
  return {
    makespanMs,
    clean: status === 'complete',
    completeness,
    degraded: degradedShare(answer),
    asked: Object.keys(sources).length,
    attempts: attempts + backgroundAttempts,
    wastedMs,
  };
}

function summarised(name: string, runs: readonly RunOutcome[]): RemedyResult {
  const makespans = runs.map(({ makespanMs }) => makespanMs);
  return {
    name,
    runs: runs.length,
    successRate: runs.filter(({ clean }) => clean).length / runs.length,
    completeness: mean(runs.map(({ completeness }) => completeness)),
    degraded: mean(runs.map(({ degraded }) => degraded)),
    p50Ms: quantile(makespans, 0.5),
    p95Ms: quantile(makespans, 0.95),
    p99Ms: quantile(makespans, 0.99),
    attemptsPerAnswer: sum(runs.map(({ attempts }) => attempts)) / sum(runs.map(({ asked }) => asked)),
    wastedMs: mean(runs.map(({ wastedMs }) => wastedMs)),
    dominatedBy: null,
  };
}

/** Where there is no inference on what stood in, it is of no worth. */
function degradedShare({ sources, inferences }: Simulated['answer']): number {
  return mean(
    Object.entries(sources).map(([name, source]) =>
      source.ok && source.degraded !== undefined && inferences[name] !== undefined ? 1 : 0,
    ),
  );
}

function dominates(a: RemedyResult, b: RemedyResult): boolean {
  const figures = ({ completeness, degraded, p95Ms, p99Ms, attemptsPerAnswer }: RemedyResult): number[] => [
    -completeness,
    -completeness - degraded,
    p95Ms,
    p99Ms,
    attemptsPerAnswer,
  ];
  const [mine, theirs] = [figures(a), figures(b)];
  return mine.every((figure, i) => figure <= theirs[i]!) && mine.some((figure, i) => figure < theirs[i]!);
}
