import fc from 'fast-check';
import { modeNames, type ModeName } from '#src/agent/modes.js';
import type { ScenarioInput } from '#src/scenario/schema.js';

/** Random scenarios: as many kinds of luck, faults and remedies as a scenario can state, small enough to try hundreds. */

const ms = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });
const ordered = (max: number): fc.Arbitrary<[number, number]> => fc.tuple(ms(max, 1), ms(max, 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);

type Latency = ScenarioInput['sources'][number]['latency'];

const simpleLatency: fc.Arbitrary<Exclude<Latency, { type: 'mixture' }>> = fc.oneof(
  { weight: 4, arbitrary: ms(4000) },
  ordered(3000).map(([min, max]) => ({ type: 'uniform' as const, min, max })),
  fc.tuple(ms(2000), ms(800)).map(([mean, sd]) => ({ type: 'normal' as const, mean, sd })),
  ordered(2000).map(([median, p95]) => ({ type: 'lognormal' as const, median, p95 })),
  ordered(4000).map(([low, high]) => ({ type: 'empirical' as const, percentiles: { 50: low, 99: high } })),
);

const latency: fc.Arbitrary<Latency> = fc.oneof(
  { weight: 5, arbitrary: simpleLatency },
  fc.tuple(simpleLatency, simpleLatency).map(([usual, rare]) => ({
    type: 'mixture' as const,
    parts: [
      { weight: 97, latency: usual },
      { weight: 3, latency: rare },
    ],
  })),
);

const fault = fc.oneof(
  fc.constantFrom('error', 'hang', 'malformed', 'flaky:0.5', 'flaky:0.9', 'slow:2x', 'slow:3.5x'),
  ms(2000).map((added) => `slow:${added}ms`),
);

const payload = fc.oneof(
  fc.constantFrom({ fixture: 'weather' }, { fixture: 'news' }, { fixture: 'knowledge_base' }),
  // As a file holds it: JSON knows no -0.
  fc.json({ maxDepth: 2 }).map((inline) => ({ inline: JSON.parse(inline) as never })),
);

const source = fc.record(
  { latency, argument: fc.constantFrom('question' as const, 'city' as const), payload, timeout: ms(5000, 100), faults: fc.array(fault, { maxLength: 2 }) },
  { requiredKeys: ['latency'] },
);

const policies = fc.shuffledSubarray(
  [
    { type: 'retry' as const, attempts: 2, base: 200, cap: 1000 },
    { type: 'retry' as const, attempts: 1, base: 50 },
    { type: 'cache' as const, ttl: 2500, size: 3 },
    { type: 'circuit-breaker' as const, threshold: 1, openFor: 700 },
    { type: 'timeout' as const, after: 900 },
    { type: 'bulkhead' as const, limit: 1 },
  ],
  { maxLength: 3 },
);

export const scenarioInput: fc.Arbitrary<ScenarioInput> = fc
  .record(
    {
      sources: fc.array(source, { minLength: 1, maxLength: 8 }).map((sources) => sources.map((one, i) => ({ ...one, name: `source-${i + 1}` }))),
      inference: fc.record({ cost: fc.oneof(ms(2500), fc.constant(0)), workers: ms(4, 1) }),
      limits: fc.record({ fetchTimeout: ms(6000, 100), timeout: fc.oneof(ms(9000, 100), fc.constant(120_000)) }),
      policies,
      seed: fc.nat(),
      scale: fc.constantFrom(1, 0.1, 2),
      modes: fc.shuffledSubarray<ModeName>([...modeNames], { minLength: 1 }),
    },
    { requiredKeys: ['sources', 'inference', 'limits'] },
  )
  .map((given) => ({ name: 'random', ...given }));

export const coreCount = ms(4, 1);
export const anyMode = fc.constantFrom(...modeNames);
