import { compareReports } from '../../judge/comparison/compare-reports.js';
import type { Comparison } from '../../results/documents/compare.js';
import { readReport } from '../../results/read.js';
import { comparisonMarkdown } from '../../render/compare/markdown.js';
import { comparisonText } from '../../render/compare/text.js';
import { json } from '../../render/json.js';
import type { Report } from '../../results/documents/run.js';
import { UsageError } from '../../model/errors.js';
import { interleave } from '../../experiments/compare/interleave.js';
import { today } from '../../time/real.js';
import { reportPath } from '../baselines.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags } from '../flags/options.js';
import type { OutputFlags } from '../flags/output-options.js';
import { asPage, deliver, filesNamed, saveAll, type Documents } from '../output/output-files.js';
import { partsProgress } from '../progress.js';
import { checkWritable, newReportPath } from '../output/save.js';
import { sidePlan } from '../side.js';
import { styleFor } from '../terminal.js';

interface CompareFlags extends CommonFlags, OutputFlags {
  readonly interleaved?: boolean;
  readonly runs?: number;
  readonly acrossMachines?: boolean;
  readonly floor?: number;
  readonly dir?: string;
}

/** Says what changed from one report to another, or between two scenarios that are run now, by turns. */
export async function command(base: string, next: string, flags: CompareFlags): Promise<number> {
  const documents = (report: Comparison, sides: readonly [Report, Report]) => ({
    json: () => `${JSON.stringify(report, null, 2)}\n`,
    md: () => comparisonMarkdown(report),
    html: () => asPage({ kind: 'compare', report, sides }),
    text: () => comparisonText(report, styleFor(process.stdout, flags.color)),
  });
  if (flags.interleaved === true) return now(base, next, flags, documents);
  if (flags.runs !== undefined)
    throw new UsageError('--runs: reports have their runs already; this is for --interleaved');
  const paths = { base: await reportPath(base, flags.dir), next: await reportPath(next, flags.dir) };
  const sides = [await readReport(paths.base), await readReport(paths.next)] as const;
  const report = compareReports(...sides, { ...flags, createdAt: today(), names: { base, next } });
  // unlike a run, a comparison is saved only where someone says so: the reports are there
  await deliver(documents(report, sides), await filesNamed(flags, paths.base, paths.next), flags);
  return exitCodes.done;
}

const defaultRuns = 10;

async function now(
  base: string,
  next: string,
  flags: CompareFlags,
  documents: (report: Comparison, sides: readonly [Report, Report]) => Documents,
): Promise<number> {
  const { runs = defaultRuns } = flags;
  const plans = [await sidePlan(base, runs), await sidePlan(next, runs)] as const;
  if (plans[0].clock !== plans[1].clock)
    throw new UsageError('--interleaved: one side has --virtual and the other has not; give it to both or to none');
  const files = await filesNamed(flags);
  const createdAt = today();
  const places = ['base', 'new'].map((side) => newReportPath(createdAt).replace(/\.json$/u, `-${side}.json`)) as [
    string,
    string,
  ];
  await checkWritable(places[0]);
  const within = interruptible();
  const shown = partsProgress(process.stderr, flags.color);
  shown.progress('rounds', 0, runs);
  const lines = !process.stderr.isTTY && plans[0].clock === 'real';
  const roundEnds = (done: number): void => {
    shown.progress('rounds', done, runs);
    if (lines) process.stderr.write(`round ${done} of ${runs}\n`);
  };
  let reports: readonly [Report, Report];
  try {
    reports = await interleave(plans, { runs, within, listener: { roundEnds } });
  } finally {
    shown.stop();
  }
  await keep(reports, places);
  const report = compareReports(...reports, {
    ...flags,
    interleaved: true,
    createdAt,
    names: { base: base || 'capstone', next: next || 'capstone' },
  });
  await deliver(documents(report, reports), files, flags);
  process.stderr.write(`The runs are saved in ${places.join(' and ')}\n`);
  return within.reason === undefined ? exitCodes.done : exitCodes.interrupted;
}

/** Before anything is compared, so that minutes of measuring are not lost. */
async function keep(reports: readonly [Report, Report], places: readonly [string, string]): Promise<void> {
  for (const [i, report] of reports.entries()) {
    const { failures } = await saveAll({ json: () => json(report), md: () => '' }, { json: places[i], md: undefined });
    if (failures.length > 0) throw failures[0];
  }
}
