import { makespanOf } from '../../analysis/timeline.js';
import { UsageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import type { Simulated } from '../run/simulate.js';
import type { Change } from './change.js';
import type { Outcomes } from './effect.js';
import { replay, type RecordedRuns } from './replay.js';

/** What every replay takes beside its sources, as a number of sources. */
const overhead = 5;

/** What a replay of recorded runs costs: about 20 to 50 µs of CPU time for each unit. */
export function costOf({ runConfig, runs }: RecordedRuns): number {
  return runs.length * (runConfig.scenario.sources.length + overhead);
}

/** What recorded runs come to with changes; undefined where those cannot be, or where it was interrupted. */
export async function tried(
  recorded: RecordedRuns,
  changes: readonly Change[],
  within: Scope,
): Promise<Outcomes | undefined> {
  const before = recorded.runConfig.scenario.sources.length;
  const runs = await possible(() =>
    replay(recorded, changes, within, (run) => ({
      makespanMs: makespanOf(run.spans),
      completeness: shareOf(run, before),
    })),
  );
  if (runs === undefined || runs.length < recorded.runs.length) return undefined;
  return {
    makespansMs: runs.map(({ makespanMs }) => makespanMs),
    completeness: runs.map(({ completeness }) => completeness),
  };
}

/** The last of recorded runs with changes; undefined as above. */
export async function lastTried(
  recorded: RecordedRuns,
  changes: readonly Change[],
  within: Scope,
): Promise<Simulated | undefined> {
  const runs = await possible(() => replay(recorded, changes, within, (run) => run));
  return runs?.length === recorded.runs.length ? runs.at(-1) : undefined;
}

/** Answers there are of all that were ever asked for: to ask fewer sources is no way to a whole answer. */
export function shareOf({ answer }: Pick<Simulated, 'answer'>, before: number): number {
  const asked = Object.keys(answer.sources).length;
  return Math.min(1, (answer.completeness * asked) / Math.max(asked, before));
}

async function possible<T>(replaying: () => Promise<T>): Promise<T | undefined> {
  try {
    return await replaying();
  } catch (thrown) {
    if (thrown instanceof UsageError) return undefined;
    throw thrown;
  }
}
