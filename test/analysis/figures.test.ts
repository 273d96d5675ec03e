import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeIn } from '#src/analysis/cores.js';
import { speedup, type Comparable } from '#src/analysis/speedup.js';
import { makespanOf } from '#src/analysis/timeline.js';
import type { TraceEvent } from '#src/model/trace.js';
import { simulate } from '../support/simulate.js';
import { coreUsage, openSpans, spansOf } from '../support/timelines.js';

const sources = [
  { name: 'weather', latency: '2s' },
  { name: 'news', latency: '1.5s' },
  { name: 'knowledge_base', latency: '3s' },
];

describe('core usage', () => {
  for (const [mode, cores, coresUsed, coresBusy] of [
    ['sequential', 2, 1, 6 / 12.5],
    ['hybrid', 2, 2, 6 / 5.5],
    ['hybrid', 64, 3, 6 / 5],
    ['parallel', 2, 2, 6 / 10.5],
  ] as const) {
    it(`of ${mode} on ${cores} cores is ${coresBusy.toFixed(2)} on average over ${coresUsed} workers`, async () => {
      const { spans, makespanMs } = await simulate({ sources }, mode, { cores });
      assert.deepEqual(coreUsage(spans, makespanMs), { cpuMs: 6000, coreWaitMs: 0, coresBusy, coresUsed });
    });
  }

  it('counts the time that workers waited for a core', async () => {
    const { spans, makespanMs } = await simulate({ sources }, 'hybrid-barrier', { cores: 2, workers: 3 });
    assert.deepEqual(coreUsage(spans, makespanMs), { cpuMs: 6000, coreWaitMs: 3000, coresBusy: 1, coresUsed: 3 });
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(coreUsage([], 0), { cpuMs: 0, coreWaitMs: 0, coresBusy: 0, coresUsed: 0 });
  });

  it('does not count a time twice in which two things are fetched or inferred', async () => {
    const { spans } = await simulate({ sources }, 'hybrid', { cores: 2 });
    assert.equal(timeIn('fetch', spans), 3000);
    assert.equal(timeIn('inference', spans), 4000);
    const sequential = await simulate({ sources }, 'sequential');
    assert.equal(timeIn('fetch', sequential.spans), 6500);
    assert.equal(timeIn('inference', sequential.spans), 6000);
  });
});

describe('speedup', () => {
  const of = (makespansMs: number[], completeness: number[] = makespansMs.map(() => 1)): Comparable[] =>
    makespansMs.map((makespanMs, i) => ({ makespanMs, completeness: completeness[i]! }));

  it('is the median of the ratios of each round', () => {
    assert.equal(speedup(of([12_500, 12_600, 12_000]), of([5000, 9000, 4000])), 2.5);
    assert.equal(speedup(of([8]), of([8])), 1);
  });

  it('is that of the rounds that both have run', () => {
    assert.equal(speedup(of([10]), of([5, 2])), 2);
  });

  for (const [what, sequential, mode] of [
    ['there is no sequential mode', [], of([5])],
    ['the mode answered less', of([10], [1]), of([5], [2 / 3])],
    ['the mode answered more', of([10], [2 / 3]), of([5], [1])],
    ['one of the runs answered less', of([10, 10], [1, 1]), of([5, 5], [1, 2 / 3])],
    ['nothing was answered', of([10], [0]), of([5], [0])],
    ['nothing took any time', of([0]), of([0])],
  ] as const) {
    it(`is not known where ${what}`, () => {
      assert.equal(speedup(sequential, mode), null);
    });
  }

  it('compares what answered equally little', () => {
    assert.equal(speedup(of([10], [2 / 3]), of([5], [2 / 3])), 2);
  });
});

describe('a timeline', () => {
  const begin = (id: number, atMs: number): TraceEvent => ({
    type: 'begin',
    trace: 0,
    id,
    parent: null,
    kind: id === 1 ? 'query' : 'fetch',
    name: 'a',
    lane: 'main',
    atMs,
  });
  const end = (id: number, atMs: number): TraceEvent => ({
    type: 'end',
    trace: 0,
    id,
    atMs,
    outcome: 'ok',
    usage: undefined,
  });

  it('counts from the start of its query, to the nanosecond', () => {
    const spans = spansOf([begin(1, 1000.1), begin(2, 1000.3), end(2, 1000.6), end(1, 1001.1)]);
    assert.deepEqual(
      spans.map(({ id, startMs, endMs }) => [id, startMs, endMs]),
      [
        [1, 0, 1],
        [2, 0.2, 0.5],
      ],
    );
    assert.equal(makespanOf(spans), 1);
  });

  it('lists spans as they began, not as they ended', () => {
    assert.deepEqual(
      spansOf([begin(1, 0), begin(2, 0), begin(3, 1), end(3, 2), end(1, 3), end(2, 3)]).map(({ id }) => id),
      [1, 2, 3],
    );
  });

  it('names spans that did not end: that is a defect', () => {
    const events = [begin(1, 0), begin(2, 1), end(1, 2)];
    assert.deepEqual(openSpans(events), ['fetch a']);
    assert.throws(() => spansOf(events), /spans without an end: fetch a/);
  });

  it('refuses a span that ends twice or never began', () => {
    assert.throws(() => spansOf([begin(1, 0), end(1, 1), end(1, 2)]), /span 1 ended without a begin, or twice/);
    assert.throws(() => spansOf([end(4, 1)]), /span 4/);
  });

  it('without a query has no makespan', () => {
    assert.equal(makespanOf([]), 0);
  });
});
