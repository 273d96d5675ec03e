import { z } from 'zod';
import type { Policy } from '../model/ports.js';
import { bulkhead, bulkheadSchema } from './bulkhead.js';
import { cache, cacheSchema } from './cache.js';
import { circuitBreaker, circuitBreakerSchema } from './circuit-breaker.js';
import { fallback, fallbackSchema } from './fallback.js';
import { hedge, hedgeSchema } from './hedge.js';
import { rateLimit, rateLimitSchema } from './rate-limit.js';
import { retry, retrySchema } from './retry.js';
import type { PolicySite } from './site.js';
import { timeout, timeoutSchema } from './timeout.js';

/** A remedy as a scenario states it. A new one is a file, a line here and one below. */
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
export function policyOf(options: PolicyOptions, site: PolicySite): Policy {
  switch (options.type) {
    case 'bulkhead':
      return bulkhead(options, site);
    case 'cache':
      return cache(options, site);
    case 'circuit-breaker':
      return circuitBreaker(options, site);
    case 'fallback':
      return fallback(options, site);
    case 'hedge':
      return hedge(options, site);
    case 'rate-limit':
      return rateLimit(options, site);
    case 'retry':
      return retry(options, site);
    case 'timeout':
      return timeout(options, site);
  }
}
