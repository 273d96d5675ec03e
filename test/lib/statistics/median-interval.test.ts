import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { medianInterval, quantileInterval, valuesToBound } from '#src/lib/statistics/median-interval.js';
import { random } from '#src/lib/random.js';

/** Of mean 1, so that their median is the logarithm of 2. */
function exponentials(count: number, trial: number): number[] {
  const draw = random(11, 'exponentials', trial);
  return Array.from({ length: count }, () => -Math.log(1 - draw()));
}

describe('the exact interval of the median', () => {
  // As in tables of the sign test: the rank of its lower end, at 95 %. The upper end is as far from the other side.
  for (const [n, rank] of [
    [6, 1],
    [8, 1],
    [9, 2],
    [10, 2],
    [12, 3],
    [15, 4],
    [20, 6],
    [25, 8],
    [30, 10],
    [50, 18],
    [100, 40],
  ] as const) {
    it(`of ${n} values reaches from the ${rank}. to the ${n + 1 - rank}.`, () => {
      const values = Array.from({ length: n }, (_, i) => n - i);
      assert.deepEqual(medianInterval(values), { low: rank, high: n + 1 - rank });
    });
  }

  it('is null where there are too few values to be so confident', () => {
    assert.equal(medianInterval([]), null);
    assert.equal(medianInterval([1, 2, 3, 4, 5]), null);
    assert.deepEqual(medianInterval([1, 2, 3, 4, 5], 0.9375), { low: 1, high: 5 });
    assert.equal(medianInterval([1, 2, 3, 4, 5, 6, 7], 0.99), null);
  });

  it('of thousands is what the normal approximation says', () => {
    const values = Array.from({ length: 4000 }, (_, i) => i + 1);
    // 2000.5 - 1.96 · √4000 / 2 is 1938.5, and a rank is whole.
    assert.deepEqual(medianInterval(values), { low: 1938, high: 4001 - 1938 });
  });

  it('of few values holds the median at least as often as it says', () => {
    for (const n of [6, 9, 14]) {
      const held = Array.from({ length: 2000 }, (_, trial) => medianInterval(exponentials(n, trial))!).filter(
        ({ low, high }) => low <= Math.LN2 && Math.LN2 <= high,
      );
      assert.ok(held.length / 2000 >= 0.945, `${held.length} of ${n}`);
    }
  });
});

describe('the exact interval of a quantile', () => {
  const ramp = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

  // 0.95 ** 72 < 2.5 % < 0.95 ** 71, and so on.
  for (const [q, n] of [
    [0.5, 6],
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.05, 72],
  ] as const) {
    it(`of ${q} has both ends from ${n} values on`, () => {
      assert.equal(valuesToBound(q), n);
      const whole = ({ low, high }: { low: number; high: number }): boolean => Number.isFinite(high - low);
      assert.deepEqual([whole(quantileInterval(ramp(n - 1), q)), whole(quantileInterval(ramp(n), q))], [false, true]);
    });
  }

  it('of fewer values is open to one side', () => {
    assert.equal(quantileInterval(ramp(20), 0.95).high, Infinity);
    assert.equal(quantileInterval(ramp(20), 0.95).low, 17); // fewer than 17 of 20 below: 1.6 %, fewer than 18: 7.5 %
    assert.deepEqual(quantileInterval([], 0.95), { low: -Infinity, high: Infinity });
  });

  it('holds the quantile at least as often as it says', () => {
    const truth = -Math.log(0.05);
    for (const n of [20, 72, 150]) {
      const held = Array.from({ length: 2000 }, (_, trial) => quantileInterval(exponentials(n, trial), 0.95)).filter(
        ({ low, high }) => low <= truth && truth <= high,
      );
      assert.ok(held.length / 2000 >= 0.94, `${held.length} of ${n}`);
    }
  });
});
