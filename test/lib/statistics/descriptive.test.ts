import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as oracle from 'simple-statistics';
import {
  covered,
  median,
  medianAbsoluteDeviation,
  normalConsistency,
  outliers,
  quantile,
  standardDeviation,
} from '#src/lib/statistics/descriptive.js';
import { normalQuantile } from '#src/lib/statistics/distributions.js';
import { describe, it } from 'node:test';

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

const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 });
const veryNear = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

describe('the spread of a sample', () => {
  it('agrees with the oracle', () => {
    fc.assert(
      fc.property(samples, (values) => {
        veryNear(standardDeviation(values), oracle.sampleStandardDeviation(values));
        veryNear(medianAbsoluteDeviation(values), oracle.medianAbsoluteDeviation(values));
      }),
    );
  });

  it('is NaN where there is nothing to tell it from', () => {
    assert.ok(Number.isNaN(standardDeviation([])));
    assert.ok(Number.isNaN(standardDeviation([7])));
    assert.ok(Number.isNaN(medianAbsoluteDeviation([])));
  });

  it('of normal values is the median absolute deviation times a factor', () =>
    veryNear(normalConsistency, 1 / normalQuantile(0.75)));
});

describe('outliers', () => {
  // The quartiles are 3 and 7 with one value below and one above, so the fences are at -3 and 13, and at -9 and 19.
  for (const [lowest, highest, mild, severe] of [
    [-3, 13, [], []],
    [-3.1, 13, [5], []],
    [-9, 19, [5, 6], []],
    [-9.1, 13.1, [6], [5]],
    [-900, 900, [], [5, 6]],
  ] as const) {
    it(`beside 3, 3, 5, 7, 7: of ${lowest} and ${highest}, ${mild.length} mild and ${severe.length} severe`, () => {
      assert.deepEqual(outliers([3, 7, 5, 3, 7, lowest, highest]), { mild, severe });
    });
  }

  it('are none among few or equal values', () => {
    assert.deepEqual(outliers([]), { mild: [], severe: [] });
    assert.deepEqual(outliers([1, 1, 900]), { mild: [], severe: [] });
    assert.deepEqual(outliers([4, 4, 4, 4, 4]), { mild: [], severe: [] });
  });

  it('are all that differ where the quartiles are equal', () =>
    assert.deepEqual(outliers([4, 4, 5, 4, 4, 4]), { mild: [], severe: [2] }));
});
