import { z } from 'zod';
import { modeNames } from '../../agent/modes.js';
import { counted } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Report } from '../../results/documents/run.js';
import type { Plan } from '../../scenario/plan.js';
import { count, fileValue, flag, percentValue, positiveDurationValue, texts } from '../flags.js';
import { inconclusivePolicies, modesField, questionField, scenarioField, worldFields } from '../inputs.js';
import { onStandIn, operation, type Context } from '../operation.js';
import { planOf } from '../planned.js';
import { runPlan } from './run-plan.js';

const input = z.strictObject({
  scenario: scenarioField,
  modes: modesField(`modes to run, with commas between: ${modeNames.join(', ')}`),
  question: questionField(),
  runs: flag(count(1, 100_000).optional(), 'how often each mode answers (default: 1)', {
    form: '<n>',
    group: 'measuring',
  }),
  warmup: flag(count(0, 1000).optional(), 'rounds before that, which are not kept', {
    form: '<n>',
    group: 'measuring',
  }),
  precision: flag(
    percentValue.optional(),
    'go on until the interval of every gated figure, or else of each makespan, is within this',
    { form: '<p%>', group: 'measuring' },
  ),
  maxTime: flag(positiveDurationValue.optional(), 'begin no round after this (default: 10m with --precision)', {
    form: '<dur>',
    group: 'measuring',
  }),
  ...worldFields,
  gate: flag(
    texts.optional(),
    "what must hold, as in 'hybrid.speedup >= 1.8'; repeatable; agent-bench figures lists what there is",
    { form: '<expr>', group: 'gates', repeatable: true },
  ),
  baseline: flag(
    z.array(fileValue).optional(),
    'a saved report, or the name of a baseline, for gates such as hybrid.makespan <= baseline + 5%; twice for one ' +
      'on each clock',
    { form: '<file>', group: 'gates', repeatable: true },
  ),
  acrossMachines: flag(z.boolean().optional(), 'compare wall-clock figures with a baseline of another machine too', {
    group: 'gates',
  }),
  inconclusive: flag(
    z.enum(inconclusivePolicies).default('retry'),
    'what becomes of a gate that noise hides: it passes, it fails, or it is judged once more by twice the runs and ' +
      'then fails',
    { form: '<policy>', group: 'gates' },
  ),
});

type Input = z.output<typeof input>;

/** Runs a scenario in its modes, compares them, and judges them by its gates. */
export const run = operation({
  name: 'run',
  summary: 'run a scenario in several modes and compare them',
  input,
  examples: [
    ['run --quick', 'ten times faster'],
    ['run my-agent.json --modes hybrid', 'your own scenario, one mode'],
    ['run --retries 2 --fail-source news=flaky:0.5'],
    ["run --virtual --json - | jq '.modes[] | {mode, speedup}'"],
    ["run --quick --gate 'hybrid.speedup >= 1.8' --junit gates.xml"],
    ['run --html run.html', 'a page: timelines, sliders'],
    ['run --svg a.svg --trace a.json', 'a picture, and a Perfetto trace'],
  ],
  async run(asked, context) {
    const { scenario, modes, question } = asked;
    const plan = await planOf(scenario, asked, { modes, question, ...repetitionOf(asked) }, context.note);
    return onStandIn(plan, asked, context, (pointed) => runGated(pointed, asked, context));
  },
});

/** Rounds at most where a precision or a time is the limit, and how long a precision may take. */
const mostRounds = 1000;
const precisionTimeMs = 600_000;

/** How many answers a report can hold: with their spans these come to about 200 MB. */
const maxAnswers = 100_000;

/** Runs a plan, and judges it where there is something to judge it by. */
async function runGated(plan: Plan, asked: Input, context: Context): Promise<Report> {
  const free = plan.scenario.gates.length === 0 && asked.gate === undefined && asked.baseline === undefined;
  const report = free ? await measured(plan, context) : await judged(plan, asked, context);
  if (report.modes.length === 0) throw context.within.reason ?? new Error('no mode was run');
  const { withWhatIf } = await import('../what-if/what-if.js'); // not before the run, which would start later
  return withAdded(report, (whole) => withWhatIf(whole, context.within), context);
}

async function measured(plan: Plan, context: Context): Promise<Report> {
  refuseEndless(plan);
  await context.begins(plan);
  return watched(plan, context);
}

/** What gates need is loaded where there are any. */
async function judged(pointed: Plan, asked: Input, context: Context): Promise<Report> {
  const [{ gatingOf, retryNote }, { gated }] = await Promise.all([import('./gating.js'), import('./gated.js')]);
  const { plan, gates, baselines, notes } = await gatingOf(pointed, asked);
  refuseEndless(plan);
  await context.begins(plan);
  for (const note of notes) context.note(note);
  return gated({
    plan,
    gates,
    baselines,
    within: context.within,
    cores: asked.cores,
    acrossMachines: asked.acrossMachines === true,
    inconclusive: asked.inconclusive,
    maxRuns: mostRuns(plan),
    measure: (round) => watched(round, context),
    retries: (inconclusive, again) => {
      context.note(retryNote(inconclusive, again));
    },
  });
}

/**
 * A document with what is added to it. A defect in that does not lose what was measured: the context is told, and
 * the document is as it was.
 */
export async function withAdded<T>(
  document: T,
  adding: (document: T) => Promise<T>,
  { defect }: Pick<Context, 'defect'>,
): Promise<T> {
  try {
    return await adding(document);
  } catch (thrown) {
    defect(thrown);
    return document;
  }
}

/** Runs a plan while somebody watches. */
export async function watched(plan: Plan, { within, watch }: Context): Promise<Report> {
  const { stop, ...listener } = await watch(plan);
  return runPlan(plan, within, listener).finally(stop);
}

/** How often, as the flags say: a precision alone goes on until it is reached, or for ten minutes. */
function repetitionOf({ runs, warmup, precision, maxTime }: Input): {
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
    `--runs ${runs}: ${counted(scenario.modes.length, 'mode')} with ${counted(scenario.sources.length, 'source')} ` +
      `make ${counted(runs * once, 'answer')}, ` +
      `and a report holds at most ${maxAnswers.toLocaleString('en-US')}; --runs ${mostRuns(plan)} is the most for this`,
  );
}

/** How many runs of a plan fit into a report. */
function mostRuns({ scenario }: Plan): number {
  return Math.floor(maxAnswers / (scenario.modes.length * scenario.sources.length));
}
