import type { LoadedScenario } from './load.js';

/** All that a run needs to know: made from flags and a scenario, and nothing is read from either afterwards. */
export interface Plan extends LoadedScenario {
  readonly clock: 'real' | 'virtual';
  /** How often each mode answers the query. */
  readonly runs: number;
  /** Cores of the virtual world, or those that this machine has for us. */
  readonly cores: number;
  /** How many threads run inference. */
  readonly workers: number;
  /** Contention of the simulated cores; `measured` takes it from a calibration. */
  readonly contention: number | 'measured';
}
