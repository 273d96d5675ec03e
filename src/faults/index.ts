import { parseDuration } from '../lib/duration.js';
import type { Policy } from '../model/ports.js';
import { error } from './error.js';
import { flaky } from './flaky.js';
import { hanging } from './hang.js';
import { malformed } from './malformed.js';
import { slow } from './slow.js';

/** A way for a source to fail. `argument` is what stands after the colon of `slow:3x`. */
interface FaultKind {
  readonly summary: string;
  /** How the argument is written, for help and errors; empty where the kind takes none. */
  readonly argument: string;
  /** The wrapper for this argument, or undefined if the argument is none. `scale` multiplies durations. */
  readonly make: (argument: string, scale: number) => Policy | undefined;
}

/** Every kind of fault. A new one is a file and a line here. */
export const faultKinds = {
  error: { summary: 'fails at once', argument: '', make: (argument) => (argument === '' ? error : undefined) },
  hang: { summary: 'never answers', argument: '', make: (argument) => (argument === '' ? hanging : undefined) },
  slow: { summary: 'takes longer, by a duration or a factor', argument: 'DURATION|FACTORx', make: makeSlow },
  flaky: { summary: 'fails with this probability', argument: 'PROBABILITY', make: makeFlaky },
  malformed: { summary: 'answers with a payload that its schema refuses', argument: '', make: (argument) => (argument === '' ? malformed : undefined) },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof faultKinds;

/** A fault as a scenario states it, checked. */
export interface Fault {
  readonly kind: FaultName;
  readonly argument: string;
}

/** The wrapper that makes a source fail. `scale` multiplies the fault's durations. */
export function faultPolicy(fault: Fault, scale: number): Policy | undefined {
  const kind: FaultKind = faultKinds[fault.kind];
  return kind.make(fault.argument, scale);
}

function makeSlow(argument: string, scale: number): Policy | undefined {
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(argument);
  if (factor !== null) return slow({ factor: Number(factor[1]), addedMs: 0 });
  const addedMs = parseDuration(argument);
  return addedMs === undefined ? undefined : slow({ factor: 1, addedMs: addedMs * scale });
}

function makeFlaky(argument: string): Policy | undefined {
  const probability = argument === '' ? Number.NaN : Number(argument);
  return probability >= 0 && probability <= 1 ? flaky(probability) : undefined;
}
