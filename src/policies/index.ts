import { z } from 'zod';
import type { Policy } from '../model/ports.js';
import { bulkheadSchema } from './bulkhead.js';
import { cache, cacheSchema } from './cache.js';
import { circuitBreakerSchema } from './circuit-breaker.js';
import { callPolicyOf } from './call-policies.js';
import { fallback, fallbackSchema } from './fallback.js';
import { hedgeSchema } from './hedge.js';
import { rateLimitSchema } from './rate-limit.js';
import { retrySchema } from './retry.js';
import type { PolicyContext } from './policy-context.js';
import { timeoutSchema } from './timeout.js';

/** A remedy as a scenario states it. A new one is a file, a line here and one below or in `callPolicyOf`. */
export const policySchema = z.discriminatedUnion('type', [
  bulkheadSchema,
  cacheSchema,
  circuitBreakerSchema,
  fallbackSchema,
  hedgeSchema,
  rateLimitSchema,
  retrySchema,
  timeoutSchema,
]);

export type PolicyOptions = z.output<typeof policySchema>;

/** The wrapper that a remedy puts around the fetch of one source. */
export function policyOf(options: PolicyOptions, context: PolicyContext): Policy {
  if (options.type === 'cache') return cache(options, context);
  if (options.type === 'fallback') return fallback(options, context);
  return callPolicyOf(options, context);
}
