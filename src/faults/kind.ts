import type { Random } from '../lib/random.js';
import type { CallContext, Policy } from '../model/ports.js';
import type { Query } from '../model/query.js';

/** What a fault needs beside its argument. */
export interface FaultContext {
  /** Multiplies the durations of the argument. */
  readonly scale: number;
  /** Milliseconds since the fault's window has opened, on the world's clock. */
  readonly openMs: (context: CallContext) => number;
  /** The random stream of this fault and this attempt alone, keyed by seed, query, source and attempt. */
  readonly random: (query: Query, context: CallContext) => Random;
  /**
   * The random stream of this fault and a stretch of run time, the same for all queries: keyed by seed, source and
   * stretch.
   */
  readonly stretchRandom: (query: Query, context: CallContext, stretch: number) => Random;
}

/** A way for a source to fail. Its argument follows a colon, as in `slow:3x`. */
export interface FaultKind {
  readonly summary: string;
  /**
   * How the argument is written, for help and errors; empty where the kind takes none. In brackets where it may be left
   * out.
   */
  readonly argument: string;
  /** What an argument may be, for errors. */
  readonly remedy?: string;
  /** Whether what it does depends on run time, so on the queries before. No where left out. */
  readonly overTime?: boolean;
  /** The wrapper for this argument (empty if there is none), or undefined if the argument is wrong. */
  readonly make: (argument: string, place: FaultContext) => Policy | undefined;
}
