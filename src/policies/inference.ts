import { z } from 'zod';
import type { InferContext, Inference, Wrapper } from '../model/ports.js';
import { bulkhead, bulkheadSchema } from './bulkhead.js';
import { circuitBreaker, circuitBreakerSchema } from './circuit-breaker.js';
import { hedge, hedgeSchema } from './hedge.js';
import { modelFallback, modelFallbackSchema } from './model-fallback.js';
import { rateLimit, rateLimitSchema } from './rate-limit.js';
import { retry, retrySchema } from './retry.js';
import type { CallSite } from './site.js';
import { timeout, timeoutSchema } from './timeout.js';

/** A remedy around every inference, as a scenario states it. A new one is a file, a line here and one below. */
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
export function inferencePolicyOf(options: InferencePolicyOptions, site: CallSite): Wrapper<InferContext, Inference> {
  switch (options.type) {
    case 'bulkhead':
      return bulkhead(options, site);
    case 'circuit-breaker':
      return circuitBreaker(options, site);
    case 'hedge':
      return hedge(options, site);
    case 'model-fallback':
      return modelFallback(options, site);
    case 'rate-limit':
      return rateLimit(options, site);
    case 'retry':
      return retry(options, site);
    case 'timeout':
      return timeout(options, site);
  }
}
