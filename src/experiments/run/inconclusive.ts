/**
 * What may become of gates that are inconclusive: they are let pass, fail, or are judged once more by more runs and
 * then fail.
 */
export const inconclusivePolicies = ['pass', 'fail', 'retry'] as const;
export type InconclusivePolicy = (typeof inconclusivePolicies)[number];
