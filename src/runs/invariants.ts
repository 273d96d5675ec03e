import type { Scenario } from '../scenario/schema.js';
import type { Simulated } from './simulate.js';
import type { State } from './states.js';

/** What must hold whichever sources fail. */
export const invariants = [
  'the answer comes no later than the overall timeout',
  'a failed source costs no other source its answer',
  'nothing keeps running afterwards',
  'every failure is named',
  'completeness adds up',
] as const;
export type InvariantName = (typeof invariants)[number];

/** Milliseconds that rounding may leave over. */
const tolerance = 1e-6;

/** The invariants that a case breaks. `baseline` is the same query with every source healthy. */
export function checkInvariants(scenario: Scenario, states: readonly State[], result: Simulated, baseline: Simulated): InvariantName[] {
  const { answer, makespanMs, leftOver } = result;
  const named = new Map(answer.errors.map((error) => [error.source, error.kind]));
  const lost = new Set(baseline.answer.errors.map(({ source }) => source));
  const missing = (name: string): boolean => answer.inferences[name] === undefined || named.has(name);
  const holds: Record<InvariantName, boolean> = {
    'the answer comes no later than the overall timeout': makespanMs <= scenario.limits.timeout * scenario.scale + tolerance,
    'a failed source costs no other source its answer': scenario.sources.every(
      ({ name }, i) => !missing(name) || states[i] !== 'healthy' || lost.has(name) || named.get(name) === 'enough',
    ),
    'nothing keeps running afterwards': leftOver === 0,
    'every failure is named': scenario.sources.every(({ name }) => !missing(name) || named.has(name)) && answer.errors.length === named.size,
    'completeness adds up': Math.abs(answer.completeness * scenario.sources.length + named.size - scenario.sources.length) < tolerance,
  };
  return invariants.filter((name) => !holds[name]);
}
