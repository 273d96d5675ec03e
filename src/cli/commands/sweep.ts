import { defaultModes, type ModeName } from '../../agent/modes.js';
import { UsageError } from '../../model/errors.js';
import { sweepCsv } from '../../render/exports/csv.js';
import { sweepMarkdown } from '../../render/sweep/markdown.js';
import { sweepText } from '../../render/sweep/text.js';
import type { SweepReport } from '../../results/documents/sweep.js';
import { sweep } from '../../experiments/sweep/sweep.js';
import { checkedGrid, type Grid } from '../../experiments/sweep/grid.js';
import { parseAxis, type Axis } from '../../experiments/sweep/parameters.js';
import type { Plan } from '../../scenario/plan.js';
import { exitCodes } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { CommonFlags, WorldFlags } from '../flags/options.js';
import type { OutputFlags } from '../flags/output-options.js';
import { asPage, deliver, outputFiles } from '../output/output-files.js';
import { planOf } from '../plan.js';
import { partsProgress } from '../progress.js';
import { styleFor } from '../terminal.js';

interface SweepFlags extends Omit<WorldFlags, 'virtual' | 'contention'>, CommonFlags, OutputFlags {
  readonly over: readonly string[];
  readonly real?: boolean;
  readonly modes?: ModeName[];
  readonly runs?: number;
  readonly contention?: number;
}

/** Runs at each point where latencies are drawn; of fixed ones a single run says all. */
const runsOfDraws = 20;

/** Runs a scenario over a grid of values, shows what each point is bound by, and saves the report. */
export async function command(scenario: string, flags: SweepFlags): Promise<number> {
  const grid = await planned(scenario, flags);
  const files = await outputFiles(flags, scenario);
  const within = interruptible();
  const shown = partsProgress(process.stderr, flags.color);
  let report: SweepReport;
  try {
    if (flags.real === true) shown.progress('points', 0, grid.count); // the first one may take long
    report = await sweep({
      grid,
      within,
      progress: (done, of) => {
        shown.progress('points', done, of);
      },
    });
  } finally {
    shown.stop();
  }
  const documents = {
    json: () => json(report),
    md: () => sweepMarkdown(report),
    html: () => asPage({ kind: 'sweep', report }),
    csv: () => sweepCsv(report),
    text: () => sweepText(report, styleFor(process.stdout, flags.color)),
  };
  await deliver(documents, files, flags, report.interrupted ? 'Interrupted; what was finished is saved' : 'Saved');
  return report.interrupted ? exitCodes.interrupted : exitCodes.done;
}

/** Reports of more points are for programs to read. */
const readablePoints = 1000;

function json(report: SweepReport): string {
  return `${JSON.stringify(report, null, report.points.length <= readablePoints ? 2 : 0)}\n`;
}

async function planned(scenario: string, flags: SweepFlags): Promise<Grid> {
  const clock = flags.real === true ? 'real' : 'virtual';
  for (const flag of ['cores', 'contention'] as const) {
    if (clock === 'real' && flags[flag] !== undefined)
      throw new UsageError(`--${flag} ${flags[flag]}: this is simulated; leave out --real`);
  }
  const drawn = await planOf(
    scenario,
    { ...flags, virtual: clock === 'virtual' },
    { modes: flags.modes, runs: flags.runs ?? 1 },
  );
  const fixed = drawn.scenario.sources.every(
    ({ latency }) => latency === undefined || typeof latency === 'number' || latency.type === 'fixed',
  );
  const modes = flags.modes ?? modesOf(drawn);
  const runs = flags.runs ?? (fixed || clock === 'real' ? 1 : runsOfDraws);
  const plan = { ...drawn, runs, scenario: { ...drawn.scenario, modes } };
  const axes = flags.over.map((text) =>
    parseAxis(
      text,
      '--over',
      clock,
      plan.scenario.sources.map(({ name }) => name),
    ),
  );
  refuseTwice(axes, flags);
  return checkedGrid(plan, axes);
}

/** The scenario's own modes; where it has the default ones, the two that differ most. */
function modesOf({ scenario: { modes } }: Plan): ModeName[] {
  return modes.join(',') === defaultModes.join(',') ? ['sequential', 'hybrid'] : modes;
}

/** Refuses a parameter that has two sets of values, or one and a flag of its own. */
function refuseTwice(axes: readonly Axis[], flags: SweepFlags): void {
  const seen = new Set<string>();
  for (const { name, values, set } of axes) {
    if (seen.has(name)) throw new UsageError(`--over ${name}: stated twice; write all its values in one --over`);
    seen.add(name);
    const { latency: [mine] = [], ...others } = set(values[0]!);
    const stated = { ...flags, ...(flags.quick === true && { scale: 0.1 }) };
    const both =
      mine === undefined
        ? Object.keys(others).some((key) => stated[key as keyof typeof stated] !== undefined)
        : (flags.latency ?? []).some(({ source }) => source === mine.source);
    if (both) throw new UsageError(`--over ${name}: a flag states it as well; leave one of them out`);
  }
}
