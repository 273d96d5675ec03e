import { z } from 'zod';
import type { Policy } from '../model/ports.js';
import { bulkheadPolicy } from './bulkhead.js';
import { cachePolicy } from './cache.js';
import { circuitBreakerPolicy } from './circuit-breaker.js';
import { fallbackPolicy } from './fallback.js';
import { hedgePolicy } from './hedge.js';
import { kindOf, schemasOf } from './kind.js';
import type { PolicyContext } from './policy-context.js';
import { rateLimitPolicy } from './rate-limit.js';
import { retryPolicy } from './retry.js';
import { timeoutPolicy } from './timeout.js';

/** Every kind of policy around fetches. A new one is a file and a line here. */
const fetchKinds = [
  bulkheadPolicy,
  cachePolicy,
  circuitBreakerPolicy,
  fallbackPolicy,
  hedgePolicy,
  rateLimitPolicy,
  retryPolicy,
  timeoutPolicy,
] as const;

/** A policy around fetches as a scenario states it. */
export const policySchema = z.discriminatedUnion('type', schemasOf(fetchKinds));

export type PolicyOptions = z.output<typeof policySchema>;

/** The wrapper that a policy puts around the fetch of one source. */
export function policyOf(options: PolicyOptions, context: PolicyContext): Policy {
  return kindOf<PolicyOptions, PolicyContext, Policy>(fetchKinds, options).wrap(options, context);
}

/** Whether a policy around fetches carries state from one query to the next. */
export function isStatefulPolicy(options: PolicyOptions): boolean {
  return kindOf(fetchKinds, options).stateful(options);
}

/** An upper bound of a fetch with a policy around one that takes `innerMs` at most; infinite where there is none. */
export function longestFetchMs(options: PolicyOptions, innerMs: number): number {
  return kindOf(fetchKinds, options).longestMs(options, innerMs);
}
