import { maxDurationMs, parseDuration } from '../lib/duration.js';
import type { Policy } from '../model/ports.js';
import { error } from './error.js';
import { flaky } from './flaky.js';
import { hanging } from './hang.js';
import { malformed } from './malformed.js';
import { slow } from './slow.js';

/** A way for a source to fail. `argument` is what stands after the colon of `slow:3x`. */
export interface FaultKind {
  readonly summary: string;
  /** How the argument is written, for help and errors; empty where the kind takes none. */
  readonly argument: string;
  /** What an argument may be, for errors. */
  readonly remedy?: string;
  /** The wrapper for this argument, or undefined if the argument is none. `scale` multiplies durations. */
  readonly make: (argument: string, scale: number) => Policy | undefined;
}

/** Every kind of fault. A new one is a file and a line here. */
export const faultKinds = {
  error: { summary: 'fails at once', argument: '', make: (argument) => (argument === '' ? error : undefined) },
  hang: { summary: 'never answers', argument: '', make: (argument) => (argument === '' ? hanging : undefined) },
  slow: {
    summary: 'takes longer, by a duration or a factor',
    argument: 'DURATION|FACTORx',
    remedy: 'as in slow:1.5s or slow:3x (up to 24h, a factor from 1 to 1000)',
    make: makeSlow,
  },
  flaky: { summary: 'fails with this probability', argument: 'PROBABILITY', remedy: 'as in flaky:0.2 (from 0 to 1)', make: makeFlaky },
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

/** A source that is slower by more than this does not answer at all: that is `hang`. */
const maxFactor = 1000;

function makeSlow(argument: string, scale: number): Policy | undefined {
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(argument);
  if (factor !== null) return Number(factor[1]) >= 1 && Number(factor[1]) <= maxFactor ? slow({ factor: Number(factor[1]), addedMs: 0 }) : undefined;
  const addedMs = parseDuration(argument);
  return addedMs === undefined || addedMs > maxDurationMs ? undefined : slow({ factor: 1, addedMs: addedMs * scale });
}

function makeFlaky(argument: string): Policy | undefined {
  const probability = argument.trim() === '' ? Number.NaN : Number(argument);
  return probability >= 0 && probability <= 1 ? flaky(probability) : undefined;
}
