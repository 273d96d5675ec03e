import { z } from 'zod';
import { counted, printable } from '../../lib/text.js';
import { coresAvailable } from '../../machine/environment.js';
import { UsageError } from '../../model/errors.js';
import { maxFaults } from '../../scenario/fields/source.js';
import { maxThreads, type Plan } from '../../scenario/plan.js';
import { count, flag, texts } from '../flags.js';
import { blockLoopField, coresField, failWorkerField, scenarioField, seedField, workersField } from '../inputs.js';
import { operation } from '../operation.js';
import { nameOf, planOf } from '../planned.js';
import { resilience as tryOut } from './resilience.js';

/** What `--tune` may name. */
const tunableNames = ['timeout', 'hedge', 'retry', 'quorum'] as const;

const input = z.strictObject({
  scenario: scenarioField,
  tune: flag(z.enum(tunableNames).optional(), 'sweep a parameter and recommend a value', {
    form: '<parameter>',
    group: 'measuring',
  }),
  runs: flag(count(20, 20_000).default(500), 'simulated runs for each remedy', { form: '<n>', group: 'measuring' }),
  cores: coresField('simulated cores (default: the machine has)'),
  workers: workersField(),
  failSource: flag(texts.optional(), 'a fault for the remedies to meet; repeatable', {
    form: '<name[=kind[:arg]]>',
    group: 'faults',
    repeatable: true,
  }),
  failWorker: failWorkerField,
  blockLoop: blockLoopField,
  seed: seedField(),
  confirm: flag(count(1, 20).optional(), 'run so many cases of the lattice again on real time', {
    form: '<n>',
    group: 'measuring',
  }),
});

type Input = z.output<typeof input>;

/** Simulates a scenario with failing sources and with remedies. */
export const resilience = operation({
  name: 'resilience',
  summary: 'what is still answered when sources fail, and which remedy is worth its price',
  input,
  examples: [['resilience degraded'], ['resilience slow-tail --tune hedge'], ['resilience --confirm 3']],
  async run(asked, context) {
    const { scenario, runs, tune, confirm = 0 } = asked;
    const plan = await planOf(scenario, { ...asked, virtual: true }, { modes: ['hybrid'], runs: 1 }, context.note);
    refuseFullSources(plan);
    if (asked.confirm !== undefined) refuseOtherMachine(plan, asked.confirm);
    await context.begins(plan);
    const { within, progress } = context;
    return tryOut({ plan, target: targetOf(nameOf(scenario), asked), runs, tune, confirm, within, progress });
  },
});

/** Refuses a source that has no room for one more fault: the command of a case would be refused by `run`. */
function refuseFullSources({ scenario: { sources } }: Plan): void {
  for (const [i, { name, faults }] of sources.entries()) {
    if (faults.length < maxFaults) continue;
    throw new UsageError(
      printable(
        `sources.${i}.faults: source '${name}' has ${faults.length} faults, --fail-source included; resilience adds ` +
          `one more, so leave at most ${maxFaults - 1}`,
      ),
    );
  }
}

/** Refuses what only a simulation has. */
function refuseOtherMachine({ cores, workers }: Plan, cases: number): void {
  const { available } = coresAvailable();
  if (cores !== available) {
    throw new UsageError(
      `--cores ${cores}: --confirm ${cases} runs on this machine, which has ${counted(available, 'core')}; leave ` +
        'out one of the two flags',
    );
  }
  if (workers > maxThreads) {
    throw new UsageError(
      `--workers ${workers}: --confirm ${cases} runs at most ${maxThreads} threads on real time; ask for fewer, or ` +
        'leave out --confirm',
    );
  }
}

/** The words that make `run` meet the same scenario. */
function targetOf(
  scenario: string,
  { seed, workers, failSource = [], failWorker = [], blockLoop = [] }: Input,
): string[] {
  const repeated = (name: string, values: readonly string[]): string[] => values.flatMap((value) => [name, value]);
  return [
    scenario,
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ...repeated('--fail-source', failSource),
    ...repeated('--fail-worker', failWorker),
    ...repeated('--block-loop', blockLoop),
  ];
}
