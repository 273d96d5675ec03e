import { z } from 'zod';
import { modeNames, defaultModes, type ModeName } from '../agent/modes.js';
import { suggestion } from '../lib/nearest.js';
import { duration, positiveDuration } from '../lib/duration-field.js';
import { policySchema } from '../policies/index.js';
import { inferenceWrapperSchema } from '../policies/inference.js';
import { dispatchSchema } from './dispatch-field.js';
import { fault, faultForm } from './fault-field.js';
import { latency } from './fields.js';
import { loopBlock, maxLoopBlocks } from './loop-block-field.js';
import { quorumSchema } from './quorum-field.js';
import { maxWorkerFaults, workerFault } from './worker-fault-field.js';

export const maxSources = 10_000;
/** Of one source, flags included. */
export const maxFaults = 20;

const payload = z
  .strictObject({
    fixture: z.string().optional().meta({ description: 'One of the payloads that come with agent-bench: weather, news, knowledge_base' }),
    file: z.string().optional().meta({ description: 'A JSON or text file, relative to the scenario file' }),
    inline: z.json().optional().meta({ description: 'The payload itself' }),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, { error: 'expected exactly one of fixture, file and inline' });

const source = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .refine((name) => name !== '__proto__', { error: "no source can be called '__proto__'; choose another name" }),
  argument: z.enum(['question', 'city']).default('question').meta({ description: 'What of the query the source is asked with' }),
  latency,
  payload: payload.optional().meta({ description: 'What the source answers; {{question}} and {{city}} are filled in. Text is made up where this is left out' }),
  timeout: positiveDuration.optional().meta({ description: 'Timeout of one attempt; limits.fetchTimeout where left out' }),
  cost: duration.optional().meta({ description: 'CPU time of the inference on what it answers; inference.cost where left out' }),
  faults: z.array(fault).max(maxFaults).default([]),
  policies: z.array(policySchema).max(20).default([]).meta({ description: "Remedies for this source alone, inside the scenario's" }),
});

/** A remedy as a scenario's own list states it. */
export const scenarioPolicySchema = z.discriminatedUnion('type', [...policySchema.options, quorumSchema]);
/** A remedy as the list of inference's own states it. */
export const inferencePolicySchema = z.discriminatedUnion('type', [...inferenceWrapperSchema.options, dispatchSchema]);

/** A list of policies in which one type, that has no place in the order, may stand once. */
function onceEach<S extends typeof scenarioPolicySchema | typeof inferencePolicySchema>(policy: S, once: string) {
  return z
    .array(policy)
    .max(20)
    .refine((list) => list.filter(({ type }) => type === once).length <= 1, { error: `expected one ${once} at most` })
    .default([]);
}

const mode = z.string().transform((name, context): ModeName => {
  if ((modeNames as string[]).includes(name)) return name as ModeName;
  context.addIssue({ code: 'custom', message: `unknown mode '${name}'${suggestion(name, modeNames)}`, input: name });
  return z.NEVER;
});

/** A scenario as its file states it. Parsing gives it with every default filled in and every duration in milliseconds. */
export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1).max(200).default('scenario'),
    description: z.string().max(2000).default(''),
    question: z.string().max(10_000).default('What should I know before I travel to New York this week?'),
    city: z.string().max(200).default('New York'),
    sources: z
      .array(source)
      .min(1, { error: 'expected at least one source' })
      .max(maxSources, { error: `expected at most ${maxSources} sources` }),
    inference: z
      .strictObject({
        cost: duration.default(2000).meta({ description: 'CPU time of one inference' }),
        workers: z.int().min(1).max(10_000).optional().meta({ description: 'Worker threads; as many as there are cores where left out' }),
        faults: z.array(workerFault).max(maxWorkerFaults).default([]).meta({ description: 'What goes wrong with workers, as --fail-worker takes it' }),
        policies: onceEach(inferencePolicySchema, 'dispatch').meta({
          description: 'Remedies around every inference, outermost first, and the order of dispatch',
        }),
      })
      .prefault({}),
    limits: z
      .strictObject({
        fetchTimeout: positiveDuration.default(5000).meta({ description: 'Timeout of one attempt of a fetch' }),
        timeout: positiveDuration.default(15_000).meta({ description: 'Timeout of the whole query' }),
      })
      .prefault({}),
    blockLoop: z
      .array(loopBlock)
      .max(maxLoopBlocks)
      .default([])
      .meta({ description: 'When the event loop of every query is blocked, as --block-loop takes it' }),
    faults: z
      .array(z.string())
      .max(1000)
      .default([])
      .meta({ description: `Faults as --fail-source takes them: NAME or NAME=${faultForm}` }),
    policies: onceEach(scenarioPolicySchema, 'quorum').meta({
      description: 'Remedies around every fetch, outermost first; and a quorum, which is about the whole query',
    }),
    modes: z
      .array(mode)
      .min(1)
      .refine((names) => new Set(names).size === names.length, { error: (issue) => `expected each mode once, not ${(issue.input as ModeName[]).join(', ')}` })
      .default([...defaultModes]),
    gates: z
      .array(z.string().min(1).max(1000))
      .max(100)
      .default([])
      .meta({ description: 'What must hold of the figures of a run, as --gate takes it: hybrid.speedup >= 1.8' }),
    seed: z.int().min(0).default(1),
    scale: z.number().positive().max(1000).default(1).meta({ description: 'All durations are multiplied by this' }),
  })
  .superRefine((scenario, context) => {
    const seen = new Map<string, number>();
    for (const [i, { name }] of scenario.sources.entries()) {
      const first = seen.get(name);
      if (first === undefined) seen.set(name, i);
      else
        context.addIssue({
          code: 'custom',
          path: ['sources', i, 'name'],
          message: `'${name}' is the name of sources.${first} already; names must differ`,
          input: name,
        });
    }
  });

/** What a scenario file may hold. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
/** A scenario with every default filled in and every duration in milliseconds, before `scale`. */
export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioSource = Scenario['sources'][number];
export type ScenarioPolicy = Scenario['policies'][number];
