import type { Scope } from '../../model/scope.js';
import type { ResilienceReport } from '../../results/documents/resilience.js';
import { headerOf } from '../../results/documents/header.js';
import type { Plan } from '../../scenario/plan.js';
import { commandFor } from './case-command.js';
import { confirm } from './confirm.js';
import { allowanceMs } from './invariants.js';
import { faultLattice, type Case, type Lattice } from './lattice.js';
import { disturbance, disturbed, runInterval, remediesFor, tryRemedies } from './remedies.js';
import type { State } from './combinations.js';
import { tune, type Tunable } from './tune.js';
import { redactedScenario } from '../../scenario/load.js';

export interface ResilienceOptions {
  readonly plan: Plan;
  /** How the scenario is named on a command line, and the flags that changed it. */
  readonly target: readonly string[];
  /** Simulated runs for each remedy. */
  readonly runs: number;
  readonly tune: Tunable | undefined;
  /** Cases of the lattice to run again on real time. */
  readonly confirm: number;
  readonly within: Scope;
  /** Called with what is being simulated and which part of it is done. */
  readonly progress: (what: string, done: number, of: number) => void;
}

/**
 * Tries the scenario with failing sources, then remedies, then values of one remedy's parameter; all on the virtual
 * clock. An interruption ends it early, with what is finished; it rejects with the reason of one that comes before all
 * failing sources were tried.
 */
export async function resilience(options: ResilienceOptions): Promise<ResilienceReport> {
  const { plan, within, progress, runs } = options;
  const { cores, workers } = plan;
  const everyMs = await runInterval(plan, { cores, workers, within });
  const lattice = await faultLattice(plan, {
    cores,
    workers,
    within,
    progress: (done, of) => progress('combinations of failing sources', done, of),
  });
  const loaded = disturbed(plan);
  const simulated = {
    cores,
    workers,
    within,
    runs,
    everyMs,
    progress: (done: number, of: number) => progress('remedies', done, of),
  };
  const remedies = await tryRemedies(loaded, remediesFor(loaded), simulated);
  // Retries and quorums need failures to act on; the other parameters are tuned on the scenario as it is.
  const tuned = options.tune === 'retry' || options.tune === 'quorum' ? loaded : plan;
  const swept =
    options.tune === undefined || within.reason !== undefined
      ? null
      : await tune(tuned, options.tune, {
          ...simulated,
          progress: (done, of) => progress(`values of ${options.tune}`, done, of),
        });
  const tuning = within.reason === undefined ? swept : null;
  const confirmed =
    options.confirm === 0
      ? []
      : await confirm(plan, lattice.worst.states, {
          cores,
          workers,
          within,
          cases: options.confirm,
          progress: (done, of) => progress('cases on real time', done, of),
        });
  return {
    ...headerOf('resilience'),
    world: { cores, workers, contention: 1, inference: plan.inference },
    scenario: redactedScenario(plan.scenario),
    seed: plan.scenario.seed,
    interrupted: within.reason !== undefined,
    lattice: latticeFindings(options, lattice),
    disturbance: loaded === plan ? null : disturbance,
    remedies,
    everyMs,
    tuning:
      tuning === null
        ? null
        : { ...tuning, disturbance: tuned === plan ? null : disturbance, points: [...tuning.points] },
    confirmed,
  };
}

function latticeFindings(options: ResilienceOptions, lattice: Lattice): ResilienceReport['lattice'] {
  const { cases, exhaustive, invariants, combinations, byFailures, worst } = lattice;
  return {
    cases,
    exhaustive,
    invariants: invariants.map(({ name, checked, broken, example }) => ({
      name,
      checked,
      broken,
      command: example === null ? null : command(options, example),
    })),
    allowanceMs: allowanceMs(options.plan.scenario),
    worst: worstOf(options, worst),
    combinations: combinations.map(({ states, makespanMs, completeness }) => ({
      states: [...states],
      makespanMs,
      completeness,
    })),
    byFailures: [...byFailures],
  };
}

function worstOf(options: ResilienceOptions, { states, result }: Case): ResilienceReport['lattice']['worst'] {
  const named = Object.fromEntries(options.plan.scenario.sources.map(({ name }, i) => [name, states[i]!]));
  return {
    states: named,
    makespanMs: result.makespanMs,
    completeness: result.answer.completeness,
    command: command(options, states),
  };
}

function command({ plan, target }: ResilienceOptions, states: readonly State[]): string {
  return commandFor(target, plan, states);
}
