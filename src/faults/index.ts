import { toNanosecond } from '../lib/duration.js';
import { random } from '../lib/random.js';
import type { CallContext, Policy } from '../model/ports.js';
import { brownOut } from './brown-out.js';
import { burst } from './burst.js';
import { error } from './error.js';
import { flaky } from './flaky.js';
import { flap } from './flap.js';
import { hang } from './hang.js';
import type { FaultKind, FaultContext } from './kind.js';
import { malformed } from './malformed.js';
import { rateLimited } from './rate-limited.js';
import { reset } from './reset.js';
import { serverError } from './server-error.js';
import { slow } from './slow.js';
import { slowDrip } from './slow-drip.js';
import { stale } from './stale.js';
import { stalled } from './stalled.js';
import { truncated } from './truncated.js';

/** Every kind of fault. A new one is a file and a line here. */
export const faultKinds = {
  error,
  hang,
  slow,
  flaky,
  burst,
  flap,
  'brown-out': brownOut,
  malformed,
  truncated,
  stale,
  'rate-limited': rateLimited,
  'server-error': serverError,
  reset,
  stalled,
  'slow-drip': slowDrip,
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof faultKinds;

/** A fault as a scenario states it, checked. Durations in milliseconds before scaling. */
export interface Fault {
  readonly kind: FaultName;
  readonly argument: string;
  /**
   * The window: an attempt that begins at `from` or later and before `until` meets the fault. Run time, since the
   * sources were first asked.
   */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** The probability that an attempt within the window meets the fault; 1 where left out. */
  readonly rate?: number | undefined;
}

/** What the faults of all sources of a world have in common, and what sets this one apart. */
export interface FaultPlace {
  /** Multiplies durations. */
  readonly scale: number;
  /** Which fault of its source it is, from 0: each has a random stream of its own. */
  readonly number: number;
  /** When the sources were first asked, in milliseconds on the world's clock. */
  readonly beganMs: (context: CallContext) => number;
}

/** Whether a kind takes this argument. */
export function takes(kind: FaultName, argument: string): boolean {
  return faultPolicy({ kind, argument }, { scale: 1, number: 0, beganMs: () => 0 }) !== undefined;
}

/** Whether what a fault does depends on run time: by its kind, or by its window. */
export function dependsOnRunTime({ kind, from = 0, until = Infinity }: Fault): boolean {
  const { overTime = false }: FaultKind = faultKinds[kind];
  return overTime || from > 0 || until < Infinity;
}

/**
 * The wrapper that makes a source fail, or undefined if the argument is none of its kind's. `kinds` are what to make it
 * of: those in process where left out.
 */
export function faultPolicy(
  fault: Fault,
  { scale, number, beganMs }: FaultPlace,
  kinds: Readonly<Record<FaultName, FaultKind>> = faultKinds,
): Policy | undefined {
  const { kind, rate = 1 } = fault;
  const fromMs = toNanosecond((fault.from ?? 0) * scale);
  const untilMs = toNanosecond((fault.until ?? Infinity) * scale);
  const stream = number === 0 ? kind : `${kind} ${number}`;
  const runMs = (context: CallContext): number => toNanosecond(context.clock.now() - beganMs(context));
  const place: FaultContext = {
    scale,
    openMs: (context) => toNanosecond(runMs(context) - fromMs),
    random: (query, context) => random(query.seed, stream, query.index, context.source, context.attempt),
    stretchRandom: (query, context, stretch) => random(query.seed, stream, context.source, stretch),
  };
  const policy = kinds[kind].make(fault.argument, place);
  const timed = fromMs > 0 || untilMs < Infinity;
  if (policy === undefined || (!timed && rate === 1)) return policy;
  return (next) => {
    const faulty = policy(next);
    return (query, context) => {
      const open = !timed || (runMs(context) >= fromMs && runMs(context) < untilMs);
      const applies =
        open &&
        (rate === 1 || random(query.seed, `rate of ${stream}`, query.index, context.source, context.attempt)() < rate);
      return (applies ? faulty : next)(query, context);
    };
  };
}
