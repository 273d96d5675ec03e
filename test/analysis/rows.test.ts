import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownWorkers } from '#src/analysis/lanes.js';
import { rowsOf, spansBetween, timelineRows, type TimelineRows } from '#src/analysis/rows.js';
import type { Span } from '#src/model/trace.js';

function span(
  id: number,
  kind: Span['kind'],
  name: string,
  startMs: number,
  endMs: number,
  more: Partial<Span> = {},
): Span {
  return { id, parent: 1, kind, name, lane: 'main', startMs, endMs, outcome: 'ok', ...more };
}

/** The rows of a run with a number of workers. */
function rowsWith(spans: readonly Span[], names: readonly string[], workers: number): TimelineRows {
  return timelineRows(spans, names, shownWorkers([], workers).shown);
}

describe('the rows of a timeline', () => {
  const spans = [
    span(1, 'query', 'hybrid', 0, 50, { parent: null }),
    span(2, 'fetch', 'b', 0, 20),
    span(3, 'attempt', 'b', 0, 10, { parent: 2 }),
    span(4, 'backoff', 'b', 10, 12, { parent: 2 }),
    span(5, 'attempt', 'b', 12, 20, { parent: 2 }),
    span(6, 'connect', 'b', 12, 14, { parent: 5 }),
    span(7, 'fetch', 'a', 0, 0, { outcome: 'cached' }),
    span(8, 'queue', 'b', 20, 30),
    span(9, 'inference', 'b', 30, 50, { lane: 'worker-2' }),
    span(10, 'aggregate', 'hybrid', 50, 50),
  ];

  it('a source has its fetch as a frame around attempts, pauses and waits, in the order of the scenario', () => {
    const { sources } = rowsWith(spans, ['a', 'b'], 2);
    const ids = sources.map(({ lane, frames, steps, parts }) => [
      lane,
      ...[frames, steps, parts].map((of) => of.map(({ id }) => id)),
    ]);
    assert.deepEqual(ids, [
      ['a', [], [7], []],
      ['b', [2], [3, 4, 5, 8], [6]],
    ]);
  });

  it('every worker has a lane, idle ones too', () => {
    assert.deepEqual(
      rowsWith(spans, ['a', 'b'], 3).workers.map(({ lane, steps }) => [lane, steps.length]),
      [
        ['worker-1', 0],
        ['worker-2', 1],
        ['worker-3', 0],
      ],
    );
  });

  it('of many workers only those that worked have one, in the order of their numbers', () => {
    const jobs = [10, 9, 100].map((number) => span(number, 'inference', 'a', 0, 1, { lane: `worker-${number}` }));
    assert.deepEqual(
      rowsWith(jobs, ['a'], 200).workers.map(({ lane }) => lane),
      ['worker-9', 'worker-10', 'worker-100'],
    );
  });

  it('copies of a call that overlap have rows of their own', () => {
    const copies = [span(2, 'attempt', 'a', 0, 30), span(3, 'attempt', 'a', 20, 40), span(4, 'attempt', 'a', 30, 50)];
    const { sources } = rowsWith(copies, ['a'], 0);
    assert.deepEqual(
      sources.map(({ first, steps }) => [first, ...steps.map(({ id }) => id)]),
      [
        [true, 2, 4],
        [false, 3],
      ],
    );
  });

  it('a source that no report lists has a lane after the others, and one without spans an empty one', () => {
    assert.deepEqual(
      rowsWith([span(2, 'fetch', 'x', 0, 1)], ['a'], 0).sources.map(({ lane, steps }) => [lane, steps.length]),
      [
        ['a', 0],
        ['x', 1],
      ],
    );
  });

  it('inference that waits for another machine lies in the lane of its source', () => {
    const { sources, workers } = rowsWith([span(2, 'inference', 'a', 0, 1)], ['a'], 0);
    assert.equal(sources[0]!.steps.length, 1);
    assert.equal(workers.length, 0);
  });
});

describe('rows', () => {
  it('hold parts within their whole, and what ends a little later than it only within the tolerance', () => {
    const spans = [span(2, 'fetch', 'a', 0, 10), span(3, 'attempt', 'a', 0, 10.2, { parent: 2 })];
    const ids = (toleranceMs?: number): number[][] => rowsOf(spans, toleranceMs).map((row) => row.map(({ id }) => id));
    assert.deepEqual(ids(), [[2], [3]]);
    assert.deepEqual(ids(0.5), [[2, 3]]);
  });

  it('keep parts shorter than the tolerance with their whole', () => {
    const spans = [
      span(2, 'fetch', 'a', 0, 10),
      span(3, 'attempt', 'a', 0, 0.4, { parent: 2 }),
      span(4, 'body', 'a', 0.1, 0.4, { parent: 3 }),
      span(5, 'attempt', 'a', 0.4, 10, { parent: 2 }),
    ];
    assert.equal(rowsOf(spans, 0.5).length, 1);
  });

  it('take the rows of copies again once they are free', () => {
    const copies = [
      span(2, 'fetch', 'a', 0, 60),
      span(3, 'attempt', 'a', 0, 30, { parent: 2 }),
      span(4, 'attempt', 'a', 20, 40, { parent: 2 }),
      span(5, 'attempt', 'a', 30, 60, { parent: 2 }),
      span(6, 'attempt', 'a', 50, 60, { parent: 2 }),
    ];
    assert.deepEqual(
      rowsOf(copies).map((row) => row.map(({ id }) => id)),
      [
        [2, 3, 5],
        [4, 6],
      ],
    );
  });
});

describe('spans between two instants', () => {
  const row = [span(2, 'attempt', 'a', 0, 10), span(3, 'backoff', 'a', 10, 20), span(4, 'attempt', 'a', 30, 40)];
  const cases: [number, number, number[]][] = [
    [0, 40, [2, 3, 4]],
    [5, 9, [2]],
    [21, 29, []],
    [20, 30, [3, 4]],
    [41, 99, []],
  ];
  for (const [from, to, ids] of cases)
    it(`${from} to ${to} ms: ${ids.length}`, () =>
      assert.deepEqual(
        spansBetween(row, from, to).map(({ id }) => id),
        ids,
      ));
});
