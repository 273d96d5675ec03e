import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bottleneck } from '#src/analysis/bottleneck.js';
import { gridChanges } from '#src/analysis/grid-changes.js';
import { Scope } from '#src/model/scope.js';
import type { ModeName } from '#src/agent/modes.js';
import type { Span } from '#src/model/trace.js';
import { simulateOnce } from '#src/experiments/run/simulate.js';
import { loadScenario } from '#src/scenario/load.js';
import { capstone as remote, simulate } from '../support/simulate.js';

async function capstone(mode: ModeName, workers: number) {
  const run = await simulateOnce(await loadScenario('capstone'), {
    mode,
    cores: 4,
    workers,
    contention: 1,
    within: new Scope(),
  });
  return bottleneck(run.spans, 0);
}

describe('the bottleneck', () => {
  it('of the capstone moves from workers to work to the slowest source as workers are added', async () => {
    // One worker: news 1.5 s, its inference 2 s (of which weather waits 1.5 s), that of weather 2 s (while
    // knowledge_base waits), and its own.
    assert.deepEqual(await capstone('hybrid', 1), {
      bound: 'worker',
      source: 'knowledge_base',
      share: 3500 / 7500,
      partsMs: { fetch: 1500, compute: 2500, worker: 3500, model: 0 },
    });
    // Two: knowledge_base waits 0.5 s for the worker of news.
    assert.deepEqual(await capstone('hybrid', 2), {
      bound: 'compute',
      source: 'knowledge_base',
      share: 3500 / 5500,
      partsMs: { fetch: 1500, compute: 3500, worker: 500, model: 0 },
    });
    const enough = {
      bound: 'fetch',
      source: 'knowledge_base',
      share: 0.6,
      partsMs: { fetch: 3000, compute: 2000, worker: 0, model: 0 },
    };
    assert.deepEqual(await capstone('hybrid', 3), enough);
    assert.deepEqual(await capstone('hybrid', 4), enough);
  });

  it('of modes that infer one by one is never a worker', async () => {
    assert.deepEqual((await capstone('sequential', 1))!.partsMs, { fetch: 6500, compute: 6000, worker: 0, model: 0 });
    assert.deepEqual((await capstone('concurrent', 4))!.partsMs, { fetch: 3000, compute: 6000, worker: 0, model: 0 });
  });

  it('counts attempts and pauses as fetching, and is none where nothing took time', () => {
    const span = (id: number, kind: Span['kind'], startMs: number, endMs: number): Span => ({
      id,
      parent: 0,
      kind,
      name: 'a',
      lane: kind === 'inference' ? 'worker-1' : 'main',
      startMs,
      endMs,
      outcome: 'ok',
    });
    const tried = [
      span(1, 'attempt', 0, 10),
      span(2, 'backoff', 10, 30),
      span(3, 'attempt', 30, 40),
      span(4, 'inference', 40, 60),
    ];
    assert.deepEqual(bottleneck(tried, 0), {
      bound: 'fetch',
      source: 'a',
      share: 40 / 60,
      partsMs: { fetch: 40, compute: 20, worker: 0, model: 0 },
    });
    assert.equal(bottleneck([span(1, 'inference', 0, 0)], 0), undefined);
  });
});

describe('changes over a grid', () => {
  it('are found along every axis, with how many lines agree', () => {
    // Two rows of three: rows differ at their first value only.
    const labels = ['a', 'b', 'b', 'b', 'b', 'c'];
    assert.deepEqual(
      gridChanges(labels, [2, 3]),
      [
        { axis: 0, at: 1, from: 'a', to: 'b', lines: 1, of: 3, first: 3 },
        { axis: 0, at: 1, from: 'b', to: 'c', lines: 1, of: 3, first: 5 },
        { axis: 1, at: 1, from: 'a', to: 'b', lines: 1, of: 2, first: 1 },
        { axis: 1, at: 2, from: 'b', to: 'c', lines: 1, of: 2, first: 5 },
      ].toSorted((a, b) => b.lines / b.of - a.lines / a.of),
    );
  });

  it('come most frequent first, and none where the grid was cut off', () => {
    assert.deepEqual(gridChanges(['a', 'b', 'a', 'b', 'a'], [3, 2]), [
      { axis: 1, at: 1, from: 'a', to: 'b', lines: 2, of: 2, first: 1 },
    ]);
    assert.deepEqual(gridChanges(['a'], [3]), []);
  });

  it('of inference by a model server is the model, whatever waits for its turn there', async () => {
    const inference = {
      type: 'openai',
      url: 'http://localhost:1/v1',
      model: 'big',
      firstToken: 500,
      tokensPerSecond: 50,
      tokens: 75,
      concurrency: 1,
    } as const;
    const { spans } = await simulate(remote({ inference }), 'hybrid', { cores: 1 });
    assert.deepEqual(bottleneck(spans, 0), {
      bound: 'model',
      source: 'news',
      share: 0.8,
      partsMs: { fetch: 1500, compute: 0, worker: 0, model: 6000 },
    });
  });
});
