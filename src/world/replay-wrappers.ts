import type { AskContext, InferContext, Inference, Policy, Wrapper } from '../model/ports.js';

/**
 * What was measured, to happen again on simulated time. Each part goes around what the scenario states, and passes on
 * to that what was not measured.
 */
export interface Repeat {
  /** Goes around an attempt at a source, inside its timeout and around its faults. */
  readonly attempt: (source: string) => Policy;
  /** Goes around one job on a worker, inside all policies. */
  readonly infer: Wrapper<InferContext, Inference>;
  /** Goes around one request to a model server. */
  readonly ask: Wrapper<AskContext, Inference>;
}
