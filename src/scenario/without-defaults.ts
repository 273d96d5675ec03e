import { scenarioSchema, type Scenario } from './schema.js';

/** A scenario for a file, without the fields that equal their defaults. */
export function withoutDefaults(scenario: Scenario): object {
  const { type } = scenario.inference;
  const address = 'http://127.0.0.1';
  const model = type === 'openai' ? { type, url: address, model: 'model' } : {};
  const least = scenarioSchema.parse({ sources: [{ type: 'http', name: 'source', url: address }], inference: model });
  const { inference, ...rest } = without(scenario, least);
  return {
    ...rest,
    sources: scenario.sources.map((source) => without(source, least.sources[0]!)),
    ...(inference && { inference: type === least.inference.type ? without(inference, least.inference) : inference }),
  };
}

/** Fields that are written even if they equal their defaults. */
const required = new Set(['type', 'name', 'url', 'model']);

function without<T extends object>(value: T, defaults: object): Partial<T> {
  const json = (field: unknown): string => JSON.stringify(field) ?? '';
  const stated = Object.entries(value).filter(
    ([key, field]) => required.has(key) || json(field) !== json((defaults as Record<string, unknown>)[key]),
  );
  return Object.fromEntries(stated) as Partial<T>;
}
