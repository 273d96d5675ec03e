import { counted, listed, printable } from '../../lib/text.js';
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
import { outputFiles, saveAll, throwFailures } from '../output-files.js';
import { planOf } from '../plan.js';
import { noProgress, progress } from '../progress.js';
import { spanLog } from '../span-log.js';
import { styleFor } from '../terminal.js';

/** How many answers a report can hold: with their spans these come to about 200 MB. */
const maxAnswers = 100_000;

/** Runs a scenario in its modes, shows the comparison and saves the report. */
export async function command(scenario: string, flags: RunFlags): Promise<number> {
  const plan = await planOf(scenario, flags, { modes: flags.modes, question: flags.question, runs: flags.runs });
  refuseEndless(plan);
  const files = await outputFiles(flags);
  const within = interruptible();
  const shown = flags.quiet === true || flags.verbose === true ? noProgress : progress(plan, process.stderr, flags.color);
  const log = flags.verbose === true ? spanLog((line) => process.stderr.write(line)) : shown.event;
  const modeEnds = async (report: Report): Promise<void> => {
    await saveAll(report, { ...files, md: undefined }); // A full disk now is no reason to end the run: the last save says so, beside the results.
  };
  let report: Report;
  try {
    report = await runPlan(plan, within, { ...shown, event: log, modeEnds });
  } finally {
    shown.stop();
  }
  if (report.modes.length === 0) throw within.reason ?? new Error('no mode was run');
  const { paths, failures } = await saveAll(report, files); // before it is shown, for standard output may fail as well
  show(report, flags);
  if (paths.length > 0) sayWhere(report, paths, flags);
  throwFailures(failures);
  return exitCodeOf(report);
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

/** The report on standard output: the document that was asked for with `-`, or what a person reads. */
function show(report: Report, flags: RunFlags): void {
  const style = styleFor(process.stdout, flags.color);
  if (flags.json === '-') process.stdout.write(json(report));
  else if (flags.md === '-') process.stdout.write(reporters.markdown(report));
  else if (flags.quiet === true) process.stdout.write(`${summaryText(report, style)}\n`);
  else process.stdout.write(reporters.text(report, style));
}

/** Says where the report is, beside what a person reads; where standard output holds a document, on standard error. */
function sayWhere(report: Report, paths: readonly string[], flags: RunFlags): void {
  const stream = flags.json === '-' || flags.md === '-' ? process.stderr : process.stdout;
  stream.write(`\n${report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved'} in ${listed(paths.map(printable))}\n`);
}

function exitCodeOf(report: Report): number {
  if (report.interrupted) return exitCodes.interrupted;
  const answered = report.modes.every(({ runs }) => runs.every((run) => run.result.success));
  return answered ? exitCodes.done : exitCodes.noAnswer;
}
