import { bottleneck } from '../../analysis/bottleneck.js';
import { makespanOf } from '../../analysis/timeline.js';
import { mean, median } from '../../lib/statistics/descriptive.js';
import type { Scope } from '../../model/scope.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import { medianMakespan, typicalRun } from '../../results/typical.js';
import { quorumOf } from '../../scenario/derived.js';
import { setOf } from './change.js';
import { keepsAnswers } from './effect.js';
import type { Practical } from './pairs.js';
import { replay, type RecordedRuns } from './replay.js';
import { shareOf, tried } from './replay-trials.js';

/** A gain of less than this share of the makespan is none. */
const worthwhile = 0.005;

/**
 * What sets the makespan once a change is made, in the typical run then, and which practical change would help most
 * then, the same one once more included.
 */
export async function nextAfter(
  recorded: RecordedRuns,
  best: Practical,
  practical: readonly Practical[],
  within: Scope,
): Promise<WhatIf['next']> {
  const before = recorded.runConfig.scenario.sources.length;
  const runs = await replay(recorded, [best.change], within, (run) => ({
    makespanMs: makespanOf(run.spans),
    share: shareOf(run, before),
    run,
  }));
  if (runs.length < recorded.runs.length) return null;
  const bound = bottleneck(typicalRun(runs).run.spans, 0, quorumOf(recorded.runConfig.scenario)?.graceMs);
  if (bound === undefined) return null;
  const nowMs = medianMakespan(runs);
  const now = { completeness: mean(runs.map(({ share }) => share)) };
  let most: { readonly set: string | null; readonly gainMs: number } = { set: null, gainMs: 0 };
  for (const { change } of practical) {
    const outcomes = await tried(recorded, [best.change, change], within);
    if (outcomes === undefined || !keepsAnswers({ completeness: mean(outcomes.completeness) }, now)) continue;
    const gainMs = nowMs - median(outcomes.makespansMs);
    if (gainMs > most.gainMs && gainMs > worthwhile * nowMs) most = { set: setOf(change), gainMs };
  }
  return { after: setOf(best.change), bound: bound.bound, source: bound.source, share: bound.share, ...most };
}
