import type { Failure } from '../../model/errors.js';
import type { Json } from '../../model/json.js';
import type { LoadedScenario } from '../../scenario/load.js';

/** What was measured of a scenario's sources and inference, one bare attempt at each source in every round. */
export interface Recording {
  /** The scenario as it was loaded, with its own faults and policies. */
  readonly loaded: LoadedScenario;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Rounds that are complete. */
  readonly rounds: number;
  /** Whether the scenario's faults were part of what was measured. */
  readonly withFaults: boolean;
  /** In the order of the scenario. */
  readonly sources: readonly SourceRecording[];
}

/** What was measured of one source. */
export interface SourceRecording {
  readonly name: string;
  /** How long the attempts took that were answered, in milliseconds. */
  readonly answeredMs: readonly number[];
  readonly failures: readonly Failed[];
  /** One of its answers; undefined where there was none. */
  readonly payload: Json | undefined;
  /** Inferences on its answers, where they are not the kernel's. */
  readonly inferences: readonly Inferred[];
  /** What inferences failed with. */
  readonly failedInferences: readonly Failure[];
}

/** An attempt that failed, and how long it took, in milliseconds. */
export interface Failed {
  readonly failure: Failure;
  readonly ms: number;
}

/** An inference of one's own. */
export interface Inferred {
  /**
   * How long it kept its worker, less what the worker waited for a core; of a model server how long it took.
   * Milliseconds.
   */
  readonly heldMs: number;
  /** What a model server's answer says, where it does. */
  readonly firstTokenMs: number | undefined;
  readonly outputTokens: number | undefined;
}
