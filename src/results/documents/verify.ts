import { z } from 'zod';
import { modeNames, type ModeName } from '../../agent/modes.js';
import { headerFields } from './header.js';
import { reportSchema } from './run.js';

const ms = z.number().min(0);

const times = z.object({
  fetchMs: ms,
  inferenceMs: ms,
  totalMs: ms,
  speedup: z.number().min(0).nullable().meta({ description: 'Over the sequential mode' }),
});

const figure = z.object({
  name: z.string(),
  unit: z.enum(['ms', 'sources', 'count', 'ratio']),
  expected: z.number().nullable().meta({ description: 'Null where only a limit is expected' }),
  measured: z.number(),
  low: z.number().nullable().meta({ description: 'The least that passes; null for no limit' }),
  high: z.number().nullable().meta({ description: 'The most that passes; null for no limit' }),
});

const check = z.object({
  id: z.string(),
  what: z.string(),
  expected: z.string(),
  measured: z.string(),
  outcome: z.enum(['passed', 'FAILED', 'not judged']),
  reason: z.string().nullable().meta({ description: 'Why it failed or could not be judged; null where it passed' }),
  figures: z.array(figure),
});

/** What `agent-bench verify` found out. */
export const verificationSchema = z
  .object({
    ...headerFields('verify'),
    ...reportSchema.pick({
      environment: true,
      world: true,
      scenario: true,
      seed: true,
      calibration: true,
      interrupted: true,
    }).shape,
  })
  .extend({
    outcome: check.shape.outcome.meta({
      description: 'FAILED if any check failed, else not judged if any could not be judged',
    }),
    checks: z.array(check),
    modes: z.array(
      z.object({
        mode: z.enum(modeNames as [ModeName, ...ModeName[]]),
        exact: times.meta({ description: 'On the virtual clock, on cores that do not slow each other' }),
        expected: times.meta({
          description: 'On the virtual clock, with the contention that this machine was measured to have',
        }),
        measured: times,
        stealMs: ms.nullable().meta({ description: 'Time that the hypervisor took meanwhile; null where unknown' }),
        othersCpuMs: ms.nullable().meta({ description: 'CPU time of other processes meanwhile; null where unknown' }),
      }),
    ),
  });

/** A report of `agent-bench verify`, checked. */
export type Verification = z.output<typeof verificationSchema>;
/** One line of it. */
export type Check = Verification['checks'][number];
export type Figure = z.output<typeof figure>;
