import type { Fault } from '../../faults/index.js';

/** The states that a source can be in, and the fault that puts it there. */
export const states = {
  healthy: undefined,
  error: { kind: 'error', argument: '' },
  hang: { kind: 'hang', argument: '' },
  slow: { kind: 'slow', argument: '3x' },
} as const satisfies Record<string, Fault | undefined>;
export type State = keyof typeof states;
export const stateNames = Object.keys(states) as State[];
