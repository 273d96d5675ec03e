import { z } from 'zod';
import { printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { readReport } from '../../results/read.js';
import type { Report } from '../../results/documents/run.js';
import type { WhatIfReport } from '../../results/documents/what-if.js';
import { parseJson, readText } from '../../scenario/json-file.js';
import { builtInNames, type LoadedScenario } from '../../scenario/load.js';
import { isModule } from '../../adapters/module/module-extensions.js';
import type { Plan } from '../../scenario/plan.js';
import { today } from '../../time/real.js';
import { argument, count, flag, texts } from '../flags.js';
import { defaultScenario, modeField, scenarioValue, worldFields } from '../inputs.js';
import { onStandIn, operation, type Context } from '../operation.js';
import { planOf } from '../planned.js';
import { watched } from '../run/operation.js';
import { check } from './check.js';
import { loadedFor } from './replay.js';
import { changesOf, modeOf, whatIfReport } from './what-if-report.js';
import { fullBudget } from './what-if.js';

const input = z.strictObject({
  scenario: argument(
    scenarioValue.default(defaultScenario),
    "a report of `run`, a built-in's name or a scenario's file",
    '[report|scenario]',
  ),
  set: flag(
    texts.optional(),
    'change something, all of them together; repeatable: NAME=0.5x takes half the time, NAME.fetch or ' +
      'NAME.inference one step, NAME=gone, NAME=+1; fetch=0.5x, inference=0.5x; workers=4, cores=+1; timeout=4s, ' +
      'fetch-timeout=2s; mode=hybrid',
    { form: '<what=value>', group: 'measuring', repeatable: true },
  ),
  check: flag(count(1, 100).optional(), 'make the n best changes, and those of --set, and run them', {
    form: '<n>',
    group: 'measuring',
  }),
  all: flag(z.boolean().optional(), 'every change that was tried, ranked by gain', { group: 'measuring' }),
  mode: modeField('which mode of a report (default: the fastest), or how a scenario is run (default: hybrid)'),
  runs: flag(count(1, 10_000).optional(), 'how often a scenario is run (default: 1); from 6 on there are intervals', {
    form: '<n>',
    group: 'measuring',
  }),
  warmup: flag(count(0, 1000).optional(), 'runs of a scenario before that, which are not kept', {
    form: '<n>',
    group: 'measuring',
  }),
  ...worldFields,
});

type Input = z.output<typeof input>;

/** What is replayed: a report, and what it was run from or says that it was. */
interface Basis {
  readonly report: Report;
  readonly loaded: LoadedScenario;
}

/**
 * Says what would help, by replaying a report or a scenario that is run for it with changes; makes some of them and
 * runs them, where asked to.
 */
export const whatIf = operation({
  name: 'what-if',
  summary: 'say what to change and what it gains: replay a run with every part faster, slower, gone or one more',
  input,
  examples: [
    ['what-if agent-bench-results/FILE.json'],
    ["what-if capstone --virtual --cores 2 --set 'knowledge_base=0.5x' --set workers=4"],
    ['what-if capstone --check 8', 'make the best changes, and compare'],
    ["what-if my-agent.json --runs 20 --json - | jq '.whatIf.changes[:3]'"],
  ],
  async run(asked, context) {
    const { scenario } = asked;
    if (typeof scenario === 'string' && (await isReport(scenario))) {
      const basis = await saved(scenario, asked, context);
      await context.begins();
      return study(basis, asked, context);
    }
    const settled = { modes: [asked.mode ?? 'hybrid'], runs: asked.runs ?? 1, warmup: asked.warmup } as const;
    const planned = await planOf(scenario, asked, settled, context.note);
    refuseImpossible(planned, asked);
    return onStandIn(planned, asked, context, async (plan) => {
      await context.begins(plan);
      const report = await watched(plan, context);
      context.within.throwIfAborted();
      return study({ report, loaded: plan }, asked, context);
    });
  },
});

async function study(basis: Basis, asked: Input, context: Context): Promise<WhatIfReport> {
  const { within } = context;
  const report = await whatIfReport(basis.report, {
    ...asked,
    everything: asked.all === true || asked.check !== undefined,
    createdAt: today(),
    within,
    budget: fullBudget,
    progress: (done, of) => {
      context.progress('changes', done, of);
    },
  });
  return {
    ...report,
    checked: asked.check === undefined ? null : await checked(basis, report, asked.check, asked, context),
  };
}

async function checked(
  { report, loaded }: Basis,
  { whatIf: found }: WhatIfReport,
  most: number,
  asked: Input,
  { within, progress }: Context,
): Promise<WhatIfReport['checked']> {
  const mode = modeOf(report, asked.mode);
  const together = changesOf(report, mode.mode, asked.set ?? []);
  return check({ report, mode, loaded, whatIf: found, count: most, together, within, progress });
}

/** A wrong change is said before the run, which may take long. */
function refuseImpossible(plan: Plan, { set = [] }: Input): void {
  const { scenario, cores, workers } = plan;
  changesOf({ scenario, world: { cores, workers } }, scenario.modes[0]!, set);
}

/** Whether it is a file that holds a report, of whichever command. */
async function isReport(path: string): Promise<boolean> {
  if ((await builtInNames()).includes(path) || isModule(path) || !/[./\\]/u.test(path)) return false;
  const value = await parseJson(await readText(path, 'report or scenario'), path, Infinity);
  return typeof value === 'object' && value !== null && 'schemaVersion' in value;
}

/** Fields that are not about how a scenario is run. */
const ownFields: ReadonlySet<string> = new Set(['scenario', 'set', 'check', 'all', 'mode']);

async function saved(path: string, asked: Input, { note }: Context): Promise<Basis> {
  const report = await readReport(path, note);
  const useless = Object.entries(asked).find(([name, value]) => !ownFields.has(name) && value !== undefined);
  if (useless !== undefined) {
    const named = `--${useless[0].replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(
      `${named}: ${printable(path)} is a report, whose runs are over; leave it out, or change something with --set, ` +
        'as in --set workers=4',
    );
  }
  const { scenario, clock } = report;
  const outside =
    (scenario.inference.type ?? 'kernel') !== 'kernel' ||
    scenario.sources.some(({ type = 'synthetic' }) => type !== 'synthetic');
  if (asked.check !== undefined && clock === 'real' && outside)
    throw new UsageError(
      `--check ${asked.check}: a report does not hold all that its sources or its inference need to be asked again; ` +
        'name the scenario in its place',
    );
  return { report, loaded: loadedFor(scenario) };
}
