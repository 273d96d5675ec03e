import { clip, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scenario } from '../../scenario/schema.js';
import type { Gate } from './gate.js';
import { parseGate } from './parse.js';
import { GateSyntaxError } from './scanner.js';
import type { StatisticName } from './statistic.js';

/**
 * The gates of a scenario and of flags, each once. A UsageError names the field or the flag, the expression and the
 * column of what is wrong.
 */
export function gatesOf(scenario: Scenario, flagged: readonly string[]): Gate[] {
  const run = { modes: scenario.modes, sources: scenario.sources.map(({ name }) => name) };
  const all = [
    ...scenario.gates.map((expression, i) => ({ where: `gates.${i}`, expression })),
    ...flagged.map((expression) => ({ where: '--gate', expression })),
  ];
  const gates = all.map(({ where, expression }) => {
    try {
      return parseGate(expression, run);
    } catch (thrown) {
      if (!(thrown instanceof GateSyntaxError)) throw thrown;
      throw new UsageError(printable(`${where} '${clip(expression, 200)}', ${thrown.message}`));
    }
  });
  refuseContradictoryGates(gates);
  return [...new Map(gates.map((gate) => [gate.expression, gate])).values()];
}

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
        `the gates '${floor.expression}' and '${ceiling.expression}' contradict each other: nothing can pass both; ` +
          'drop one',
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
