import { z } from 'zod';
import { moduleInferenceFields, programFields } from '../../adapters/fields.js';
import { openaiFields } from '../../inference/model-server/openai-fields.js';
import { duration } from '../../lib/duration-field.js';
import { inferenceWrapperSchema } from '../../policies/inference.js';
import { dispatchSchema, onceEach } from './policies.js';
import { fault } from './fault.js';
import { maxFaults } from './source.js';
import { maxWorkerFaults, workerFault } from './worker-fault.js';

/** A remedy as the list of inference's own states it. */
export const inferencePolicySchema = z.discriminatedUnion('type', [...inferenceWrapperSchema.options, dispatchSchema]);

const anyInference = {
  workers: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Worker threads; as many as there are cores where left out' }),
  faults: z
    .array(workerFault)
    .max(maxWorkerFaults)
    .default([])
    .meta({ description: 'What goes wrong with workers of the kernel, as --fail-worker takes it' }),
  policies: onceEach(inferencePolicySchema, 'dispatch').meta({
    description: 'Remedies around every inference, outermost first, and the order of dispatch',
  }),
};

const ownInference = {
  ...anyInference,
  cost: duration
    .optional()
    .meta({ description: 'CPU time of one inference on simulated time, as `agent-bench record` measures it' }),
};

/**
 * Inference: the built-in kernel, or something real. A new type is its fields, a line here and one where worlds are
 * made.
 */
export const inference = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('kernel').optional(),
      ...anyInference,
      cost: duration.default(2000).meta({ description: 'CPU time of one inference' }),
    }),
    z.strictObject({ type: z.literal('module'), ...ownInference, ...moduleInferenceFields }),
    z.strictObject({ type: z.literal('exec'), ...ownInference, ...programFields(['question', 'source']) }),
    z.strictObject({ type: z.literal('embedding'), ...ownInference }),
    z.strictObject({
      type: z.literal('openai'),
      ...anyInference,
      ...openaiFields,
      cost: duration
        .default(0)
        .meta({ description: 'CPU time of one inference here: none, as another machine makes it' }),
      modelFaults: z
        .array(fault)
        .max(maxFaults)
        .default([])
        .meta({ description: 'What goes wrong with the model, as faults of a source; fallbackModel meets none of it' }),
    }),
  ])
  .prefault({});
