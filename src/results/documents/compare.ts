import { z } from 'zod';
import { modeNames, type ModeName } from '../../agent/modes.js';
import { figureNames, type FigureName } from '../figures.js';
import { headerFields } from './header.js';
import { reportSchema } from './run.js';

/** What a makespan is made of. */
export const parts = ['fetch', 'backoff', 'queue', 'workerStart', 'compute', 'model', 'aggregate'] as const;
export type Part = (typeof parts)[number];

/** What became of a figure. `faster` is better and `slower` is worse, also of figures that are no times. */
export const verdicts = ['faster', 'slower', 'same', 'inconclusive'] as const;
export type Verdict = (typeof verdicts)[number];

const mode = z.enum(modeNames as [ModeName, ...ModeName[]]);
const ms = z.number();

const side = reportSchema
  .pick({ createdAt: true, tool: true, clock: true, environment: true, world: true, seed: true, interrupted: true })
  .extend({
    name: z.string().meta({ description: 'The file, the baseline, or the arguments' }),
    scenario: z.string(),
    unitsPerCpuMs: z
      .number()
      .nullable()
      .meta({ description: 'Work in a CPU millisecond, as the calibration measured it; null without one' }),
    runs: z.record(z.string(), z.int()).meta({ description: 'By mode' }),
  });

const comparison = z.object({
  mode,
  figure: z.enum(figureNames as [FigureName, ...FigureName[]]),
  base: z.number().meta({ description: "Median, or the mean of completeness and attempts, in the figure's unit" }),
  new: z.number(),
  changePercent: z
    .number()
    .nullable()
    .meta({
      description:
        'By Hodges and Lehmann, which is close to the change of the medians; of what is exact, that. Of coreWait in ' +
        'percent of the makespan. Null where base is 0 and new is not',
    }),
  interval: z.tuple([z.number(), z.number()]).nullable().meta({
    description: 'Of changePercent, 95 %, not corrected for the number of comparisons; null with too few runs',
  }),
  pValue: z.number().min(0).max(1).nullable().meta({
    description: 'Mann–Whitney, corrected after Holm for all comparisons; null of what is simulated and exact',
  }),
  minimumDetectablePercent: z.number().min(0).nullable().meta({
    description: 'The smallest change that so many runs so noisy would show, with a chance of 80 %; null where too few',
  }),
  verdict: z
    .enum(verdicts)
    .meta({ description: 'faster is better and slower is worse, also of figures that are no times' }),
  reason: z.string().optional().meta({ description: 'Why it is inconclusive' }),
});

const attribution = z.object({
  mode,
  part: z.enum(parts),
  baseMs: ms,
  newMs: ms,
  differenceMs: ms.meta({ description: 'The parts of a mode add up to the difference of its median makespans' }),
});

/** What `agent-bench compare` found out. */
export const compareSchema = z.object({
  ...headerFields('compare'),
  interleaved: z.boolean().meta({ description: 'Whether both were run by turns, for this' }),
  acrossMachines: z.boolean().meta({ description: 'Whether times of different machines were compared' }),
  floorPercent: z
    .number()
    .min(0)
    .meta({ description: 'Smaller changes are none; but of exact figures only where a floor was asked for' }),
  alpha: z.number().meta({ description: 'The chance of even one false alarm among all comparisons' }),
  base: side,
  new: side,
  differences: z
    .array(z.object({ path: z.string(), base: z.json().optional(), new: z.json().optional() }))
    .meta({ description: 'Where the scenarios differ; only of interleaved ones, as others are refused' }),
  warnings: z.array(z.string()),
  comparisons: z.array(comparison),
  attribution: z.array(attribution),
});

/** What `agent-bench compare` found out, checked. */
export type Comparison = z.output<typeof compareSchema>;
