import { redacted } from '../../adapters/secrets/hidden.js';
import { UsageError } from '../../model/errors.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/schema.js';
import { withoutDefaults } from '../../scenario/without-defaults.js';
import { pointedAt } from './pointed-at.js';

/**
 * A scenario file that asks a mock at this URL, as JSON: every source over HTTP, and without faults, which are the
 * mock's. A UsageError says what cannot be written.
 */
export function matchingScenario(loaded: LoadedScenario, url: string): string {
  const pointed = pointedAt(loaded, url, { every: true });
  const { inference } = pointed;
  const scenario: Scenario = {
    ...pointed,
    $schema: undefined, // which may be relative to where the scenario was
    sources: pointed.sources.map((source) => ({ ...source, faults: [] })),
    inference: inference.type === 'openai' ? { ...inference, modelFaults: [] } : inference,
  };
  const text = JSON.stringify(withoutDefaults(scenario), null, 2);
  if (text.includes(redacted))
    throw new UsageError(
      `inference: it holds a secret, which is not written into files; name it as a variable, as in {{env.TOKEN}}`,
    );
  return `${text}\n`;
}
