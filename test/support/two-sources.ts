import type { ScenarioInput } from '#src/scenario/schema.js';

type Policies = NonNullable<ScenarioInput['policies']>;

/** Two sources with policies for both, of the first one alone, and limits: for tests of what goes together. */
export function scenario(
  policies: Policies,
  own: ScenarioInput['sources'][number]['policies'] = [],
  limits: ScenarioInput['limits'] = {},
): ScenarioInput {
  return {
    sources: [
      { name: 'weather', latency: '2s', policies: own },
      { name: 'news', latency: '1s' },
    ],
    policies,
    limits,
  };
}
