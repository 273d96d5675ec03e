import { counted, printable } from '../../lib/text.js';
import { coresAvailable } from '../../machine/cores.js';
import { UsageError } from '../../model/errors.js';
import type { ResilienceReport } from '../../results/documents/resilience.js';
import { resilienceMarkdown } from '../../render/resilience/markdown.js';
import { resilienceText } from '../../render/resilience/text.js';
import { resilience } from '../../experiments/resilience/resilience.js';
import type { Tunable } from '../../experiments/resilience/tune.js';
import { maxThreads, type Plan } from '../../scenario/plan.js';
import { maxFaults } from '../../scenario/fields/source.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags, WorldFlags } from '../flags/options.js';
import type { OutputFlags } from '../flags/output-options.js';
import { asPage, deliver, outputFiles } from '../output/output-files.js';
import { planOf } from '../plan.js';
import { partsProgress } from '../progress.js';
import { styleFor } from '../terminal.js';

interface ResilienceFlags extends WorldFlags, CommonFlags, OutputFlags {
  readonly runs: number;
  readonly tune?: Tunable;
  readonly confirm?: number;
}

/** Simulates a scenario with failing sources and with remedies, and shows what each is worth. */
export async function command(scenario: string, flags: ResilienceFlags): Promise<number> {
  const plan = await planned(scenario, flags);
  const files = await outputFiles(flags, scenario);
  const within = interruptible();
  const shown = partsProgress(process.stderr, flags.color);
  let report: ResilienceReport;
  try {
    const { runs, tune, confirm = 0 } = flags;
    report = await resilience({
      plan,
      target: targetOf(scenario, flags),
      runs,
      tune,
      confirm,
      within,
      progress: shown.progress,
    });
  } finally {
    shown.stop();
  }
  const documents = {
    json: () => `${JSON.stringify(report, null, 2)}\n`,
    md: () => resilienceMarkdown(report),
    html: () => asPage({ kind: 'resilience', report }),
    text: () => resilienceText(report, styleFor(process.stdout, flags.color)),
  };
  await deliver(documents, files, flags, report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved');
  if (report.interrupted) return exitCodes.interrupted;
  return report.lattice.invariants.some(({ broken }) => broken > 0) ? exitCodes.brokenInvariant : exitCodes.done;
}

async function planned(scenario: string, flags: ResilienceFlags): Promise<Plan> {
  const plan = await planOf(scenario, { ...flags, virtual: true }, { modes: ['hybrid'], runs: 1 });
  refuseFullSources(plan);
  if (flags.confirm !== undefined) refuseOtherMachine(plan, flags.confirm);
  return plan;
}

/** Refuses a source that has no room for one more fault: the command of a case would be refused by `run`. */
function refuseFullSources({ scenario: { sources } }: Plan): void {
  for (const [i, { name, faults }] of sources.entries()) {
    if (faults.length < maxFaults) continue;
    throw new UsageError(
      printable(
        `sources.${i}.faults: source '${name}' has ${faults.length} faults, --fail-source included; resilience adds one more, so leave at most ${maxFaults - 1}`,
      ),
    );
  }
}

/** Refuses what only a simulation has. */
function refuseOtherMachine({ cores, workers }: Plan, cases: number): void {
  const { available } = coresAvailable();
  if (cores !== available) {
    throw new UsageError(
      `--cores ${cores}: --confirm ${cases} runs on this machine, which has ${counted(available, 'core')}; leave out one of the two flags`,
    );
  }
  if (workers > maxThreads) {
    throw new UsageError(
      `--workers ${workers}: --confirm ${cases} runs at most ${maxThreads} threads on real time; ask for fewer, or leave out --confirm`,
    );
  }
}

/** The words that make `run` meet the same scenario. */
function targetOf(
  scenario: string,
  { seed, workers, failSource = [], failWorker = [], blockLoop = [] }: ResilienceFlags,
): string[] {
  const repeated = (flag: string, values: readonly string[]): string[] => values.flatMap((value) => [flag, value]);
  return [
    scenario,
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ...repeated('--fail-source', failSource),
    ...repeated('--fail-worker', failWorker),
    ...repeated('--block-loop', blockLoop),
  ];
}
