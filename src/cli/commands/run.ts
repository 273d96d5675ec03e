import { counted } from '../../lib/text.js';
import { json } from '../../report/reporters/json.js';
import { reporters } from '../../report/reporters/index.js';
import { summaryText } from '../../report/reporters/text.js';
import type { Report } from '../../report/schema.js';
import { UsageError } from '../../model/errors.js';
import { runPlan } from '../../runs/run-plan.js';
import type { Plan } from '../../scenario/plan.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { RunFlags } from '../options.js';
import { deliver, outputFiles, saveAll } from '../output-files.js';
import { planOf } from '../plan.js';
import { noProgress, progress } from '../progress.js';
import { spanLog } from '../span-log.js';
import { styleFor } from '../terminal.js';

/** Rounds at most where a precision or a time is the limit, and how long a precision may take. */
const mostRounds = 1000;
const precisionTimeMs = 600_000;

/** How many answers a report can hold: with their spans these come to about 200 MB. */
const maxAnswers = 100_000;

/** Runs a scenario in its modes, shows the comparison and saves the report. */
export async function command(scenario: string, flags: RunFlags): Promise<number> {
  const plan = await planOf(scenario, flags, { modes: flags.modes, question: flags.question, ...repetitionOf(flags) });
  refuseEndless(plan);
  const files = await outputFiles(flags);
  const within = interruptible();
  const shown = flags.quiet === true || flags.verbose === true ? noProgress : progress(plan, process.stderr, flags.color);
  const log = flags.verbose === true ? spanLog((line) => process.stderr.write(line)) : shown.event;
  const progressed = async (report: Report): Promise<void> => {
    await saveAll({ json: () => json(report), md: () => '' }, { ...files, md: undefined }); // A full disk now is no reason to end the run: the last save says so, beside the results.
  };
  let report: Report;
  try {
    report = await runPlan(plan, within, { ...shown, event: log, progressed });
  } finally {
    shown.stop();
  }
  if (report.modes.length === 0) throw within.reason ?? new Error('no mode was run');
  const style = styleFor(process.stdout, flags.color);
  const text = (): string => (flags.quiet === true ? `${summaryText(report, style)}\n` : reporters.text(report, style));
  const saved = report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved';
  await deliver({ json: () => json(report), md: () => reporters.markdown(report), text }, files, flags, saved);
  return exitCodeOf(report);
}

/** How often, as the flags say: a precision alone goes on until it is reached, or for ten minutes. */
function repetitionOf({ runs, warmup, precision, maxTime }: RunFlags): {
  runs: number;
  warmup?: number | undefined;
  precision?: number | undefined;
  maxTimeMs?: number | undefined;
} {
  if (precision === undefined) return { runs: runs ?? (maxTime === undefined ? 1 : mostRounds), warmup, maxTimeMs: maxTime };
  return { runs: runs ?? mostRounds, warmup, precision, maxTimeMs: maxTime ?? precisionTimeMs };
}

/** Refuses what would run for minutes and then not fit into a report. */
function refuseEndless({ runs, scenario }: Plan): void {
  const once = scenario.modes.length * scenario.sources.length;
  if (runs * once <= maxAnswers) return;
  throw new UsageError(
    `--runs ${runs}: ${counted(scenario.modes.length, 'mode')} with ${counted(scenario.sources.length, 'source')} make ${counted(runs * once, 'answer')}, ` +
      `and a report holds at most ${maxAnswers.toLocaleString('en-US')}; --runs ${Math.floor(maxAnswers / once)} is the most for this`,
  );
}

function exitCodeOf(report: Report): number {
  if (report.interrupted) return exitCodes.interrupted;
  const answered = report.modes.every(({ runs }) => runs.every((run) => run.result.success));
  return answered ? exitCodes.done : exitCodes.noAnswer;
}
