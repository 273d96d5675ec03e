import { z } from 'zod';
import { bounds } from '../../analysis/bottleneck.js';
import { headerFields } from './header.js';
import { reportSchema, runSchema } from './run.js';
import { effectSchema, whatIfSchema } from './what-if-findings.js';

const ms = z.number().min(0).max(1e12);
const sets = z.array(z.string().min(1)).min(1).max(1000);

/** What `agent-bench what-if` found out. */
export const whatIfReportSchema = z
  .object({
    ...headerFields('what-if'),
    ...reportSchema.pick({ clock: true, world: true, scenario: true, seed: true }).shape,
  })
  .extend({
    whatIf: whatIfSchema,
    changed: effectSchema
      .extend({
        set: sets,
        what: z.array(z.string()),
        world: z.object({ mode: whatIfSchema.shape.mode, cores: z.int().min(1), workers: z.int().min(1) }),
        bottleneck: z.object({ bound: z.enum(bounds), source: z.string(), share: z.number().min(0).max(1) }).nullable(),
        run: runSchema.meta({ description: 'The typical run with the changes, replayed' }),
        unchangedRun: runSchema.meta({ description: 'The typical run as it was measured' }),
      })
      .nullable()
      .meta({ description: 'What the changes of `--set` come to together; null without' }),
    checked: z
      .object({
        runs: z.int().min(1).meta({ description: 'How often each change was run' }),
        done: z.array(
          z.object({
            set: sets,
            what: z.array(z.string()),
            predictedMs: ms,
            measuredMs: ms,
            errorPercent: z.number().meta({ description: '100 × (predicted / measured - 1)' }),
            othersPercent: z
              .number()
              .min(0)
              .max(1e6)
              .meta({ description: 'What other programs and the hypervisor took of the cores meanwhile' }),
          }),
        ),
        skipped: z
          .array(z.object({ set: sets, why: z.string() }))
          .meta({ description: 'Changes that cannot be made here' }),
        medianErrorPercent: z
          .number()
          .min(0)
          .nullable()
          .meta({ description: 'Of the errors without their signs; null where nothing was checked' }),
        worstErrorPercent: z.number().min(0).nullable(),
      })
      .nullable()
      .meta({ description: 'Changes made and run for themselves; null without `--check`' }),
  });

/** What `agent-bench what-if` found out. */
export type WhatIfReport = z.output<typeof whatIfReportSchema>;
