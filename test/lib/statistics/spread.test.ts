import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as oracle from 'simple-statistics';
import { normalQuantile } from '#src/lib/statistics/normal.js';
import { medianAbsoluteDeviation, normalConsistency, outliers, standardDeviation } from '#src/lib/statistics/spread.js';

const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 });
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

describe('the spread of a sample', () => {
  it('agrees with the oracle', () => {
    fc.assert(
      fc.property(samples, (values) => {
        near(standardDeviation(values), oracle.sampleStandardDeviation(values));
        near(medianAbsoluteDeviation(values), oracle.medianAbsoluteDeviation(values));
      }),
    );
  });

  it('is NaN where there is nothing to tell it from', () => {
    assert.ok(Number.isNaN(standardDeviation([])));
    assert.ok(Number.isNaN(standardDeviation([7])));
    assert.ok(Number.isNaN(medianAbsoluteDeviation([])));
  });

  it('of normal values is the median absolute deviation times a factor', () =>
    near(normalConsistency, 1 / normalQuantile(0.75)));
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
