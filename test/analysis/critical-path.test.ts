import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { criticalPath } from '#src/analysis/critical-path.js';
import { modeNames, type ModeName } from '#src/agent/modes.js';
import type { Span } from '#src/model/trace.js';
import { simulate } from '../support/simulate.js';

const sources = [
  { name: 'weather', latency: '2s' },
  { name: 'news', latency: '1.5s' },
  { name: 'knowledge_base', latency: '3s' },
];

function steps(spans: readonly Span[], toleranceMs = 0): [string, string, number][] {
  return criticalPath(spans, toleranceMs).map(({ kind, name, durationMs }) => [kind, name, durationMs]);
}

describe('the critical path', () => {
  const cases: [ModeName, number, [string, string, number][]][] = [
    [
      'hybrid',
      3,
      [
        ['attempt', 'knowledge_base', 3000],
        ['inference', 'knowledge_base', 2000],
      ],
    ],
    [
      'hybrid',
      2,
      [
        ['attempt', 'knowledge_base', 3000],
        ['queue', 'knowledge_base', 500],
        ['inference', 'knowledge_base', 2000],
      ],
    ],
    [
      'hybrid',
      1,
      [
        ['attempt', 'knowledge_base', 3000],
        ['queue', 'knowledge_base', 2500],
        ['inference', 'knowledge_base', 2000],
      ],
    ],
    [
      'hybrid-barrier',
      3,
      [
        ['attempt', 'knowledge_base', 3000],
        ['inference', 'knowledge_base', 2000],
      ],
    ],
    [
      'concurrent',
      2,
      [
        ['attempt', 'knowledge_base', 3000],
        ['inference', 'weather', 2000],
        ['inference', 'news', 2000],
        ['inference', 'knowledge_base', 2000],
      ],
    ],
    [
      'sequential',
      2,
      [
        ['attempt', 'weather', 2000],
        ['attempt', 'news', 1500],
        ['attempt', 'knowledge_base', 3000],
        ['inference', 'weather', 2000],
        ['inference', 'news', 2000],
        ['inference', 'knowledge_base', 2000],
      ],
    ],
  ];
  for (const [mode, cores, expected] of cases) {
    it(`of ${mode} on ${cores} cores is ${expected.map(([kind, name]) => `${kind} ${name}`).join(', ')}`, async () => {
      const { spans } = await simulate({ sources }, mode, { cores });
      assert.deepEqual(steps(spans), expected);
    });
  }

  it('of a retried fetch shows its attempts and its pauses', async () => {
    const { spans } = await simulate(
      {
        sources: [{ name: 'weather', latency: '2s', faults: ['hang'] }],
        limits: { fetchTimeout: '1s' },
        policies: [{ type: 'retry', attempts: 1 }],
      },
      'hybrid',
    );
    const path = criticalPath(spans, 0);
    assert.deepEqual(
      path.map(({ kind }) => kind),
      ['attempt', 'backoff', 'attempt'],
    );
  });

  const hedge = { type: 'hedge' as const, after: 500 };
  const onLuck = { sources: [{ name: 'weather', latency: '1s', faults: ['slow:4x%0.5'] }] };
  for (const [what, input, expected] of [
    [
      'a copy that wins begins with the time in which the first one was late',
      onLuck,
      [
        ['attempt', 0, 500],
        ['attempt', 500, 1500],
      ],
    ],
    [
      'a first one that wins after all is that one alone',
      { sources: [{ name: 'weather', latency: '1s' }] },
      [['attempt', 0, 1000]],
    ],
  ] as const) {
    it(`of ${what}`, async () => {
      for (let seed = 0; ; seed++) {
        const { spans } = await simulate(
          { ...input, sources: input.sources as never, inference: { cost: 100 }, policies: [hedge], seed },
          'hybrid',
          {
            cores: 2,
          },
        );
        const attempts = spans.filter((span) => span.kind === 'attempt');
        if (attempts.find((span) => span.outcome === 'ok')!.endMs !== expected.at(-1)![2]) continue;
        assert.deepEqual(
          criticalPath(spans, 0).map(({ kind, startMs, durationMs }) => [kind, startMs, startMs + durationMs]),
          [...expected, ['inference', expected.at(-1)![2], expected.at(-1)![2] + 100]],
        );
        return;
      }
    });
  }

  it('of copies of an inference begins with the first one’s wait, and of losers knows nothing', async () => {
    const { spans } = await simulate(
      {
        sources: [
          { name: 'weather', latency: 100 },
          { name: 'news', latency: 0 },
        ],
        inference: { cost: 1000, policies: [{ type: 'hedge', after: 800 }] },
      },
      'hybrid',
      { cores: 1 },
    );
    // Both are asked for again, and the copies never get to work.
    assert.deepEqual(
      criticalPath(spans, 0).map(({ kind, name, startMs, durationMs }) => [kind, name, startMs, durationMs]),
      [
        ['attempt', 'weather', 0, 100],
        ['queue', 'weather', 100, 900],
        ['inference', 'weather', 1000, 1000],
      ],
    );
  });

  const quick = [
    { name: 'weather', latency: 400 },
    { name: 'news', latency: 300 },
    { name: 'notes', latency: 100 },
    { name: 'archive', latency: '3s' },
  ];
  for (const [what, grace, expected] of [
    ['the answer that completed it, not with what was given up', 0, 'news'],
    ['that answer and not one that came in its grace', 150, 'news'],
  ] as const) {
    it(`of a quorum ends with ${what}`, async () => {
      const { spans, makespanMs } = await simulate(
        { sources: quick, inference: { cost: 50 }, policies: [{ type: 'quorum', count: 2, grace }] },
        'hybrid',
        {
          cores: 4,
        },
      );
      assert.equal(makespanMs, 350 + grace);
      assert.deepEqual(
        criticalPath(spans, 0, grace).map(({ kind, name, durationMs }) => [kind, name, durationMs]),
        [
          ['attempt', expected, 300],
          ['inference', expected, 50],
        ],
      );
    });
  }

  it('runs from the start to the makespan without a gap or an overlap, in every mode', async () => {
    for (const mode of modeNames) {
      const { spans, makespanMs } = await simulate(
        {
          sources,
          faults: ['news=slow:2x'],
          policies: [{ type: 'retry', attempts: 2 }],
          limits: { fetchTimeout: '2.5s' },
        },
        mode,
        { cores: 2 },
      );
      const path = criticalPath(spans, 0);
      let reached = 0;
      for (const { startMs, durationMs } of path) {
        assert.equal(startMs, reached, mode);
        reached = Math.round((startMs + durationMs) * 1e6) / 1e6;
      }
      assert.equal(reached, makespanMs, mode);
    }
  });

  it('of nothing, and of what took no time, is empty', async () => {
    assert.deepEqual(criticalPath([], 0), []);
    const { spans } = await simulate({ sources: [{ name: 'a', latency: 0 }], inference: { cost: 0 } }, 'hybrid');
    assert.deepEqual(criticalPath(spans, 0), []);
  });

  it('prefers the same source where real time blurs by fractions of a millisecond what caused what', () => {
    let id = 1;
    const span = (kind: Span['kind'], name: string, startMs: number, endMs: number): Span => ({
      id: id++,
      parent: null,
      kind,
      name,
      lane: 'main',
      startMs,
      endMs,
      outcome: 'ok',
    });
    const spans = [span('fetch', 'a', 0, 100), span('fetch', 'b', 0, 100.2), span('inference', 'a', 100.4, 200)];
    assert.deepEqual(steps(spans, 1), [
      ['fetch', 'a', 100],
      ['inference', 'a', 200 - 100.4],
    ]);
    assert.deepEqual(steps(spans, 0), [
      ['fetch', 'b', 100.2],
      ['inference', 'a', 200 - 100.4],
    ]);
  });

  it('of 10,000 sources that take no time is found without comparing each with all', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ name: `s${i}`, latency: 0 }));
    const { spans } = await simulate({ sources: many, inference: { cost: 0 } }, 'hybrid');
    let reads = 0;
    const counted = spans.map(
      (span) => new Proxy(span, { get: (target, key) => (key === 'endMs' && reads++, Reflect.get(target, key)) }),
    );
    assert.deepEqual(criticalPath(counted, 0), []);
    assert.ok(reads < 2_000_000, `${reads} reads`);
  });
});
