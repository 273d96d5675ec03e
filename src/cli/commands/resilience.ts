import type { ResilienceReport } from '../../report/resilience-schema.js';
import { resilienceMarkdown } from '../../report/reporters/resilience-markdown.js';
import { resilienceText } from '../../report/reporters/resilience-text.js';
import { resilience } from '../../runs/resilience.js';
import type { Tunable } from '../../runs/tune.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags, OutputFlags, WorldFlags } from '../options.js';
import { deliver, outputFiles } from '../output-files.js';
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
  const plan = await planOf(scenario, { ...flags, virtual: true }, { modes: ['hybrid'], runs: 1 });
  const files = await outputFiles(flags);
  const within = interruptible();
  const shown = partsProgress(process.stderr, flags.color);
  let report: ResilienceReport;
  try {
    const { runs, tune, confirm = 0 } = flags;
    report = await resilience({ plan, target: targetOf(scenario, flags), runs, tune, confirm, within, progress: shown.progress });
  } finally {
    shown.stop();
  }
  const documents = {
    json: () => `${JSON.stringify(report, null, 2)}\n`,
    md: () => resilienceMarkdown(report),
    text: () => resilienceText(report, styleFor(process.stdout, flags.color)),
  };
  await deliver(documents, files, flags);
  return report.lattice.invariants.some(({ broken }) => broken > 0) ? exitCodes.brokenInvariant : exitCodes.done;
}

/** The words that make `run` meet the same scenario. */
function targetOf(scenario: string, { seed, failSource = [], failWorker = [], blockLoop = [] }: ResilienceFlags): string[] {
  const repeated = (flag: string, values: readonly string[]): string[] => values.flatMap((value) => [flag, value]);
  return [
    scenario,
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...repeated('--fail-source', failSource),
    ...repeated('--fail-worker', failWorker),
    ...repeated('--block-loop', blockLoop),
  ];
}
