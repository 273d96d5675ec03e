import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownLanes, sourceLane, workerLane } from '#src/analysis/shown-lanes.js';
import type { Span } from '#src/model/trace.js';

let ids = 0;
function span(kind: Span['kind'], name: string, startMs: number, endMs: number, more: Partial<Span> = {}): Span {
  return { id: (ids += 1), parent: null, kind, name, lane: 'main', startMs, endMs, outcome: 'ok', ...more };
}

describe('the lanes of a small picture', () => {
  it('are those of the sources in their order, and of the workers that were busy, by number', () => {
    const spans = [
      span('fetch', 'b', 0, 5),
      span('fetch', 'a', 0, 9),
      span('fetch', 'unforeseen', 0, 1),
      span('inference', 'a', 9, 10, { lane: 'worker-10' }),
      span('inference', 'b', 5, 6, { lane: 'worker-2' }),
    ];
    assert.deepEqual(shownLanes([spans], ['a', 'b', 'gone']), {
      sources: ['a', 'b', 'unforeseen'],
      workers: ['worker-2', 'worker-10'],
      moreSources: 0,
      moreWorkers: 0,
    });
  });

  it('are of many only those that land last, in any of the runs', () => {
    const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
    const early = names.map((name) => span('fetch', name, 0, 1));
    const late = names.slice(0, 12).map((name) => span('fetch', name, 0, 2));
    const { sources, moreSources } = shownLanes([early, late], names);
    assert.deepEqual(sources, names.slice(0, 12));
    assert.equal(moreSources, 8);
  });

  it('hold of a source its fetch, on it its pauses, its waits, and its inference only where a model server made it', () => {
    const spans = [
      span('backoff', 'a', 1, 2),
      span('fetch', 'a', 0, 3, { outcome: 'timeout' }),
      span('queue', 'a', 3, 4),
      span('inference', 'a', 4, 5),
      span('inference', 'a', 4, 5, { lane: 'worker-1' }),
      span('attempt', 'a', 0, 1),
      span('fetch', 'b', 0, 1),
    ];
    const { name, bars } = sourceLane(spans, 'a');
    assert.equal(name, 'a');
    assert.deepEqual(
      bars.map(({ kind, failed }) => [kind, failed]),
      [
        ['wait', false],
        ['fetch', true],
        ['ask', false],
        ['backoff', false],
      ],
    );
  });

  it('hold of a worker its inferences with whose they are, in words that are safe to print', () => {
    const spans = [
      span('inference', 'a\u202e', 0, 1, { lane: 'worker-1', outcome: 'cached' }),
      span('inference', 'b', 0, 1, { lane: 'worker-2' }),
    ];
    const { bars } = workerLane(spans, 'worker-1');
    assert.deepEqual(
      bars.map(({ kind, label, failed, cached }) => [kind, label, failed, cached]),
      [['infer', 'a\\u202e', false, true]],
    );
  });
});
