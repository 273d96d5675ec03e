import { z } from 'zod';
import type { InferContext, Inference, Wrapper } from '../model/ports.js';
import { bulkheadPolicy } from './bulkhead.js';
import { circuitBreakerPolicy } from './circuit-breaker.js';
import { hedgePolicy } from './hedge.js';
import { kindOf, schemasOf } from './kind.js';
import { modelFallbackPolicy } from './model-fallback.js';
import type { CallPolicyContext } from './policy-context.js';
import { rateLimitPolicy } from './rate-limit.js';
import { retryPolicy } from './retry.js';
import { timeoutPolicy } from './timeout.js';

/** Every kind of policy around inference. A new one is a file and a line here. */
const inferenceKinds = [
  bulkheadPolicy,
  circuitBreakerPolicy,
  hedgePolicy,
  modelFallbackPolicy,
  rateLimitPolicy,
  retryPolicy,
  timeoutPolicy,
] as const;

/** A policy around every inference as a scenario states it. */
export const inferenceWrapperSchema = z.discriminatedUnion('type', schemasOf(inferenceKinds));

export type InferencePolicyOptions = z.output<typeof inferenceWrapperSchema>;
type InferWrapper = Wrapper<InferContext, Inference>;

/** The wrapper that a policy puts around inference. */
export function inferencePolicyOf(options: InferencePolicyOptions, context: CallPolicyContext): InferWrapper {
  return kindOf<InferencePolicyOptions, CallPolicyContext, InferWrapper>(inferenceKinds, options).wrap(
    options,
    context,
  );
}

/** Whether a policy around inference carries state from one query to the next. */
export function isStatefulInferencePolicy(options: InferencePolicyOptions): boolean {
  return kindOf(inferenceKinds, options).stateful(options);
}

/**
 * An upper bound of an inference with a policy around one that takes `innerMs` at most; infinite where there is none.
 */
export function longestInferenceMs(options: InferencePolicyOptions, innerMs: number): number {
  return kindOf(inferenceKinds, options).longestMs(options, innerMs);
}
