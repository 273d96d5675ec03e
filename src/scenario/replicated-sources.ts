import type { LoadedScenario } from './load.js';
import type { ScenarioSource } from './schema.js';

/**
 * The scenario with its sources repeated, in turn, until there are so many: `news-2` is as `news`, with a
 * random stream of its own. Unchanged if there are as many already.
 */
export function withReplicatedSources(loaded: LoadedScenario, count: number): LoadedScenario {
  const { scenario } = loaded;
  const payloads = new Map(loaded.payloads);
  const names = new Set(scenario.sources.map(({ name }) => name));
  const sources: ScenarioSource[] = [...scenario.sources];
  for (let i = sources.length; i < count; i++) {
    const original = scenario.sources[i % scenario.sources.length]!;
    let copy = Math.floor(i / scenario.sources.length) + 1;
    while (names.has(`${original.name}-${copy}`)) copy++;
    const name = `${original.name}-${copy}`;
    names.add(name);
    sources.push({ ...original, name });
    payloads.set(name, loaded.payloads.get(original.name)!);
  }
  return { ...loaded, scenario: { ...scenario, sources }, payloads };
}
