import { z } from 'zod';
import { defaultModes, type ModeName } from '../../agent/modes.js';
import { UsageError } from '../../model/errors.js';
import type { Plan } from '../../scenario/plan.js';
import { count, flag, texts } from '../flags.js';
import { contentionField, coresField, modesField, scenarioField, scenarioFields } from '../inputs.js';
import { operation, type Context } from '../operation.js';
import { planOf } from '../planned.js';
import { checkedGrid, type Grid } from './grid.js';
import { parseAxis, sweepParameters, type Axis } from './parameters.js';
import { sweep as runGrid } from './sweep.js';

const parameterNames = Object.entries(sweepParameters)
  .map(([name, { kind, summary }]) => `${name} (${kind.unit === 'ms' ? 'a duration: ' : ''}${summary})`)
  .join(', ');

const input = z.strictObject({
  scenario: scenarioField,
  over: flag(
    texts.min(1),
    `what changes, and its values: 1,2,4..8 or 1s..3s/500ms; repeatable for a grid; NAME is ${parameterNames}`,
    { form: '<name=values>', group: 'measuring', repeatable: true },
  ),
  modes: modesField("modes to run (default: the scenario's, or sequential and hybrid)"),
  runs: flag(
    count(1, 100_000).optional(),
    'how often each mode answers at each point (default: 1, or 20 where latencies are drawn)',
    { form: '<n>', group: 'measuring' },
  ),
  real: flag(z.boolean().optional(), 'on real time and worker threads', { group: 'measuring' }),
  cores: coresField('simulated cores (default: the machine has)'),
  contention: contentionField,
  ...scenarioFields,
});

type Input = z.output<typeof input>;

/** Runs at each point where latencies are drawn; of fixed ones a single run says all. */
const runsOfDraws = 20;

/** Runs a scenario over a grid of values. */
export const sweep = operation({
  name: 'sweep',
  summary: 'run a scenario over a grid of values, and say what each point is bound by',
  input,
  examples: [
    ['sweep --over workers=1..4 --cores 4'],
    ['sweep --over sources=2..5 --over infer-cost=1s,2s,3s'],
    ['sweep slow-tail --over latency.search=100ms..1s --csv sweep.csv'],
  ],
  async run(asked, context) {
    const grid = await gridOf(asked, context.note);
    await context.begins(grid.plan);
    if (asked.real === true) context.progress('points', 0, grid.count); // the first one may take long
    return runGrid({
      grid,
      within: context.within,
      progress: (done, of) => {
        context.progress('points', done, of);
      },
    });
  },
});

async function gridOf(flags: Input, note: Context['note']): Promise<Grid> {
  const clock = flags.real === true ? 'real' : 'virtual';
  for (const field of ['cores', 'contention'] as const) {
    if (clock === 'real' && flags[field] !== undefined)
      throw new UsageError(`--${field} ${flags[field]}: this is simulated; leave out --real`);
  }
  const drawn = await planOf(
    flags.scenario,
    { ...flags, virtual: clock === 'virtual' },
    { modes: flags.modes, runs: flags.runs ?? 1 },
    note,
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
function refuseTwice(axes: readonly Axis[], flags: Input): void {
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
