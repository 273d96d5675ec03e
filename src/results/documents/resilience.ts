import { z } from 'zod';
import { headerFields } from './header.js';
import { reportSchema } from './run.js';

const share = z.number().min(0).max(1);
const ms = z.number().min(0);
const state = z.enum(['healthy', 'error', 'hang', 'slow']);
const confirmed = z.object({ makespanMs: ms, completeness: share });

const remedy = z.object({
  name: z.string(),
  runs: z.int().min(1),
  successRate: share.meta({ description: 'Runs with a complete and clean answer / runs' }),
  completeness: share.meta({ description: 'Mean over the runs' }),
  degraded: share.meta({
    description: 'Sources for which something stood in / sources asked; no part of completeness',
  }),
  p50Ms: ms,
  p95Ms: ms,
  p99Ms: ms,
  attemptsPerAnswer: z.number().min(0).meta({ description: 'Attempts / sources asked' }),
  wastedMs: ms.meta({ description: 'Mean time of attempts and inferences in vain, per run' }),
  dominatedBy: z
    .string()
    .nullable()
    .meta({ description: 'Another remedy that is better in something and worse in nothing' }),
});

/** What `agent-bench resilience` found out. */
export const resilienceSchema = z
  .object({
    ...headerFields('resilience'),
    ...reportSchema.pick({ world: true, scenario: true, seed: true, interrupted: true }).shape,
  })
  .extend({
    lattice: z.object({
      cases: z.int().min(1),
      exhaustive: z.boolean(),
      invariants: z.array(
        z.object({
          name: z.string(),
          checked: z.int(),
          broken: z.int(),
          command: z.string().nullable().meta({ description: 'Repeats the first case that broke it' }),
        }),
      ),
      allowanceMs: ms.meta({
        description:
          'How much later than the overall timeout an answer may be, where stuck workers or injected blocks of the ' +
          'event loop delay it',
      }),
      worst: z.object({
        states: z.record(z.string(), state),
        makespanMs: ms,
        completeness: share,
        command: z.string(),
      }),
      combinations: z
        .array(z.object({ states: z.array(state), makespanMs: ms, completeness: share }))
        .default([])
        .meta({
          description: 'Every case, its states in the order of the sources; empty where not all of them were tried',
        }),
      byFailures: z.array(
        z.object({ failed: z.int().min(0), cases: z.int().min(1), minCompleteness: share, maxMakespanMs: ms }),
      ),
    }),
    disturbance: z
      .string()
      .nullable()
      .meta({ description: 'The fault that every source was given for the remedies, because the scenario has none' }),
    everyMs: ms.meta({ description: 'From the beginning of one run of a remedy to that of the next' }),
    remedies: z.array(remedy),
    tuning: z
      .object({
        parameter: z.enum(['timeout', 'hedge', 'retry', 'quorum']),
        disturbance: z
          .string()
          .nullable()
          .meta({ description: 'The fault that every source was given for it, because the scenario has none' }),
        points: z.array(remedy),
        recommended: z.object({ name: z.string(), reason: z.string() }),
      })
      .nullable(),
    confirmed: z
      .array(z.object({ name: z.string(), predicted: confirmed, measured: confirmed }))
      .meta({ description: 'Cases of the lattice that were run again on real time' }),
  });

/** A resilience report, checked. */
export type ResilienceReport = z.output<typeof resilienceSchema>;
