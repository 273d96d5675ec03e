import { z } from 'zod';
import type { InferContext, Inference, Wrapper } from '../model/ports.js';
import { bulkheadSchema } from './bulkhead.js';
import { circuitBreakerSchema } from './circuit-breaker.js';
import { callPolicyOf } from './call-policies.js';
import { hedgeSchema } from './hedge.js';
import { modelFallback, modelFallbackSchema } from './model-fallback.js';
import { rateLimitSchema } from './rate-limit.js';
import { retrySchema } from './retry.js';
import type { CallPolicyContext } from './policy-context.js';
import { timeoutSchema } from './timeout.js';

/**
 * A remedy around every inference, as a scenario states it. A new one is a file, a line here and one below or in
 * `callPolicyOf`.
 */
export const inferenceWrapperSchema = z.discriminatedUnion('type', [
  bulkheadSchema,
  circuitBreakerSchema,
  hedgeSchema,
  modelFallbackSchema,
  rateLimitSchema,
  retrySchema,
  timeoutSchema,
]);

export type InferencePolicyOptions = z.output<typeof inferenceWrapperSchema>;

/** The wrapper that a remedy puts around inference. */
export function inferencePolicyOf(
  options: InferencePolicyOptions,
  context: CallPolicyContext,
): Wrapper<InferContext, Inference> {
  return options.type === 'model-fallback' ? modelFallback(options, context) : callPolicyOf(options, context);
}
