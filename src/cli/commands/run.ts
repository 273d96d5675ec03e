import { counted } from '../../lib/text.js';
import { junit } from '../../render/run/junit.js';
import { json } from '../../render/json.js';
import { reporters } from '../../render/index.js';
import { gatesText, summaryText } from '../../render/run/text.js';
import type { Report } from '../../results/documents/run.js';
import type { Scope } from '../../model/scope.js';
import { UsageError } from '../../model/errors.js';
import { gated } from '../../experiments/run/gated.js';
import { runPlan } from '../../experiments/run/run-plan.js';
import type { Plan } from '../../scenario/plan.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { RunFlags } from '../flags/options.js';
import { gateCode, gatingOf, sayRetry } from '../gates.js';
import { addStepSummary, annotations } from '../output/github-actions.js';
import { asPage, outputFiles, printed, saveAll, type OutputFiles } from '../output/output-files.js';
import { deliverRun } from '../output/deliver-run.js';
import { planOf } from '../plan.js';
import { noProgress, progress, type Progress } from '../progress.js';
import { spanLog } from '../output/span-log.js';
import { withStandIn } from '../stand-in.js';
import { canRedraw, styleFor } from '../terminal.js';

/** Rounds at most where a precision or a time is the limit, and how long a precision may take. */
const mostRounds = 1000;
const precisionTimeMs = 600_000;

/** How many answers a report can hold: with their spans these come to about 200 MB. */
const maxAnswers = 100_000;

/** Runs a scenario in its modes, shows the comparison, saves the report and judges it by its gates. */
export async function command(scenario: string, flags: RunFlags): Promise<number> {
  const asked = await planOf(scenario, flags, { modes: flags.modes, question: flags.question, ...repetitionOf(flags) });
  return withStandIn(asked, flags, (pointed) => runGated(pointed, scenario, flags));
}

/** Runs a plan as its flags and gates want it. */
async function runGated(asked: Plan, scenario: string, flags: RunFlags): Promise<number> {
  const { plan, gates, baselines, notes } = await gatingOf(asked, flags);
  refuseEndless(plan);
  const files = await outputFiles(flags, scenario);
  if (flags.quiet !== true) for (const note of notes) process.stderr.write(`${note}\n`);
  const within = interruptible();
  const report = await gated({
    plan,
    gates,
    baselines,
    within,
    cores: flags.cores,
    acrossMachines: flags.acrossMachines === true,
    inconclusive: flags.inconclusive,
    maxRuns: mostRuns(plan),
    measure: (round) => measured(round, flags, files.json, within),
    retries: flags.quiet === true ? undefined : sayRetry,
  });
  if (report.modes.length === 0) throw within.reason ?? new Error('no mode was run');
  const { withWhatIf } = await import('../../experiments/what-if/with-what-if.js'); // not before the run, which would start later
  await showWith(
    (whole) => withWhatIf(whole, within),
    report,
    (shown) => show(shown, files, flags),
  );
  return exitCodeOf(report, flags);
}

/**
 * Shows a report with what is added to it. A defect in that does not lose what was measured: it is thrown once the
 * report is shown without.
 */
export async function showWith<T>(
  adding: (report: T) => Promise<T>,
  report: T,
  showing: (report: T) => Promise<void>,
): Promise<void> {
  let whole = report;
  let defect: unknown;
  try {
    whole = await adding(report);
  } catch (thrown) {
    defect = thrown;
  }
  await showing(whole);
  if (defect !== undefined) throw defect;
}

/** Runs a plan, with its progress on standard error, and saves what there is of its report meanwhile. */
async function measured(plan: Plan, flags: RunFlags, jsonFile: string | undefined, within: Scope): Promise<Report> {
  const shown = flags.quiet === true || flags.verbose === true ? noProgress : await watched(plan, flags);
  const log = flags.verbose === true ? spanLog((line) => process.stderr.write(line)) : shown.event;
  const progressed = async (report: Report): Promise<void> => {
    // A full disk now is no reason to end the run: the last save says so, beside the results.
    await saveAll({ json: () => json(report) }, { json: jsonFile });
  };
  try {
    return await runPlan(plan, within, { ...shown, event: log, progressed });
  } finally {
    shown.stop();
  }
}

/**
 * Where a plan takes time, and lines can be drawn over, its timeline grows; else, and with `--no-live`, a line says
 * where it is.
 */
async function watched(plan: Plan, { live, color }: RunFlags): Promise<Progress> {
  if (!live || plan.clock === 'virtual' || !canRedraw(process.stderr)) return progress(plan, process.stderr, color);
  const { liveTimeline } = await import('../live/live-timeline.js');
  return liveTimeline(plan, process.stderr, color);
}

/**
 * Delivers the report in its forms. Where standard output holds a document, what became of the gates is said on
 * standard error.
 */
async function show(report: Report, files: OutputFiles, flags: RunFlags): Promise<void> {
  const style = styleFor(process.stdout, flags.color);
  const closing = (): string =>
    [summaryText(report, style), gatesText(report, style)].filter((block) => block !== '').join('\n\n');
  const documents = {
    json: () => json(report),
    md: () => reporters.markdown(report),
    html: () => asPage({ kind: 'run', report, ...(flags.classroom === true && { view: 'classroom' }) }),
    junit: () => junit(report, { inconclusive: flags.inconclusive === 'pass' ? 'skipped' : 'failure' }),
    text: () => (flags.quiet === true ? `${closing()}\n` : reporters.text(report, style)),
  };
  if (report.gates.length > 0 && printed(flags) !== undefined)
    process.stderr.write(`${gatesText(report, styleFor(process.stderr, flags.color))}\n`);
  if (process.env['GITHUB_ACTIONS'] === 'true') process.stderr.write(annotations(report, flags.inconclusive));
  await addStepSummary(documents.md);
  await deliverRun(
    report,
    documents,
    files,
    flags,
    report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved',
  );
}

/** How often, as the flags say: a precision alone goes on until it is reached, or for ten minutes. */
function repetitionOf({ runs, warmup, precision, maxTime }: RunFlags): {
  runs: number;
  warmup?: number | undefined;
  precision?: number | undefined;
  maxTimeMs?: number | undefined;
} {
  if (precision === undefined)
    return { runs: runs ?? (maxTime === undefined ? 1 : mostRounds), warmup, maxTimeMs: maxTime };
  return { runs: runs ?? mostRounds, warmup, precision, maxTimeMs: maxTime ?? precisionTimeMs };
}

/** Refuses what would run for minutes and then not fit into a report. */
function refuseEndless(plan: Plan): void {
  const { runs, scenario } = plan;
  const once = scenario.modes.length * scenario.sources.length;
  if (runs <= mostRuns(plan)) return;
  throw new UsageError(
    `--runs ${runs}: ${counted(scenario.modes.length, 'mode')} with ${counted(scenario.sources.length, 'source')} make ${counted(runs * once, 'answer')}, ` +
      `and a report holds at most ${maxAnswers.toLocaleString('en-US')}; --runs ${mostRuns(plan)} is the most for this`,
  );
}

/** How many runs of a plan fit into a report. */
function mostRuns({ scenario }: Plan): number {
  return Math.floor(maxAnswers / (scenario.modes.length * scenario.sources.length));
}

/** Gates come last: what nobody answered is nothing to be judged by. */
function exitCodeOf(report: Report, { inconclusive }: RunFlags): number {
  if (report.interrupted) return exitCodes.interrupted;
  const answered = report.modes.every(({ runs }) => runs.every((run) => run.result.success));
  return answered ? gateCode(report, inconclusive) : exitCodes.noAnswer;
}
