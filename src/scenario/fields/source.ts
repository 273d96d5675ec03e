import { z } from 'zod';
import { duration, positiveDuration } from '../../lib/duration-field.js';
import { programFields, httpFields, moduleSourceFields } from '../../adapters/fields.js';
import { placeholders } from '../../adapters/template.js';
import { argumentNames } from '../../model/query.js';
import { policySchema } from '../../policies/index.js';
import { fault } from './fault.js';
import { latency } from './latency.js';

/** Of one source, flags included. */
export const maxFaults = 20;

const payload = z
  .strictObject({
    fixture: z
      .string()
      .optional()
      .meta({ description: 'One of the payloads that come with agent-bench: weather, news, knowledge_base' }),
    file: z.string().optional().meta({ description: 'A JSON or text file, relative to the scenario file' }),
    inline: z.json().optional().meta({ description: 'The payload itself' }),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    error: 'expected exactly one of fixture, file and inline',
  });

const anySource = {
  name: z
    .string()
    .min(1)
    .max(200)
    .refine((name) => name !== '__proto__', { error: "no source can be called '__proto__'; choose another name" }),
  argument: z
    .enum(argumentNames)
    .default('question')
    .meta({ description: 'What of the query the source is asked with' }),
  payload: payload.optional().meta({
    description:
      'What the source answers on simulated time; {{question}} and {{city}} are filled in. Text is made up where ' +
      'this is left out. Of a real source an example: what it answers must be like it',
  }),
  timeout: positiveDuration
    .optional()
    .meta({ description: 'Timeout of one attempt; limits.fetchTimeout where left out' }),
  cost: duration
    .optional()
    .meta({ description: 'CPU time of the inference on what it answers; inference.cost where left out' }),
  faults: z.array(fault).max(maxFaults).default([]),
  policies: z
    .array(policySchema)
    .max(20)
    .default([])
    .meta({ description: "Remedies for this source alone, inside the scenario's" }),
};

const outsideSource = {
  ...anySource,
  latency: latency
    .optional()
    .meta({ description: 'How long it takes on simulated time, as `agent-bench record` measures it' }),
};

/** A source: made up, or something real. A new type is its fields, a line here and one in `outside-sources.ts`. */
export const source = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('synthetic').optional(), ...anySource, latency }),
  z.strictObject({ type: z.literal('http'), ...outsideSource, ...httpFields }),
  z.strictObject({ type: z.literal('module'), ...outsideSource, ...moduleSourceFields }),
  z.strictObject({ type: z.literal('exec'), ...outsideSource, ...programFields(placeholders) }),
]);
