import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modeNames } from '#src/agent/modes.js';
import type { TraceEvent } from '#src/model/trace.js';
import { capstone, errorsOf, simulate, simulator, times } from '../support/simulate.js';
import { spansOf } from '../support/timelines.js';

describe('a source that hangs', () => {
  const hanging = capstone({ faults: ['weather=hang'] });

  for (const [mode, cores, makespanMs] of [
    ['hybrid', 3, 5000],
    ['hybrid', 2, 5000],
    ['hybrid', 1, 5500],
    ['hybrid-barrier', 2, 7000],
    ['concurrent', 2, 9000],
    ['parallel', 2, 11_500],
    ['sequential', 2, 13_500],
  ] as const) {
    it(
      `leaves the others to answer ${mode} on ${cores} cores in its 5 s and what remains to be inferred: ` +
        `${makespanMs} ms`,
      async () => {
        const run = await simulate(hanging, mode, { cores });
        assert.equal(run.makespanMs, makespanMs);
        assert.equal(run.answer.completeness, 2 / 3);
        assert.equal(run.answer.status, 'partial');
        assert.equal(run.answer.success, true);
        assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'timeout', 1, 5000]]);
        assert.deepEqual(run.answer.sources['weather'], {
          ok: false,
          error: { kind: 'timeout', message: 'no answer within 5.00 s', attempts: 1, elapsedMs: 5000 },
        });
        assert.deepEqual(Object.keys(run.answer.inferences), ['news', 'knowledge_base']);
      },
    );
  }

  it('is tried again with pauses between, and each attempt has the whole timeout', async () => {
    const run = await simulate(
      {
        ...hanging,
        limits: { fetchTimeout: '1s' },
        sources: [{ name: 'weather', latency: '2s' }],
        policies: [{ type: 'retry', attempts: 2 }],
      },
      'hybrid',
    );
    const attempts = times(run.spans, 'attempt');
    const pauses = times(run.spans, 'backoff');
    assert.deepEqual(
      attempts.map(([start, end, outcome]) => [Math.round((end - start) * 1e6) / 1e6, outcome]),
      [
        [1000, 'timeout'],
        [1000, 'timeout'],
        [1000, 'timeout'],
      ],
    );
    assert.deepEqual(
      pauses.map(([start, end]) => [start, end]),
      [
        [attempts[0]![1], attempts[1]![0]],
        [attempts[1]![1], attempts[2]![0]],
      ],
    );
    assert.deepEqual(errorsOf(run), [['weather', 'fetch', 'timeout', 3, run.makespanMs]]);
    assert.equal(run.answer.status, 'failed');
    assert.equal(run.answer.success, false);
    assert.equal(run.answer.completeness, 0);
  });

  it('has its own timeout where the source has one', async () => {
    const run = await simulate(
      {
        sources: [
          { name: 'a', latency: 100, timeout: '800ms', faults: ['hang'] },
          { name: 'b', latency: 100 },
        ],
        inference: { cost: 0 },
      },
      'hybrid',
    );
    assert.deepEqual(errorsOf(run), [['a', 'fetch', 'timeout', 1, 800]]);
    assert.equal(run.makespanMs, 800);
  });
});

describe('one source that fails', () => {
  for (const [fault, kind, elapsedMs] of [
    ['error', 'error', 0],
    ['flaky:1', 'error', 2000],
    ['malformed', 'malformed', 2000],
    ['slow:4x', 'timeout', 5000],
    ['slow:3s', 'timeout', 5000],
    ['hang', 'timeout', 5000],
  ] as const) {
    it(`by ${fault} never takes another down, in any mode`, async () => {
      for (const mode of modeNames) {
        const run = await simulate(capstone({ faults: [`weather=${fault}`] }), mode);
        assert.deepEqual(errorsOf(run), [['weather', 'fetch', kind, 1, elapsedMs]], mode);
        assert.deepEqual(Object.keys(run.answer.inferences), ['news', 'knowledge_base'], mode);
      }
    });
  }

  it('takes down nothing but itself even where all fail: each is named once and the query fails', async () => {
    const run = await simulate(capstone({ faults: ['weather', 'news=malformed', 'knowledge_base=hang'] }), 'hybrid');
    assert.deepEqual(
      errorsOf(run).map(([source, , kind]) => [source, kind]),
      [
        ['weather', 'error'],
        ['news', 'malformed'],
        ['knowledge_base', 'timeout'],
      ],
    );
    assert.equal(run.answer.status, 'failed');
    assert.equal(run.spans.find((span) => span.kind === 'query')?.outcome, 'error');
  });

  it('is not tried again where the payload was malformed, but is where it hung', async () => {
    const run = await simulate(
      capstone({ faults: ['weather=malformed', 'news=hang'], policies: [{ type: 'retry', attempts: 1, base: 0 }] }),
      'hybrid',
    );
    assert.deepEqual(errorsOf(run), [
      ['weather', 'fetch', 'malformed', 1, 2000],
      ['news', 'fetch', 'timeout', 2, 10_000],
    ]);
  });
});

describe('asking again within the cache’s time', () => {
  const cached = capstone({ policies: [{ type: 'cache', ttl: '60s' }] });

  it('costs inference alone, and the answer says so', async () => {
    const simulation = await simulator(cached);
    assert.equal((await simulation.run('hybrid')).makespanMs, 5000);
    const second = await simulation.run('hybrid', { index: 1 });
    assert.equal(second.makespanMs, 2000);
    assert.deepEqual(
      times(second.spans, 'fetch').map(([, , outcome]) => outcome),
      ['cached', 'cached', 'cached'],
    );
    assert.ok(
      Object.values(second.answer.sources).every(
        (source) => source.ok && source.cached && source.attempts === 0 && source.elapsedMs === 0,
      ),
    );
    assert.equal(
      (await simulation.run('hybrid', { agent: simulation.world.agent() })).makespanMs,
      5000,
      'new sources remember nothing',
    );
  });

  it('lets queries in flight share their fetches', async () => {
    const simulation = await simulator(cached, { cores: 64 });
    const runs = await simulation.world.drive(
      () => Promise.all(Array.from({ length: 10 }, (_, index) => simulation.ask('hybrid', { index }))),
      () => [],
    );
    assert.equal(runs.flatMap((run) => times(run.spans, 'attempt')).length, 3);
    assert.deepEqual(
      runs.map((run) => run.makespanMs),
      runs.map(() => 5000),
    );
  });

  it('asks a source whose argument is the city with the city alone', async () => {
    const simulation = await simulator({
      ...cached,
      sources: [
        { name: 'weather', argument: 'city', latency: '1s' },
        { name: 'news', latency: '1s' },
      ],
    });
    await simulation.run('hybrid', { question: 'One?' });
    const second = await simulation.run('hybrid', { question: 'Another?' });
    assert.deepEqual(
      times(second.spans, 'fetch').map(([start, end, outcome]) => [end - start, outcome]),
      [
        [0, 'cached'],
        [1000, 'ok'],
      ],
    );
  });
});

it('the events of queries at once can share a sink, as every query has a trace of its own', async () => {
  const simulation = await simulator(capstone({ faults: ['news=hang'], blockLoop: ['1ms@1s'] }));
  const events: TraceEvent[] = [];
  const listen = (event: TraceEvent): void => {
    events.push(event);
  };
  const runs = await simulation.world.drive(
    () => Promise.all([0, 1, 2].map((index) => simulation.ask('hybrid', { index, listen }))),
    () => [],
  );
  const traces = [...new Set(events.map(({ trace }) => trace))];
  assert.deepEqual(
    traces.map((id) => spansOf(events.filter(({ trace }) => trace === id))),
    runs.map(({ spans }) => spans),
  );
});
