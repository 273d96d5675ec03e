import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Span } from '#src/model/trace.js';
import { tracksOf } from '#src/render/exports/tracks.js';
import type { RunReport } from '#src/index.js';

function span(
  id: number,
  parent: number | null,
  kind: Span['kind'],
  startMs: number,
  endMs: number,
  lane = 'main',
): Span {
  return { id, parent, kind, name: kind === 'query' ? 'hybrid' : 'weather', lane, startMs, endMs, outcome: 'ok' };
}

function laid(...spans: Span[]): [string, number[]][] {
  return tracksOf({ spans } as unknown as RunReport, ['weather']).map((track) => [
    track.name,
    track.spans.map(({ id }) => id),
  ]);
}

describe('the tracks of a run', () => {
  it('keep the parts of a copy with the copy, and use a track again that is free', () => {
    const [query, fetch] = [span(1, null, 'query', 0, 20), span(2, 1, 'fetch', 0, 10)];
    const [first, part] = [span(3, 2, 'attempt', 0, 9), span(4, 3, 'body', 8, 9)];
    const [copy, partOfCopy] = [span(5, 2, 'attempt', 4, 10), span(6, 5, 'body', 9, 10)];
    const later = span(7, 2, 'attempt', 10, 10);
    assert.deepEqual(laid(query, fetch, first, part, copy, partOfCopy, later), [
      ['query', [1]],
      ['weather', [2, 3, 4, 7]],
      ['weather (2)', [5, 6]],
    ]);
  });

  it('are the query, the sources and the workers by number', () => {
    const work = [10, 2, 1].map((number, i) => span(i + 3, 2, 'inference', i, i + 1, `worker-${number}`));
    assert.deepEqual(
      laid(span(1, null, 'query', 0, 20), ...work, span(2, 1, 'fetch', 0, 1)).map(([name]) => name),
      ['query', 'weather', 'worker-1', 'worker-2', 'worker-10'],
    );
  });

  it('hold a wait of no length before what follows it', () => {
    assert.deepEqual(
      laid(
        span(1, null, 'query', 0, 20),
        span(2, 1, 'fetch', 0, 5),
        span(3, 1, 'queue', 5, 5),
        span(4, 1, 'inference', 5, 9),
      ),
      [
        ['query', [1]],
        ['weather', [2, 3, 4]],
      ],
    );
  });
});
