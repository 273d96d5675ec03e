import { z } from 'zod';
import { modeNames, defaultModes, type ModeName } from '../agent/modes.js';
import { suggestion, printable } from '../lib/text.js';
import { positiveDuration } from '../lib/duration-field.js';
import { policySchema } from '../policies/index.js';
import { faultForm } from './fields/fault.js';
import { inference } from './fields/inference.js';
import { loopBlock, maxLoopBlocks } from './fields/loop-block.js';
import { onceEach, quorumSchema } from './fields/policies.js';
import { source } from './fields/source.js';

export const maxSources = 10_000;
/** A remedy as a scenario's own list states it. */
export const scenarioPolicySchema = z.discriminatedUnion('type', [...policySchema.options, quorumSchema]);
const mode = z
  .string()
  .meta({ enum: modeNames })
  .transform((name, context): ModeName => {
    if ((modeNames as string[]).includes(name)) return name as ModeName;
    context.addIssue({ code: 'custom', message: `unknown mode '${name}'${suggestion(name, modeNames)}`, input: name });
    return z.NEVER;
  });

/**
 * A scenario as its file states it. Parsing gives it with every default filled in and every duration in milliseconds.
 */
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
    inference,
    limits: z
      .strictObject({
        fetchTimeout: positiveDuration.default(5000).meta({ description: 'Timeout of one attempt of a fetch' }),
        timeout: positiveDuration.default(15_000).meta({ description: 'Timeout of the whole query' }),
        connections: z
          .int()
          .min(1)
          .max(10_000)
          .default(256)
          .meta({ description: 'Connections at once to one server at most' }),
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
      .refine((names) => new Set(names).size === names.length, {
        error: (issue) => `expected each mode once, not ${(issue.input as ModeName[]).join(', ')}`,
      })
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
      const first = seen.get(printable(name));
      if (first === undefined) seen.set(printable(name), i);
      else
        context.addIssue({
          code: 'custom',
          path: ['sources', i, 'name'],
          message:
            scenario.sources[first]!.name === name
              ? `'${name}' is the name of sources.${first} already; names must differ`
              : `'${name}' is printed like the name of sources.${first}, whose control characters are shown as ` +
                'text; names must differ in print',
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
export type Inference = Scenario['inference'];
