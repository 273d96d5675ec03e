import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as oracle from 'simple-statistics';
import { covered, median, quantile } from '#src/lib/statistics/stats.js';

/** Without negative zero, which interpolation gives back as zero. */
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

describe('quantiles', () => {
  it('of no values are NaN', () => {
    assert.ok(Number.isNaN(median([])));
    assert.ok(Number.isNaN(quantile([], 0.9)));
  });

  it('agree with the oracle in the median and at both ends', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), (values) => {
        near(median(values), oracle.median(values));
        assert.equal(quantile(values, 0), oracle.min(values));
        assert.equal(quantile(values, 1), oracle.max(values));
      }),
    );
  });

  // Published values of R's quantile(c(1, 3, 4, 8, 11), type = 7) and NumPy's default.
  for (const [q, expected] of [
    [0.1, 1.8],
    [0.25, 3],
    [0.5, 4],
    [0.6, 5.6],
    [0.75, 8],
    [0.9, 9.8],
    [0.95, 10.4],
  ] as const) {
    it(`at ${q} lie on straight lines between the order statistics, as in R and NumPy`, () => {
      near(quantile([8, 1, 11, 4, 3], q), expected);
    });
  }

  it('rise with q and leave their input as it was', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p, q) => {
          const before = [...values];
          assert.ok(quantile(values, Math.min(p, q)) <= quantile(values, Math.max(p, q)) + 1e-9);
          assert.deepEqual(values, before);
        },
      ),
    );
  });
});

describe('the length that intervals cover', () => {
  it('counts every point once, like a brush over a ruler', () => {
    const interval = fc
      .tuple(fc.nat(40), fc.nat(40))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (intervals) => {
        const painted = new Set(
          intervals.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i)),
        );
        assert.equal(covered(intervals), painted.size);
      }),
    );
  });
});
