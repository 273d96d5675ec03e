import type { LoadedScenario } from '../scenario/load.js';
import { simulate, type SimulateOptions } from './simulate.js';

/** What each run of a mode takes on the virtual clock, in milliseconds. */
export async function predict(loaded: LoadedScenario, options: SimulateOptions): Promise<number[]> {
  return (await simulate(loaded, options)).map(({ makespanMs }) => makespanMs);
}
