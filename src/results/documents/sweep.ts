import { z } from 'zod';
import { modeNames, type ModeName } from '../../agent/modes.js';
import { bounds } from '../../analysis/bottleneck.js';
import { headerFields } from './header.js';
import { reportSchema } from './run.js';

const mode = z.enum(modeNames as [ModeName, ...ModeName[]]);
const share = z.number().min(0).max(1);
const ms = z.number().min(0);
const values = z.record(z.string(), z.number()).meta({ description: 'By parameter; durations in milliseconds' });

const bottleneck = z
  .object({
    bound: z.enum(bounds).meta({
      description:
        'fetch: waiting for an answer; compute: inference; worker: inference that kept another from a worker; ' +
        'model: waiting for a model server',
    }),
    source: z.string().meta({ description: 'The source that has most of it' }),
    share: share.meta({ description: 'Of the critical path, which is followed through workers that were waited for' }),
    partsMs: z.object({ fetch: ms, compute: ms, worker: ms, model: ms.default(0) }),
  })
  .nullable()
  .meta({ description: 'Of the run with the median makespan; null where nothing took time' });

const point = z.object({
  values,
  world: z.object({ cores: z.int().min(1), workers: z.int().min(1) }),
  fastest: mode.meta({ description: 'The mode with the shortest makespan of those that answered most' }),
  modes: z.array(
    z.object({
      mode,
      makespanMs: ms.meta({ description: 'The median of the runs' }),
      completeness: share.meta({ description: 'The least of the runs' }),
      efficiency: z.number().min(0).meta({ description: 'Lower bound / makespan, the median of the runs' }),
      speedup: z
        .number()
        .min(0)
        .nullable()
        .meta({ description: 'Over sequential at the same point, where both answered equally much' }),
      bottleneck,
    }),
  ),
});

const fit = z.object({
  atOneMs: ms.meta({ description: 'The makespan that the law gives for one worker or core' }),
  residuals: z
    .array(z.object({ n: z.number(), fittedMs: z.number(), residualMs: z.number() }))
    .meta({ description: 'Found minus fitted' }),
  rmseMs: ms,
  r2: z.number().nullable(),
  largestShare: z.number().min(0).meta({ description: 'The largest residual / what was found there' }),
});

/** What `agent-bench sweep` found out. */
export const sweepSchema = z
  .object({
    ...headerFields('sweep'),
    ...reportSchema.pick({ clock: true, world: true, scenario: true, seed: true, interrupted: true }).shape,
  })
  .extend({
    parameters: z
      .array(z.object({ name: z.string(), unit: z.enum(['ms', 'number']), values: z.array(z.number()).min(1) }))
      .min(1),
    modes: z.array(mode).min(1),
    runs: z.int().min(1).meta({ description: 'At each point and in each mode' }),
    planned: z.int().min(1).meta({ description: 'Points of the grid; fewer are in `points` where it was interrupted' }),
    points: z
      .array(point)
      .min(1)
      .meta({ description: 'In the order of the grid: the last parameter changes with every point' }),
    changes: z
      .array(
        z.object({
          parameter: z.string(),
          value: z.number().meta({ description: 'From this value of the parameter on' }),
          from: bottleneck,
          to: bottleneck,
          lines: z.int().min(1).meta({ description: 'In so many combinations of the other parameters' }),
          of: z.int().min(1),
          at: values.meta({ description: 'The other parameters, where it is first so' }),
        }),
      )
      .meta({
        description:
          'Where the bottleneck of the fastest mode changes; `from` and `to` are those of the first such place',
      }),
    fits: z
      .array(
        z.object({
          parameter: z.enum(['workers', 'cores']),
          mode,
          at: values.meta({ description: 'The other parameters' }),
          amdahl: fit.extend({ serialFraction: share }),
          universal: fit
            .extend({ contention: share, coherency: z.number().min(0), peak: z.number().min(1).nullable() })
            .nullable()
            .meta({ description: 'Null for fewer than four values' }),
        }),
      )
      .meta({
        description:
          'Laws fitted to the makespans by least squares, where all answers are equally complete and the makespan ' +
          'is not the same everywhere',
      }),
  })
  .superRefine((report, context) => {
    for (const { path, missing } of gaps(report))
      context.addIssue({ code: 'custom', path, message: `expected ${missing} as well` });
  });

interface Parts {
  readonly parameters: readonly { readonly name: string }[];
  readonly modes: readonly ModeName[];
  readonly points: readonly z.output<typeof point>[];
  readonly changes: readonly { readonly parameter: string; readonly at: z.output<typeof values> }[];
  readonly fits: readonly { readonly parameter: string; readonly at: z.output<typeof values> }[];
}

/** What one part of a sweep names and another does not have. */
function gaps({
  parameters,
  modes,
  points,
  changes,
  fits,
}: Parts): { readonly path: (string | number)[]; readonly missing: string }[] {
  const names = parameters.map(({ name }) => name);
  const without = (found: readonly string[], wanted: readonly string[], ...path: (string | number)[]) =>
    wanted.filter((name) => !found.includes(name)).map((name) => ({ path, missing: `'${name}'` }));
  const others = (list: typeof changes, field: string) =>
    list.flatMap(({ parameter, at }, i) => [
      ...without(names, [parameter], 'parameters'),
      ...without([...Object.keys(at), parameter], names, field, i, 'at'),
    ]);
  return [
    ...points.flatMap((one, i) => [
      ...without(Object.keys(one.values), names, 'points', i, 'values'),
      ...without(
        one.modes.map(({ mode: name }) => name),
        [...modes, one.fastest],
        'points',
        i,
        'modes',
      ),
    ]),
    ...others(changes, 'changes'),
    ...others(fits, 'fits'),
  ];
}

/** A report of a sweep, checked. */
export type SweepReport = z.output<typeof sweepSchema>;
/** One point of the grid: its values and what each mode made of them. */
export type SweepPoint = SweepReport['points'][number];
