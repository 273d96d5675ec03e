import type { z } from 'zod';
import type { CallContext, Wrapper } from '../model/ports.js';
import { bulkhead, type bulkheadSchema } from './bulkhead.js';
import { circuitBreaker, type circuitBreakerSchema } from './circuit-breaker.js';
import { hedge, type hedgeSchema } from './hedge.js';
import { rateLimit, type rateLimitSchema } from './rate-limit.js';
import { retry, type retrySchema } from './retry.js';
import type { CallPolicyContext } from './policy-context.js';
import { timeout, type timeoutSchema } from './timeout.js';

type CallPolicyOptions = z.output<
  | typeof bulkheadSchema
  | typeof circuitBreakerSchema
  | typeof hedgeSchema
  | typeof rateLimitSchema
  | typeof retrySchema
  | typeof timeoutSchema
>;

/**
 * The wrapper of a remedy that fits around fetches and inference alike. A new one is a file, a line here and one in
 * each of the lists.
 */
export function callPolicyOf<C extends CallContext, T>(
  options: CallPolicyOptions,
  context: CallPolicyContext,
): Wrapper<C, T> {
  switch (options.type) {
    case 'bulkhead':
      return bulkhead(options, context);
    case 'circuit-breaker':
      return circuitBreaker(options, context);
    case 'hedge':
      return hedge(options, context);
    case 'rate-limit':
      return rateLimit(options, context);
    case 'retry':
      return retry(options, context);
    case 'timeout':
      return timeout(options, context);
  }
}
