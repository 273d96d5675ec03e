import { resolve } from 'node:path';
import { listed, printable } from '../../lib/text.js';
import { json } from '../../report/reporters/json.js';
import { reporters } from '../../report/reporters/index.js';
import { summaryText } from '../../report/reporters/text.js';
import type { Report } from '../../report/schema.js';
import { UsageError } from '../../model/errors.js';
import { runPlan } from '../../runs/run-plan.js';
import { today } from '../../time/real.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { RunFlags } from '../options.js';
import { planOf } from '../plan.js';
import { noProgress, progress } from '../progress.js';
import { checkWritable, newReportPath, save } from '../save.js';
import { spanLog } from '../span-log.js';
import { styleFor } from '../terminal.js';

/** Runs a scenario in its modes, shows the comparison and saves the report. */
export async function command(scenario: string, flags: RunFlags): Promise<number> {
  const plan = await planOf(scenario, flags, { modes: flags.modes, question: flags.question, runs: flags.runs });
  const files = await outputFiles(flags);
  const within = interruptible();
  const shown = flags.quiet === true || flags.verbose === true ? noProgress : progress(plan, process.stderr, flags.color);
  const log = flags.verbose === true ? spanLog((line) => process.stderr.write(line)) : shown.event;
  const modeEnds = async (report: Report): Promise<void> => {
    // A full disk now is no reason to end the run: the last save says so, after the results are shown.
    if (files.json !== undefined) await save(files.json, json(report)).catch(() => {});
  };
  let report: Report;
  try {
    report = await runPlan(plan, within, { ...shown, event: log, modeEnds });
  } finally {
    shown.stop();
  }
  if (report.modes.length === 0) throw within.reason ?? new Error('no mode was run');
  show(report, flags);
  if (files.json !== undefined) await save(files.json, json(report));
  if (files.md !== undefined) await save(files.md, reporters.markdown(report));
  sayWhere(report, files, flags);
  return exitCodeOf(report);
}

interface OutputFiles {
  readonly json: string | undefined;
  readonly md: string | undefined;
}

/** The files that a run will write, found to be writable; undefined for standard output. */
async function outputFiles({ json: jsonTo, md: mdTo }: RunFlags): Promise<OutputFiles> {
  if (jsonTo !== undefined && mdTo !== undefined && resolve(jsonTo) === resolve(mdTo))
    throw new UsageError(`--json ${jsonTo} and --md ${mdTo} name the same place; give each its own`);
  const files = { json: jsonTo === '-' ? undefined : (jsonTo ?? newReportPath(today())), md: mdTo === '-' ? undefined : mdTo };
  if (files.md !== undefined) await checkWritable(files.md, '--md');
  if (files.json !== undefined) await checkWritable(files.json, '--json'); // last, as it makes the results folder
  return files;
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
function sayWhere(report: Report, files: OutputFiles, flags: RunFlags): void {
  const paths = [files.json, files.md].filter((path) => path !== undefined).map(printable);
  if (paths.length === 0) return;
  const stream = flags.json === '-' || flags.md === '-' ? process.stderr : process.stdout;
  stream.write(`\n${report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved'} in ${listed(paths)}\n`);
}

function exitCodeOf(report: Report): number {
  if (report.interrupted) return exitCodes.interrupted;
  const answered = report.modes.every(({ runs }) => runs.every((run) => run.result.success));
  return answered ? exitCodes.done : exitCodes.noAnswer;
}
