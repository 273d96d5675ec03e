import { UsageError } from '../../model/errors.js';
import { printable } from '../../lib/text.js';
import type { Gate } from './gate.js';

/** An end of what a gate leaves of a figure's values. */
interface End {
  readonly gate: Gate;
  readonly at: number;
  /** Whether the end itself is among them. */
  readonly closed: boolean;
}

/** A UsageError that names both, where no value of a figure can pass two of the gates. */
export function refuseContradictoryGates(gates: readonly Gate[]): void {
  const floors = new Map<string, End>();
  const ceilings = new Map<string, End>();
  for (const gate of gates) {
    const at = heightOf(gate);
    if (at === undefined) continue;
    const end = { gate, at, closed: gate.operator.endsWith('=') };
    for (const key of keysOf(gate)) {
      if (gate.operator !== '<' && gate.operator !== '<=') tighten(floors, key, end, (old) => end.at > old.at || (end.at === old.at && !end.closed));
      if (gate.operator !== '>' && gate.operator !== '>=') tighten(ceilings, key, end, (old) => end.at < old.at || (end.at === old.at && !end.closed));
      refuseEmpty(floors.get(key), ceilings.get(key));
    }
  }
}

function tighten(ends: Map<string, End>, key: string, end: End, isTighter: (old: End) => boolean): void {
  const old = ends.get(key);
  if (old === undefined || isTighter(old)) ends.set(key, end);
}

function refuseEmpty(floor: End | undefined, ceiling: End | undefined): void {
  if (floor === undefined || ceiling === undefined) return;
  if (floor.at < ceiling.at || (floor.at === ceiling.at && floor.closed && ceiling.closed)) return;
  throw new UsageError(
    printable(`the gates '${floor.gate.expression}' and '${ceiling.gate.expression}' contradict each other: nothing can pass both; drop one`),
  );
}

/** Gates of the same key limit the same figure, by numbers that can be compared: in its unit, or as shares of the baseline. */
function keysOf({ virtual, modes, subject, statistic, limit }: Gate): string[] {
  const what = [virtual, subject.source ?? null, subject.figure, statistic === 'p50' ? 'median' : statistic, limit.kind];
  return modes.map((mode) => JSON.stringify([mode, ...what]));
}

/** Undefined where the limit is a sum of both kinds, which only a run can tell. */
function heightOf({ limit }: Gate): number | undefined {
  if (limit.kind === 'value') return limit.value;
  return limit.plus === 0 ? limit.factor : undefined;
}
