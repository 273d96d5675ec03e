import { median } from '../lib/stats.js';
import type { ModeReport } from './schema.js';

/** The mode with the smallest median makespan among those that answered most. */
export function fastest<M extends Pick<ModeReport, 'mode' | 'runs'>>(modes: readonly M[]): M | undefined {
  const share = (mode: M): number => median(mode.runs.map((run) => run.result.completeness));
  const makespan = (mode: M): number => median(mode.runs.map((run) => run.makespanMs));
  return modes.toSorted((a, b) => share(b) - share(a) || makespan(a) - makespan(b))[0];
}
