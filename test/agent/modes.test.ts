import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultModes, modeNames, type ModeName } from '#src/agent/modes.js';
import { readFileSync } from 'node:fs';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { simulate, times } from '../support/simulate.js';

const capstone = JSON.parse(
  readFileSync(new URL('../../fixtures/scenarios/capstone.json', import.meta.url), 'utf8'),
) as ScenarioInput;

/** Makespans of capstone in milliseconds, in the order of `modeNames`; worked out by hand. */
const makespans: [
  what: string,
  cores: { cores: number; workers?: number; contention?: number },
  Record<ModeName, number>,
][] = [
  [
    'one core',
    { cores: 1 },
    { sequential: 12_500, concurrent: 9000, parallel: 12_500, hybrid: 7500, 'hybrid-barrier': 9000 },
  ],
  [
    'two cores',
    { cores: 2 },
    { sequential: 12_500, concurrent: 9000, parallel: 10_500, hybrid: 5500, 'hybrid-barrier': 7000 },
  ],
  [
    'three cores',
    { cores: 3 },
    { sequential: 12_500, concurrent: 9000, parallel: 8500, hybrid: 5000, 'hybrid-barrier': 5000 },
  ],
  [
    '64 cores',
    { cores: 64 },
    { sequential: 12_500, concurrent: 9000, parallel: 8500, hybrid: 5000, 'hybrid-barrier': 5000 },
  ],
  [
    'one worker on two cores',
    { cores: 2, workers: 1 },
    { sequential: 12_500, concurrent: 9000, parallel: 12_500, hybrid: 7500, 'hybrid-barrier': 9000 },
  ],
  // Three jobs share two cores: each gets two thirds of one.
  [
    'three workers on two cores',
    { cores: 2, workers: 3 },
    { sequential: 12_500, concurrent: 9000, parallel: 9500, hybrid: 5250, 'hybrid-barrier': 6000 },
  ],
  [
    'three workers on one core',
    { cores: 1, workers: 3 },
    { sequential: 12_500, concurrent: 9000, parallel: 12_500, hybrid: 7500, 'hybrid-barrier': 9000 },
  ],
  // Two busy cores work at 0.8 of their rate each; one busy core does not notice.
  [
    'two cores with contention 1.25',
    { cores: 2, contention: 1.25 },
    { sequential: 12_500, concurrent: 9000, parallel: 11_000, hybrid: 6000, 'hybrid-barrier': 7500 },
  ],
];

describe('capstone takes exactly', () => {
  for (const [what, cores, expected] of makespans) {
    for (const mode of modeNames) {
      it(`${expected[mode]} ms ${mode} on ${what}`, async () => {
        const { makespanMs, answer } = await simulate(capstone, mode, cores);
        assert.equal(makespanMs, expected[mode]);
        assert.equal(answer.completeness, 1);
      });
    }
  }
});

describe('a mode', () => {
  const spansIn = async (
    mode: ModeName,
    cores = 3,
  ): Promise<Record<'fetch' | 'inference', Record<string, [number, number]>>> => {
    const { spans } = await simulate(capstone, mode, { cores });
    const of = (kind: 'fetch' | 'inference'): Record<string, [number, number]> =>
      Object.fromEntries(
        spans.filter((span) => span.kind === kind).map((span) => [span.name, [span.startMs, span.endMs]]),
      );
    return { fetch: of('fetch'), inference: of('inference') };
  };
  const oneByOne = { weather: [0, 2000], news: [2000, 3500], knowledge_base: [3500, 6500] };
  const atOnce = { weather: [0, 2000], news: [0, 1500], knowledge_base: [0, 3000] };

  for (const [mode, fetch, inference] of [
    ['sequential', oneByOne, { weather: [6500, 8500], news: [8500, 10_500], knowledge_base: [10_500, 12_500] }],
    ['concurrent', atOnce, { weather: [3000, 5000], news: [5000, 7000], knowledge_base: [7000, 9000] }],
    ['parallel', oneByOne, { weather: [6500, 8500], news: [6500, 8500], knowledge_base: [6500, 8500] }],
    ['hybrid', atOnce, { weather: [2000, 4000], news: [1500, 3500], knowledge_base: [3000, 5000] }],
    ['hybrid-barrier', atOnce, { weather: [3000, 5000], news: [3000, 5000], knowledge_base: [3000, 5000] }],
  ] as const) {
    it(`that is ${mode} draws the picture it is named for`, async () => {
      assert.deepEqual(await spansIn(mode), { fetch, inference });
    });
  }

  for (const mode of ['sequential', 'concurrent'] as const) {
    it(`that is ${mode} infers on one worker, off the main thread`, async () => {
      const { spans } = await simulate(capstone, mode);
      assert.deepEqual(
        new Set(spans.filter((span) => span.kind === 'inference').map((span) => span.lane)),
        new Set(['worker-1']),
      );
    });
  }

  it('that starts jobs at once gives each a worker of its own, and the queue shows who waited', async () => {
    const { spans } = await simulate(capstone, 'hybrid', { cores: 2 });
    const lanes = spans
      .filter((span) => span.kind === 'inference')
      .map((span) => [span.name, span.lane, span.startMs, span.endMs]);
    assert.deepEqual(lanes, [
      ['news', 'worker-1', 1500, 3500],
      ['weather', 'worker-2', 2000, 4000],
      ['knowledge_base', 'worker-1', 3500, 5500],
    ]);
    assert.deepEqual(times(spans, 'queue', 'knowledge_base'), [[3000, 3500, 'ok']]);
    assert.deepEqual(times(spans, 'queue', 'news'), [[1500, 1500, 'ok']]);
  });

  it('answers in the order of the scenario, whatever lands first', async () => {
    for (const mode of modeNames) {
      const { answer } = await simulate(capstone, mode);
      assert.deepEqual(Object.keys(answer.sources), ['weather', 'news', 'knowledge_base']);
      assert.deepEqual(Object.keys(answer.inferences), ['weather', 'news', 'knowledge_base']);
    }
  });

  it('runs by default unless it is the barrier', () => {
    assert.deepEqual(defaultModes, ['sequential', 'concurrent', 'parallel', 'hybrid']);
  });
});
