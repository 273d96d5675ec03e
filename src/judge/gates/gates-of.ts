import { clip, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import type { Scenario } from '../../scenario/schema.js';
import { refuseContradictoryGates } from './contradictions.js';
import type { Gate } from './gate.js';
import { parseGate } from './parse.js';
import { GateSyntaxError } from './scanner.js';

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
