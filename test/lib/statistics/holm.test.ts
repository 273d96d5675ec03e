import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { holm } from '#src/lib/statistics/holm.js';

const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(12)));

describe('p-values adjusted by Holm', () => {
  // The smallest times 4 is 0.02; the next, times 3, 0.03; 0.03 times 2 is 0.06; 0.04 times 1 is less, so it stays at
  // 0.06.
  it('are as worked by hand, in the order given', () => {
    assert.deepEqual(rounded(holm([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02]);
  });

  it('are the p-value itself where there is one test, equal where they were, and at most 1', () => {
    assert.deepEqual(holm([]), []);
    assert.deepEqual(holm([0.2]), [0.2]);
    assert.deepEqual(holm([0.25, 0.25, 0.25]), [0.75, 0.75, 0.75]);
    assert.deepEqual(holm([0.6, 0.7]), [1, 1]);
  });

  it('lie between the raw ones and those of Bonferroni, and rank as before', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (raw) => {
        const adjusted = holm(raw);
        for (const [i, p] of raw.entries()) {
          assert.ok(adjusted[i]! >= p && adjusted[i]! <= Math.min(1, raw.length * p));
          for (const [j, other] of raw.entries()) if (p <= other) assert.ok(adjusted[i]! <= adjusted[j]!);
        }
      }),
    );
  });
});
