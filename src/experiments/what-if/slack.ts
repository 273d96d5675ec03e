import { makespanOf } from '../../analysis/timeline.js';
import type { Scope } from '../../model/scope.js';
import type { Span } from '../../model/trace.js';
import type { WhatIf } from '../../results/documents/what-if-findings.js';
import type { Simulated } from '../run/simulate.js';
import type { Stage } from './change.js';
import type { RecordedRuns } from './replay.js';
import { costOf, lastTried } from './replay-trials.js';

/** To what a slack is exact, in milliseconds. */
const exactMs = 0.01;
/** Makespans that differ by less are the same: stamps are rounded to nanoseconds. */
const sameMs = 1e-5;

export interface SlackOptions {
  /** The typical run last; see `upToRun`. */
  readonly recorded: RecordedRuns;
  /** Its spans as they were measured. */
  readonly spans: readonly Span[];
  /** The sources that are looked at, the most important first. */
  readonly sources: readonly string[];
  readonly within: Scope;
  /** What all replays together may cost; sources that it does not suffice for are left out. */
  readonly budget: number;
}

/**
 * By how much each fetch and each inference of a run could be longer without moving the makespan or losing an answer:
 * found by replaying the run with that one span made longer, more and more exactly. So it knows what arithmetic on the
 * critical path does not: that one that comes later takes another worker, or waits for one that is there by then.
 */
export async function slackOf({ recorded, spans, sources, within, budget }: SlackOptions): Promise<WhatIf['slack']> {
  const unchanged = await lastTried(recorded, [], within);
  if (unchanged === undefined) return [];
  const mostMs = makespanOf(unchanged.spans);
  const perSource = 2 * costOf(recorded) * (2 + Math.ceil(Math.log2(Math.max(2, mostMs / exactMs))));
  const found: WhatIf['slack'] = [];
  for (const name of sources.slice(0, Math.floor(budget / perSource))) {
    for (const kind of ['fetch', 'inference'] as const) {
      const span = spans.findLast((one) => one.kind === kind && one.name === name);
      if (span === undefined || within.reason !== undefined) continue;
      const slackMs = await slackIn(recorded, kind, name, unchanged, mostMs, within);
      found.push({ span: span.id, kind, name, slackMs, atLeast: slackMs === mostMs });
    }
  }
  return found.toSorted((a, b) => a.slackMs - b.slackMs);
}

async function slackIn(
  recorded: RecordedRuns,
  kind: Stage,
  name: string,
  unchanged: Simulated,
  mostMs: number,
  within: Scope,
): Promise<number> {
  /** By how much the makespan moves with a delay; undefined where an answer is lost. */
  const movedMs = async (ms: number): Promise<number | undefined> => {
    const delaysMs = new Map([[`${kind} ${name}`, ms]]);
    const run = await lastTried({ ...recorded, runConfig: { ...recorded.runConfig, delaysMs } }, [], within);
    if (run === undefined || run.answer.completeness < unchanged.answer.completeness) return undefined;
    return makespanOf(run.spans) - mostMs;
  };
  const isWithin = (moved: number | undefined): boolean => moved !== undefined && Math.abs(moved) < sameMs;
  const withinSlack = async (ms: number): Promise<boolean> => isWithin(await movedMs(ms));
  let [low, high] = [0, mostMs];
  const moved = await movedMs(high);
  if (isWithin(moved)) return high;
  // What a delay moves the makespan by is usually what it has beyond the slack: two replays then say that it is so.
  const likely = moved === undefined ? 0 : high - moved;
  for (const ms of [likely - exactMs / 4, likely + exactMs / 4]) {
    if (ms <= low || ms >= high) continue;
    if (await withinSlack(ms)) low = ms;
    else high = ms;
  }
  while (high - low > exactMs / 2) {
    const middle = (low + high) / 2;
    if (await withinSlack(middle)) low = middle;
    else high = middle;
  }
  return Math.round((low + high) / 2 / exactMs) * exactMs;
}
