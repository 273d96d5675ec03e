import { z } from 'zod';
import { modeNames, type ModeName } from '../../agent/modes.js';
import type { PathStep } from '../../analysis/critical-path.js';
import type { Instant } from '../../analysis/timeline.js';
import { failureKinds } from '../../model/errors.js';
import type { Answer } from '../../model/outcome.js';
import { spanKinds, type Span } from '../../model/trace.js';
import { scenarioSchema } from '../../scenario/schema.js';
import { headerFields } from './header.js';
import { gateResultSchema } from './gates.js';
import { statisticsSchema } from '../statistics.js';
import { whatIfSchema } from './what-if-findings.js';

/** The answer of a run with the times that its trace tells. */
export interface RunResult extends Answer {
  readonly executionMs: number;
  readonly coresUsed: number;
  readonly coresAvailable: number;
  readonly timing: { readonly fetchMs: number; readonly inferMs: number; readonly totalMs: number };
}

/** One query in one mode: its answer, its figures and its trace. Times in milliseconds. */
export interface RunReport {
  readonly result: RunResult;
  readonly makespanMs: number;
  readonly predictedMs: number | null;
  readonly predictedCompleteness: number | null;
  readonly lowerBoundMs: number;
  readonly efficiency: number;
  readonly coresBusy: number;
  readonly cpuMs: number;
  readonly coreWaitMs: number;
  readonly processCpuMs: number | null;
  readonly stealMs: number | null;
  readonly othersCpuMs: number | null;
  readonly instants: readonly Instant[];
  readonly criticalPath: readonly PathStep[];
  readonly spans: readonly Span[];
}

/** Far above what the longest run takes; a figure beyond it is made up, and would fill more lines than it is worth. */
const ms = z.number().min(0).max(1e12);
/** Added up over all workers, of which there are at most as many as a plan admits. */
const sumMs = z.number().min(0).max(1e15);
const coreCount = z.number().min(0).max(10_000);
const share = z.number().min(0).max(1);
const failure = { kind: z.enum(failureKinds), message: z.string(), attempts: z.int().min(0), elapsedMs: ms };

const span = z.object({
  id: z.int(),
  parent: z.int().nullable(),
  kind: z.enum(spanKinds),
  name: z.string(),
  lane: z.string(),
  startMs: ms,
  endMs: ms,
  outcome: z.enum(['ok', 'cached', ...failureKinds]),
  cpuMs: ms.optional().meta({ description: 'Of an inference: time on a CPU' }),
  coreWaitMs: ms.optional().meta({ description: 'Of an inference: time runnable but waiting for a CPU' }),
});

const tokens = z.int().min(0).max(1e12);

const modelUsage = z.object({
  model: z.string(),
  inputTokens: tokens,
  outputTokens: tokens,
  estimated: z.boolean().optional().meta({ description: 'The server did not say how many tokens there were' }),
  cutShort: z.boolean().optional().meta({ description: 'The answer ends where the limit of tokens was reached' }),
  firstTokenMs: ms.optional().meta({ description: 'From the request to the first token; of streamed answers' }),
  tokensPerSecond: z
    .number()
    .min(0)
    .max(1e9)
    .optional()
    .meta({ description: 'Tokens after the first one / the seconds in which they came' }),
  cost: z.number().min(0).max(1e12).optional().meta({ description: "In the currency of the scenario's price" }),
});

const inference = z.object({
  value: z
    .json()
    .optional()
    .meta({ description: 'What an inference of one of your own returned, where that is more than the rest here' }),
  summary: z.string(),
  keyPhrases: z.array(z.string()),
  rankedSentences: z.array(z.object({ text: z.string(), similarity: z.number() })),
  tokens: z.object({ total: z.int(), distinct: z.int(), sentences: z.int() }),
  usage: modelUsage.optional().meta({ description: 'What a model took for it, where one was asked' }),
});

const sourceAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    payload: z.json(),
    cached: z.boolean(),
    degraded: z
      .object({
        by: z.enum(['stale', 'source', 'payload', 'model']),
        ageMs: ms.optional(),
        source: z.string().optional(),
        error: z.object(failure),
      })
      .optional()
      .meta({
        description: 'What stood in for the source or its inference, and why: the answer has that, but is not complete',
      }),
    attempts: z.int().min(0),
    elapsedMs: ms,
  }),
  z.object({ ok: z.literal(false), error: z.object(failure) }),
]);

/** The answer of one query. */
export const resultSchema = z.object({
  query: z.string(),
  status: z.enum(['complete', 'partial', 'failed']),
  success: z.boolean(),
  completeness: share.meta({ description: 'Sources fetched and inferred / sources asked' }),
  sources: z.record(z.string(), sourceAnswer),
  inferences: z.record(z.string(), inference),
  errors: z.array(z.object({ source: z.string(), stage: z.enum(['fetch', 'inference']), ...failure })),
  executionMs: ms,
  coresUsed: z.int().min(0).max(10_000).meta({ description: 'Workers that were seen busy' }),
  coresAvailable: coreCount,
  timing: z
    .object({ fetchMs: ms, inferMs: ms, totalMs: ms })
    .meta({ description: 'Time during which anything was fetched, anything inferred, and in all' }),
});

const pathStep = z.object({ span: z.int(), kind: z.enum(spanKinds), name: z.string(), startMs: ms, durationMs: ms });

/** One query in one mode. */
export const runSchema: z.ZodType<RunReport> = z.object({
  result: resultSchema,
  makespanMs: ms,
  predictedMs: ms.nullable().meta({
    description: 'Makespan on the virtual clock with the same cores and the measured contention; null on virtual time',
  }),
  predictedCompleteness: share.nullable().default(null).meta({ description: 'Completeness of the same simulated run' }),
  lowerBoundMs: ms.meta({ description: 'The shortest makespan that any schedule could reach on these cores' }),
  efficiency: z.number().min(0).max(100).meta({ description: 'Lower bound / makespan' }),
  coresBusy: coreCount.meta({ description: 'CPU time of inference / makespan' }),
  cpuMs: sumMs,
  coreWaitMs: sumMs.meta({ description: 'Time that workers were runnable but waited for a core' }),
  processCpuMs: sumMs
    .nullable()
    .meta({ description: 'CPU time of the whole process, as the operating system reports it' }),
  stealMs: sumMs
    .nullable()
    .meta({ description: 'Time that the hypervisor took from all cores meanwhile; null where unknown' }),
  othersCpuMs: sumMs.nullable().meta({ description: 'CPU time of other processes meanwhile; null where unknown' }),
  instants: z
    .array(z.object({ atMs: ms, name: z.string(), what: z.string() }))
    .default([])
    .meta({ description: 'What happened to a source at an instant, such as a circuit that opened' }),
  criticalPath: z.array(pathStep),
  spans: z.array(span),
});

const statistics = z
  .record(z.string(), statisticsSchema)
  .default({})
  .meta({ description: 'By figure, as `agent-bench figures` lists them; empty where the mode ran once' });

/** What a run of agent-bench found out; the one thing that every reporter reads. */
export const reportSchema = z.object({
  ...headerFields('run'),
  clock: z.enum(['real', 'virtual']),
  environment: z.object({
    node: z.string(),
    platform: z.string(),
    arch: z.string(),
    cpuModel: z.string(),
    coresAvailable: coreCount,
    loadAverage: z
      .array(z.number())
      .nullable()
      .meta({ description: 'Over 1, 5 and 15 minutes; null on virtual time, where it does not matter' }),
    memory: z.number().meta({ description: 'Bytes of the machine' }),
    containerQuota: z
      .number()
      .nullable()
      .meta({ description: 'Cores that the container may use; null without a quota' }),
  }),
  world: z
    .object({
      cores: z.int().min(1).max(10_000),
      workers: z.int().min(1).max(10_000),
      contention: z.number().min(1).max(1e6),
      inference: z
        .object({ kind: z.enum(['workers', 'model-server']), lanes: z.int().min(1).max(10_000) })
        .optional()
        .meta({ description: 'What makes inferences, and how many at once; reports of before 0.2 leave it out' }),
    })
    .meta({ description: 'Cores, worker threads, and how many times slower a core is with all cores busy' }),
  scenario: scenarioSchema,
  seed: z.int(),
  calibration: z
    .object({ unitsPerCpuMs: z.number(), contention: z.number(), spread: z.number(), coldStartMs: ms })
    .nullable()
    .meta({ description: 'What calibration measured; null on virtual time without it' }),
  interrupted: z.boolean(),
  modes: z
    .array(
      z.object({
        mode: z.enum(modeNames as [ModeName, ...ModeName[]]),
        speedup: z.number().min(0).max(1e6).nullable(),
        statistics,
        runs: z.array(runSchema).min(1),
      }),
    )
    .max(modeNames.length)
    .refine((modes) => new Set(modes.map(({ mode }) => mode)).size === modes.length, 'the same mode twice'),
  whatIf: whatIfSchema.nullable().default(null).meta({
    description:
      'What would help the fastest mode, by replaying its runs with changes; null where that was not computed',
  }),
  gates: z
    .array(gateResultSchema)
    .default([])
    .meta({ description: 'What became of the gates of the run; empty where there were none' }),
});

/** What a run of agent-bench found out: one entry in `modes` for each mode that was finished. */
export type Report = z.output<typeof reportSchema>;
/** One mode: its runs, and its speedup over the sequential mode at equal completeness. */
export type ModeReport = Report['modes'][number];
