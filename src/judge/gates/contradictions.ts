import { UsageError } from '../../model/errors.js';
import { printable } from '../../lib/text.js';
import type { Gate } from './gate.js';
import type { StatisticName } from './statistic.js';

/** Of the same runs, none of these is ever greater than one behind it. Of the mean only the ends can be said. */
const rising: readonly StatisticName[][] = [
  ['min', 'median', 'p90', 'p95', 'p99', 'max'],
  ['min', 'mean', 'max'],
];

/** A UsageError that names both, where no runs can pass two of the gates. */
export function refuseContradictoryGates(gates: readonly Gate[]): void {
  const floors = gates.filter(({ operator }) => operator !== '<' && operator !== '<=');
  const ceilings = gates.filter(({ operator }) => operator !== '>' && operator !== '>=');
  for (const floor of floors) {
    const ceiling = ceilings.find((one) => areComparable(floor, one) && leaveNothing(floor, one));
    if (ceiling === undefined) continue;
    throw new UsageError(
      printable(
        `the gates '${floor.expression}' and '${ceiling.expression}' contradict each other: nothing can pass both; drop one`,
      ),
    );
  }
}

/**
 * Whether the floor lifts what the ceiling limits: the same figure, of a statistic that is never less, by numbers of
 * one kind.
 */
function areComparable(floor: Gate, ceiling: Gate): boolean {
  if (
    floor.virtual !== ceiling.virtual ||
    floor.subject.source !== ceiling.subject.source ||
    floor.subject.figure !== ceiling.subject.figure
  )
    return false;
  if (floor.limit.kind !== ceiling.limit.kind || !floor.modes.some((mode) => ceiling.modes.includes(mode)))
    return false;
  const [lower, upper] = [floor, ceiling].map(({ statistic }) => (statistic === 'p50' ? 'median' : statistic)) as [
    StatisticName,
    StatisticName,
  ];
  // Of a baseline each statistic is another number.
  if (lower === upper || floor.limit.kind === 'baseline') return lower === upper;
  return rising.some((order) => order.includes(lower) && order.indexOf(upper) > order.indexOf(lower));
}

function leaveNothing(floor: Gate, ceiling: Gate): boolean {
  const [low, high] = [heightOf(floor), heightOf(ceiling)];
  if (low === undefined || high === undefined) return false;
  return low > high || (low === high && !(floor.operator.endsWith('=') && ceiling.operator.endsWith('=')));
}

/** Undefined where the limit is a sum of both kinds, which only a run can tell. */
function heightOf({ limit }: Gate): number | undefined {
  if (limit.kind === 'value') return limit.value;
  return limit.plus === 0 ? limit.factor : undefined;
}
