import type { ModeName } from '../../agent/modes.js';
import type { FailureKind } from '../../model/errors.js';
import type { Span } from '../../model/trace.js';

/** One query as it is judged: its trace, and what of its answer matters. */
export interface Seen {
  readonly spans: readonly Span[];
  readonly completeness: number;
  /** The sources whose inference is part of the answer. */
  readonly inferred: readonly string[];
  readonly errors: readonly { readonly source: string; readonly kind: FailureKind; readonly elapsedMs: number }[];
}

/** What others took of the cores during a query, in milliseconds of CPU time; null where the system does not tell. */
export interface Taken {
  readonly stealMs: number | null;
  readonly othersCpuMs: number | null;
}

/** Timers of the process that keep it alive, just before a query and just after it. */
export interface Timers {
  readonly before: number;
  readonly after: number;
}

/** A query that was run, and the same one on the virtual clock with this machine's contention. */
export interface Pair {
  readonly measured: Seen;
  readonly expected: Seen;
  readonly taken: Taken;
  readonly timers: Timers;
}

export interface ModeEvidence extends Pair {
  readonly mode: ModeName;
  /** The same on cores that do not slow each other. */
  readonly exact: Seen;
}

/** A hybrid query in which one source never answers. */
export interface Trial extends Pair {
  readonly source: string;
  /** When the source's timeout or the overall one strikes, in milliseconds. */
  readonly limitMs: number;
  /** How much later than that the answer may come by the scenario's own faults, such as a blocked event loop. */
  readonly allowanceMs: number;
  /** Right after the query every worker was given a job: milliseconds until each had begun. */
  readonly probesMs: readonly number[];
}

/** Worker threads of one pool: how many it was to have, were seen alive, and were alive once it was closed. */
export interface Threads {
  readonly wanted: number;
  readonly seen: number;
  readonly left: number;
}

/** Why nothing is said of workers where there are none. */
export const noWorkers = 'a model server makes the inference here, and no worker';

/** All that is judged. A text in the place of a trial says why there was none. */
export interface Evidence {
  readonly sources: number;
  readonly cores: number;
  /** Worker threads; none where a model server makes the inference. */
  readonly workers: number;
  /** Whether the system tells the CPU time of a thread, rather than wall time being taken for it. */
  readonly cpuMeasured: boolean;
  /** Spread of the calibration's samples, as a share. */
  readonly calibrationSpread: number;
  readonly modes: readonly ModeEvidence[];
  readonly hanging: Trial | string;
  readonly cutOff: Trial | string;
  readonly pools: readonly Threads[];
}
