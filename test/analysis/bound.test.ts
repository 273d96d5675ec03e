import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lowerBound, workItems, type WorkItem } from '#src/analysis/bound.js';
import type { Span } from '#src/model/trace.js';
import { simulate } from '../support/simulate.js';

const item = fc.record({ releaseMs: fc.integer({ min: 0, max: 30 }), workMs: fc.integer({ min: 0, max: 20 }) });
const items = fc.array(item, { minLength: 1, maxLength: 6 });
const cores = fc.integer({ min: 1, max: 4 });

/**
 * The makespan of jobs that each start on the first free core, in this order, none before its release, after idling a
 * while.
 */
function scheduled(order: readonly WorkItem[], count: number, idleMs: readonly number[] = []): number {
  const free = Array.from({ length: count }, () => 0);
  for (const [i, { releaseMs, workMs }] of order.entries()) {
    const core = free.indexOf(Math.min(...free));
    free[core] = Math.max(free[core]!, releaseMs) + (idleMs[i] ?? 0) + workMs;
  }
  return Math.max(...free, ...order.map((job) => job.releaseMs));
}

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, i) => permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest]));
}

describe('the lower bound', () => {
  for (const [what, jobs, count, expected] of [
    [
      'of capstone on one core',
      [
        [2000, 2000],
        [1500, 2000],
        [3000, 2000],
      ],
      1,
      7500,
    ],
    [
      'of capstone on two cores',
      [
        [2000, 2000],
        [1500, 2000],
        [3000, 2000],
      ],
      2,
      5000,
    ],
    [
      'of capstone on three cores',
      [
        [2000, 2000],
        [1500, 2000],
        [3000, 2000],
      ],
      3,
      5000,
    ],
    [
      'of a source that failed is the time that it took to fail',
      [
        [5000, 0],
        [1500, 2000],
      ],
      2,
      5000,
    ],
    ['of nothing', [], 2, 0],
    [
      'where much work comes at once is all of it over all cores',
      [
        [0, 10],
        [0, 10],
        [0, 10],
        [0, 10],
      ],
      3,
      40 / 3,
    ],
  ] as const) {
    it(`${what} is ${Math.round(expected)} ms`, () => {
      assert.equal(
        lowerBound(
          jobs.map(([releaseMs, workMs]) => ({ releaseMs, workMs })),
          count,
        ),
        expected,
      );
    });
  }

  it('is the optimum on one core, where doing first what comes first is best', () => {
    fc.assert(
      fc.property(items, (jobs) => {
        assert.equal(
          lowerBound(jobs, 1),
          scheduled(
            jobs.toSorted((a, b) => a.releaseMs - b.releaseMs),
            1,
          ),
        );
      }),
    );
  });

  it('is the optimum where every job has a core of its own', () => {
    fc.assert(
      fc.property(items, (jobs) => {
        assert.equal(lowerBound(jobs, jobs.length), Math.max(...jobs.map((job) => job.releaseMs + job.workMs)));
      }),
    );
  });

  it('is not above the best of all orders on a few cores', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), cores, (jobs, count) => {
        const best = Math.min(...permutations(jobs).map((order) => scheduled(order, count)));
        assert.ok(lowerBound(jobs, count) <= best + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('is not above any schedule that idles and orders at random', () => {
    fc.assert(
      fc.property(
        items,
        cores,
        fc.array(fc.nat(5), { minLength: 6, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (jobs, count, idle, stream) => {
          const keyed = jobs.map((job) => ({ job, key: stream.next().value }));
          const order = keyed.toSorted((a, b) => a.key - b.key).map(({ job }) => job);
          assert.ok(lowerBound(jobs, count) <= scheduled(order, count, idle) + 1e-9);
        },
      ),
    );
  });

  it('falls, or stays, as cores are added, and rises as work is', () => {
    fc.assert(
      fc.property(items, item, cores, (jobs, more, count) => {
        assert.ok(lowerBound(jobs, count + 1) <= lowerBound(jobs, count));
        assert.ok(lowerBound([...jobs, more], count) >= lowerBound(jobs, count));
      }),
    );
  });
});

describe('the work of a query', () => {
  it('is how long each fetch took, not when it ended, and the CPU time of its inference', async () => {
    const sources = [
      { name: 'a', latency: 100 },
      { name: 'b', latency: 200, faults: ['flaky:1'] },
      { name: 'c', latency: 300 },
    ];
    const { spans } = await simulate({ sources, inference: { cost: 50 } }, 'sequential');
    assert.deepEqual(workItems(spans, new Map(['a', 'b', 'c'].map((name) => [name, 50]))), [
      { releaseMs: 100, workMs: 50 },
      { releaseMs: 200, workMs: 0 },
      { releaseMs: 300, workMs: 50 },
    ]);
  });

  it('does not grow where cores slow each other', async () => {
    const sources = ['a', 'b'].map((name) => ({ name, latency: 0 }));
    const bounds = await Promise.all(
      (['sequential', 'concurrent', 'parallel', 'hybrid', 'hybrid-barrier'] as const).map(async (mode) => {
        const { spans } = await simulate({ sources, inference: { cost: 1000 } }, mode, { contention: 3 });
        return lowerBound(workItems(spans, new Map(['a', 'b'].map((name) => [name, 1000]))), 2);
      }),
    );
    assert.deepEqual(bounds, [1000, 1000, 1000, 1000, 1000]);
  });

  it('is the time that the inference took where its CPU time is unknown', () => {
    const span = (kind: Span['kind'], startMs: number, endMs: number): Span => ({
      id: startMs,
      parent: null,
      kind,
      name: 'a',
      lane: 'main',
      startMs,
      endMs,
      outcome: 'ok',
    });
    assert.deepEqual(workItems([span('fetch', 0, 10), span('inference', 20, 70)], new Map([['a', 80]])), [
      { releaseMs: 10, workMs: 50 },
    ]);
  });
});
