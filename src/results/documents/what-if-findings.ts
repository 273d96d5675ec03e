import { z } from 'zod';
import { bounds } from '../../analysis/bottleneck.js';
import { modeNames, type ModeName } from '../../agent/modes.js';
import { samplesNeeded } from '../statistics.js';

const ms = z.number().min(0).max(1e12);
const gainMs = z.number().min(-1e12).max(1e12).meta({ description: 'By how much shorter; below 0 where longer' });
const gainPercent = z
  .number()
  .min(-1e12)
  .max(100)
  .meta({ description: 'The same as a share of the unchanged makespan' });
const share = z.number().min(0).max(1);
const set = z.string().min(1);
const mode = z.enum(modeNames as [ModeName, ...ModeName[]]);

const interval = z
  .object({ low: z.number(), high: z.number() })
  .nullable()
  .meta({
    description:
      '95 % interval of the gain, by a seeded bootstrap of runs; null with fewer than ' +
      `${samplesNeeded.interval} runs`,
  });

/** What a change comes to, beside which change it is. */
export const effectSchema = z.object({
  makespanMs: ms.meta({ description: 'Median over the replayed runs' }),
  gainMs,
  gainPercent,
  completeness: share.meta({
    description: 'Mean of sources answered / sources asked, with those that are not asked any more among them',
  }),
  interval,
  p95: z
    .object({ makespanMs: ms, gainMs, interval })
    .nullable()
    .meta({ description: `The same of the 95th percentile; null with fewer than ${samplesNeeded.p95} runs` }),
});

/** What would help a mode, as far as replaying its runs with changes on simulated time can tell. */
export const whatIfSchema = z.object({
  mode,
  runs: z.int().min(1).meta({
    description: 'How many runs were replayed: the first ones of the mode, as many as the work is bounded to',
  }),
  ofRuns: z.int().min(1).meta({ description: 'How many runs the mode has' }),
  unchanged: z.object({
    measuredMs: ms.meta({ description: 'Median of what those runs were measured to take' }),
    predictedMs: ms.meta({ description: 'Median of what they take when they are replayed without a change' }),
    errorPercent: z.number().meta({ description: '100 × (predicted / measured - 1)' }),
    completeness: share,
    p95: z.object({ measuredMs: ms, predictedMs: ms }).nullable(),
  }),
  changes: z
    .array(
      effectSchema.extend({
        set: set.meta({ description: 'As `--set` takes it' }),
        what: z.string().meta({ description: 'The same in words' }),
      }),
    )
    .max(1000)
    .meta({ description: 'Single changes, ranked by gain; those that lose answers come last' }),
  slack: z
    .array(
      z.object({
        span: z.int().meta({ description: 'Its id in the typical run' }),
        kind: z.enum(['fetch', 'inference']),
        name: z.string(),
        slackMs: ms,
        atLeast: z
          .boolean()
          .meta({ description: 'Whether it may be more: nothing longer than the makespan was tried' }),
      }),
    )
    .max(1000)
    .meta({
      description:
        'How much longer a span of the typical run could take without moving the makespan, to 10 µs and at most the ' +
        'makespan itself',
    }),
  next: z
    .object({
      after: set,
      bound: z.enum(bounds),
      source: z.string(),
      share: share.meta({ description: 'What the bound takes of the critical path then' }),
      set: set.nullable().meta({ description: 'What would help most then; null where nothing would' }),
      gainMs,
    })
    .nullable()
    .meta({
      description:
        'The bottleneck once the best practical change is made: 10, 25 or 50 % faster, a worker more or a core more',
    }),
  pairs: z
    .array(z.object({ set: z.tuple([set, set]), makespanMs: ms, gainMs, gainPercent }))
    .max(100)
    .meta({ description: 'The cheapest sets of two practical changes of different parts that beat each single one' }),
  leftOut: z
    .array(z.string())
    .max(10)
    .meta({ description: 'What was not looked at because there are too many sources, in words; empty where all was' }),
});

/** What would help a mode. */
export type WhatIf = z.output<typeof whatIfSchema>;
/** What a change comes to. */
export type Effect = z.output<typeof effectSchema>;
