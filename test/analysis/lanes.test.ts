import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { barsOf } from '#src/analysis/bars.js';
import { shownSources, shownWorkers, sourceNames, spansByLane } from '#src/analysis/lanes.js';
import type { Span } from '#src/model/trace.js';

let ids = 0;
function span(kind: Span['kind'], name: string, startMs: number, endMs: number, more: Partial<Span> = {}): Span {
  return { id: (ids += 1), parent: null, kind, name, lane: 'main', startMs, endMs, outcome: 'ok', ...more };
}

describe('the lanes of a run', () => {
  it('are those of the sources in their order, then those that only spans know, and of the workers by number', () => {
    const lanes = spansByLane([
      span('query', 'hybrid', 0, 10),
      span('fetch', 'b', 0, 5),
      span('fetch', 'a', 0, 9),
      span('fetch', 'unforeseen', 0, 1),
      span('inference', 'a', 9, 10, { lane: 'worker-10' }),
      span('inference', 'b', 5, 6, { lane: 'worker-2' }),
    ]);
    assert.deepEqual(sourceNames(['a', 'b'], lanes), ['a', 'b', 'unforeseen']);
    assert.deepEqual(shownWorkers(lanes.workers.keys(), 0), { shown: ['worker-2', 'worker-10'], more: 0, moreUsed: 0 });
    assert.deepEqual(
      lanes.query.map(({ kind }) => kind),
      ['query'],
    );
  });

  it('are of many sources only those whose fetches end last, in any of the runs', () => {
    const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
    const early = names.map((name) => span('fetch', name, 0, 1));
    const late = names.slice(8).map((name) => span('fetch', name, 0, 2));
    const { shown, more } = shownSources(names, spansByLane(early), spansByLane(late));
    assert.deepEqual(shown, names.slice(8));
    assert.equal(more, 8);
  });

  it('are those of all workers where they are few, else of the first that were used', () => {
    assert.deepEqual(shownWorkers(['worker-2'], 3), {
      shown: ['worker-1', 'worker-2', 'worker-3'],
      more: 0,
      moreUsed: 0,
    });
    const used = Array.from({ length: 10 }, (_, i) => `worker-${20 - i}`);
    const { shown, more, moreUsed } = shownWorkers(used, 100);
    assert.deepEqual([shown[0], shown.at(-1), more, moreUsed], ['worker-11', 'worker-18', 92, 2]);
  });

  it('hold of a source its waits, its fetch, its inference where a model server makes it, and its back-offs on top', () => {
    const spans = [
      span('backoff', 'a', 1, 2, { outcome: 'enough' }),
      span('fetch', 'a', 0, 3, { outcome: 'timeout' }),
      span('limit', 'a', 0, 1),
      span('queue', 'a', 3, 4),
      span('inference', 'a', 4, 5, { outcome: 'cached' }),
      span('inference', 'a', 4, 5, { lane: 'worker-1' }),
      span('attempt', 'a', 0, 1),
      span('fetch', 'b', 0, 1),
    ];
    const bars = (remote: boolean): unknown[] =>
      barsOf(spansByLane(spans).sources.get('a')!, remote).map(({ kind, mark }) => [kind, mark]);
    const others = [
      ['fetch', 'failed'],
      ['model', 'cached'],
      ['backoff', undefined],
    ];
    assert.deepEqual(bars(false), [['wait', undefined], ...others]);
    assert.deepEqual(bars(true), [['wait', undefined], ['wait', undefined], ...others]);
  });

  it('hold of a worker its inferences', () => {
    const spans = [
      span('inference', 'a', 0, 1, { lane: 'worker-1', outcome: 'error' }),
      span('inference', 'b', 0, 1, { lane: 'worker-2' }),
    ];
    assert.deepEqual(
      barsOf(spansByLane(spans).workers.get('worker-1')!, false).map(({ kind, mark }) => [kind, mark]),
      [['infer', 'failed']],
    );
  });
});
