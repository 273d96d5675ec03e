import type { ModeName } from '../../agent/modes.js';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import { whatIfMarkdown } from '../../render/what-if/markdown.js';
import { whatIfText } from '../../render/what-if/text.js';
import { readRunReport } from '../../render/saved.js';
import type { Report } from '../../results/documents/run.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import { runPlan } from '../../experiments/run/run-plan.js';
import { check } from '../../experiments/what-if/check.js';
import { loadedFor } from '../../experiments/what-if/replay.js';
import { changesOf, modeOf, whatIfReport } from '../../experiments/what-if/what-if-report.js';
import { fullBudget } from '../../experiments/what-if/what-if.js';
import { parseJson, readText } from '../../scenario/json-file.js';
import { builtInNames, type LoadedScenario } from '../../scenario/load.js';
import { isModule } from '../../scenario/module-file.js';
import { today } from '../../time/real.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags, WorldFlags } from '../flags/options.js';
import type { OutputFlags } from '../flags/output-options.js';
import { deliver, filesNamed, type OutputFiles } from '../output/output-files.js';
import { planOf } from '../plan.js';
import { partsProgress, progress } from '../progress.js';
import { withStandIn } from '../stand-in.js';
import { styleFor } from '../terminal.js';

interface WhatIfFlags extends WorldFlags, CommonFlags, OutputFlags {
  readonly set?: readonly string[];
  readonly check?: number;
  readonly all?: boolean;
  readonly mode?: ModeName;
  readonly runs?: number;
  readonly warmup?: number;
}

/** What is replayed: a report, and what it was run from or says that it was. */
interface Basis {
  readonly report: Report;
  readonly loaded: LoadedScenario;
}

/**
 * Says what would help, by replaying a report or a scenario that is run for it with changes; makes some of them and
 * runs them, where asked to.
 */
export async function command(reportOrScenario: string, flags: WhatIfFlags): Promise<number> {
  // Like a comparison it is saved only where someone says so.
  const files = await filesNamed(flags, reportOrScenario);
  const within = interruptible();
  if (await isReport(reportOrScenario)) return study(await saved(reportOrScenario, flags), flags, files, within);
  const asked = await planOf(reportOrScenario, flags, {
    modes: [flags.mode ?? 'hybrid'],
    runs: flags.runs ?? 1,
    warmup: flags.warmup,
  });
  refuseImpossible(asked, flags);
  return withStandIn(asked, flags, async (plan) => {
    const shown = progress(plan, process.stderr, flags.color);
    const report = await runPlan(plan, within, shown).finally(() => {
      shown.stop();
    });
    within.throwIfAborted();
    return study({ report, loaded: plan }, flags, files, within);
  });
}

async function study(basis: Basis, flags: WhatIfFlags, files: OutputFiles, within: Scope): Promise<number> {
  const shown = partsProgress(process.stderr, flags.color);
  let report: WhatIfReport;
  try {
    report = await whatIfReport(basis.report, {
      ...flags,
      everything: flags.all === true || flags.check !== undefined,
      createdAt: today(),
      within,
      budget: fullBudget,
      progress: (done, of) => {
        shown.progress('changes', done, of);
      },
    });
  } finally {
    shown.stop();
  }
  const checked = flags.check === undefined ? null : await checking(basis, report, flags.check, flags, within);
  const found = { ...report, checked };
  const documents = {
    json: () => `${JSON.stringify(found, null, 2)}\n`,
    md: () => whatIfMarkdown(found),
    text: () => whatIfText(found, styleFor(process.stdout, flags.color), flags),
  };
  await deliver(documents, files, flags);
  return within.reason === undefined ? exitCodes.done : exitCodes.interrupted;
}

async function checking(
  { report, loaded }: Basis,
  { whatIf }: WhatIfReport,
  count: number,
  flags: WhatIfFlags,
  within: Scope,
): Promise<WhatIfReport['checked']> {
  const mode = modeOf(report, flags.mode);
  const shown = partsProgress(process.stderr, flags.color, report.clock === 'real');
  try {
    const together = changesOf(report, mode.mode, flags.set ?? []);
    return await check({
      report,
      mode,
      loaded,
      whatIf,
      count,
      together,
      within,
      progress: (what, done, of) => {
        shown.progress(what, done, of);
      },
    });
  } finally {
    shown.stop();
  }
}

/** A wrong change is said before the run, which may take long. */
function refuseImpossible(plan: Awaited<ReturnType<typeof planOf>>, { set = [] }: WhatIfFlags): void {
  const { scenario, cores, workers } = plan;
  changesOf({ scenario, world: { cores, workers } }, scenario.modes[0]!, set);
}

/** Whether it is a file that holds a report, of whichever command. */
async function isReport(path: string): Promise<boolean> {
  if ((await builtInNames()).includes(path) || isModule(path) || !/[./\\]/u.test(path)) return false;
  const value = parseJson(await readText(path, 'report or scenario'), path, Infinity);
  return typeof value === 'object' && value !== null && 'schemaVersion' in value;
}

/** Flags that say how a scenario is run, and nothing of how a report is read. */
const otherFlags: ReadonlySet<string> = new Set(['set', 'check', 'all', 'mode', 'json', 'md', 'color']);

async function saved(path: string, flags: WhatIfFlags): Promise<Basis> {
  const report = await readRunReport(path);
  const useless = Object.entries(flags).find(([name, value]) => !otherFlags.has(name) && value !== undefined);
  if (useless !== undefined) {
    const flag = `--${useless[0].replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(
      `${flag}: ${printable(path)} is a report, whose runs are over; leave it out, or change something with --set, as in --set workers=4`,
    );
  }
  const { scenario, clock } = report;
  const outside =
    (scenario.inference.type ?? 'kernel') !== 'kernel' ||
    scenario.sources.some(({ type = 'synthetic' }) => type !== 'synthetic');
  if (flags.check !== undefined && clock === 'real' && outside)
    throw new UsageError(
      `--check ${flags.check}: a report does not hold all that its sources or its inference need to be asked again; name the scenario in its place`,
    );
  return { report, loaded: loadedFor(scenario) };
}
