import { defaultGraceMs } from '../../inference/simulated.js';
import { toNanosecond } from '../../lib/duration.js';
import type { LoopBlock } from '../../model/ports.js';
import { timelyInvariant } from '../../results/timely-invariant.js';
import { quorumOf } from '../../scenario/derived.js';
import { loopBlocksOf } from '../../scenario/fields/loop-block.js';
import type { Scenario } from '../../scenario/schema.js';
import type { Simulated } from '../run/simulate.js';
import type { State } from './combinations.js';

/** What must hold whichever sources fail. */
export const invariants = [
  timelyInvariant,
  'a failed source costs no other source its answer',
  'nothing keeps running afterwards',
  'every failure is named',
  'completeness adds up',
] as const;
export type InvariantName = (typeof invariants)[number];

/** Milliseconds that rounding may leave over. */
const tolerance = 1e-6;

/** The invariants that a case breaks. `baseline` is the same query with every source healthy. */
export function checkInvariants(
  scenario: Scenario,
  states: readonly State[],
  result: Simulated,
  baseline: Simulated,
): InvariantName[] {
  const { answer, makespanMs, leftOver } = result;
  const named = new Map(answer.errors.map((error) => [error.source, error.kind]));
  const lost = new Set(baseline.answer.errors.map(({ source }) => source));
  const missing = (name: string): boolean => answer.inferences[name] === undefined || named.has(name);
  const clean = new Set(scenario.sources.map(({ name }) => name).filter((name) => !missing(name)));
  const quorum = quorumOf(scenario);
  const enough = quorum !== undefined && clean.size >= quorum.count && quorum.sources.every((name) => clean.has(name));
  const holds: Record<InvariantName, boolean> = {
    [timelyInvariant]: makespanMs <= scenario.limits.timeout * scenario.scale + allowanceMs(scenario) + tolerance,
    'a failed source costs no other source its answer':
      !states.some(fails) ||
      scenario.sources.every(
        ({ name }, i) =>
          !missing(name) || states[i] !== 'healthy' || lost.has(name) || (enough && named.get(name) === 'enough'),
      ),
    'nothing keeps running afterwards': leftOver === 0,
    'every failure is named':
      scenario.sources.every(({ name }) => !missing(name) || named.has(name)) && answer.errors.length === named.size,
    'completeness adds up':
      Math.abs(answer.completeness * scenario.sources.length + named.size - scenario.sources.length) < tolerance,
  };
  return invariants.filter((name) => !holds[name]);
}

/** A slow source has not failed: who waits for a worker behind it is kept by a want of workers. */
function fails(state: State): boolean {
  return state === 'error' || state === 'hang';
}

/**
 * How much later than the overall timeout an answer may be, in milliseconds: nobody answers while injected blocks keep
 * the event loop, and a worker that is stuck is ended after a grace, which the query waits for.
 */
export function allowanceMs(scenario: Scenario): number {
  const timeoutMs = scenario.limits.timeout * scenario.scale;
  const blocks = loopBlocksOf(scenario).toSorted((a, b) => a.fromMs - b.fromMs);
  const cancelledMs = Math.max(timeoutMs, overMs(blocks.filter(({ fromMs }) => fromMs < timeoutMs)));
  if (!scenario.inference.faults.some(({ kind }) => kind === 'stuck')) return toNanosecond(cancelledMs - timeoutMs);
  const endedMs = cancelledMs + defaultGraceMs;
  // The end of the grace is planned after all blocks, so one of the same instant comes first.
  return toNanosecond(Math.max(endedMs, overMs(blocks.filter(({ fromMs }) => fromMs <= endedMs))) - timeoutMs);
}

/** When the last of these blocks is over: one whose time comes during another begins at its end. */
function overMs(blocks: readonly LoopBlock[]): number {
  return blocks.reduce((freeMs, { fromMs, ms }) => Math.max(freeMs, fromMs) + ms, 0);
}
