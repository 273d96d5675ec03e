import { z } from 'zod';
import { printable } from '../../lib/text.js';
import { shellWords } from '../../lib/words.js';
import { UsageError } from '../../model/errors.js';
import { compareReports } from '../../judge/comparison/compare-reports.js';
import { reportPath } from '../../results/baselines.js';
import type { Comparison } from '../../results/documents/compare.js';
import { readReport } from '../../results/read.js';
import type { Plan } from '../../scenario/plan.js';
import { today } from '../../time/real.js';
import { argument, count, flag, folderValue, percentValue } from '../flags.js';
import { defaultScenario, worldFields, type WorldInput } from '../inputs.js';
import { operation, type Context } from '../operation.js';
import { planOf } from '../planned.js';
import { interleave } from './interleave.js';

/** Where baselines are, of every command that knows them. */
export const dirField = flag(folderValue.optional(), 'where baselines are (default: agent-bench-baselines)', {
  form: '<folder>',
  group: 'output',
});

const input = z.strictObject({
  base: argument(
    z.string(),
    "a report's file or a baseline's name; with --interleaved arguments of `run`, in quotes",
    '<base>',
  ),
  new: argument(z.string(), 'the same', '<new>'),
  interleaved: flag(z.boolean().optional(), 'the two are arguments of `run`: run both now, by turns', {
    group: 'measuring',
  }),
  runs: flag(count(2, 1000).optional(), 'rounds of --interleaved (default: 10)', {
    form: '<n>',
    group: 'measuring',
  }),
  floor: flag(percentValue.optional(), 'smaller changes are none (default: 1%; of simulated time: 0)', {
    form: '<p%>',
    group: 'measuring',
  }),
  acrossMachines: flag(z.boolean().optional(), 'compare times of different machines too', { group: 'measuring' }),
  dir: dirField,
});

type Input = z.output<typeof input>;

/** Says what changed from one report to another, or between two scenarios that are run now, by turns. */
export const compare = operation({
  name: 'compare',
  summary: 'say what became faster or slower from one report to another, and where the difference comes from',
  input,
  examples: [
    ['compare main agent-bench-results/FILE.json'],
    ['compare a.json b.json --md comparison.md --floor 3%'],
    ['compare a.json b.json --html comparison.html'],
    ["compare --interleaved 'my-agent.json' 'my-agent.json --retries 2'"],
    ["compare --interleaved --quick '--quick --infer-cost 2.2s'"],
  ],
  async run(asked, context) {
    if (asked.interleaved === true) return interleaved(asked, context);
    if (asked.runs !== undefined)
      throw new UsageError('--runs: reports have their runs already; this is for --interleaved');
    const paths = [await reportPath(asked.base, asked.dir), await reportPath(asked.new, asked.dir)] as const;
    const sides = [await readReport(paths[0], context.note), await readReport(paths[1], context.note)] as const;
    const options = { ...asked, createdAt: today(), names: { base: asked.base, next: asked.new } };
    const comparison = compareReports(...sides, options);
    await context.begins();
    await context.sides(sides, false);
    return comparison;
  },
});

const defaultRuns = 10;

async function interleaved(asked: Input, context: Context): Promise<Comparison> {
  const { runs = defaultRuns } = asked;
  const plans = [await sidePlan(asked.base, runs, context), await sidePlan(asked.new, runs, context)] as const;
  if (plans[0].clock !== plans[1].clock)
    throw new UsageError('--interleaved: one side has --virtual and the other has not; give it to both or to none');
  const createdAt = today();
  await context.begins(plans[0]);
  context.progress('rounds', 0, runs);
  const roundEnds = (done: number): void => {
    context.progress('rounds', done, runs);
  };
  const reports = await interleave(plans, { runs, within: context.within, listener: { roundEnds } });
  await context.sides(reports, true);
  const names = { base: asked.base || defaultScenario, next: asked.new || defaultScenario };
  return compareReports(...reports, { ...asked, interleaved: true, createdAt, names });
}

/** What of `run` says what runs; the rest says how often and what becomes of it, which both sides have in common. */
const ownFields = new Set(['scenario', 'modes', 'question', ...Object.keys(worldFields)]);

/** The plan of one side, from the arguments that `run` would take. A UsageError names the side and what is wrong. */
async function sidePlan(text: string, runs: number, context: Context): Promise<Plan> {
  const words = shellWords(text);
  const side = `--interleaved '${printable(text)}'`;
  if (words === undefined) throw new UsageError(`${side}: a quote or a backslash at the end is not closed`);
  const { input: typed, foreign } = await context.typed('run', words, ownFields, side);
  if (foreign !== undefined)
    throw new UsageError(`${side}: ${foreign} is about both sides; give it to compare, if compare has it`);
  const { scenario, modes, question, ...world } = typed as SideInput;
  if (world.contention === 'measured')
    throw new UsageError(`${side}: --contention measured is not for a comparison; name a factor`);
  return planOf(scenario, world, { modes, question, runs }, context.note);
}

interface SideInput extends WorldInput {
  readonly scenario: string;
  readonly modes?: Plan['scenario']['modes'];
  readonly question?: string;
}
