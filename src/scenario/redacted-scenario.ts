import { environmentVariables } from '../adapters/environment-variables.js';
import { secretsOf } from '../adapters/secrets/secrets-of.js';
import type { Scenario } from './schema.js';

/**
 * A scenario as a report may hold it: where a secret stands in a field that is not hidden, such as a question, it is
 * left out.
 */
export function redactedScenario(scenario: Scenario): Scenario {
  return secretsOf(scenario, environmentVariables()).redactIn(scenario);
}
