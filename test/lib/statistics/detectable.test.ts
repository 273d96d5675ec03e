import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectableShift } from '#src/lib/statistics/detectable.js';
import { mannWhitney } from '#src/lib/statistics/mann-whitney.js';
import { random, standardNormal } from '#src/lib/random.js';
import { mean } from '#src/lib/statistics/descriptive.js';

function latencies(count: number, key: string, shift = 0): number[] {
  const draw = random(9, key);
  return Array.from({ length: count }, () => 100 + shift + 5 * standardNormal(draw));
}

describe('the smallest shift that a test could have shown', () => {
  it('is as worked by hand', () => {
    // All distances from the median are 1 or 3, half of each: their median 2, times 1.4826 and 8/6, is a spread of
    // 3.9536;
    // times √(1/2) the error of a difference; times 1.9600 + 0.8416 deviations and √(π/3); of a median of 100.
    const values = [97, 99, 101, 103];
    const worked = (2 * 1.4826 * (8 / 6) * Math.SQRT1_2 * 2.80159 * Math.sqrt(Math.PI / 3)) / 100;
    assert.ok(Math.abs(detectableShift(values, values)! - worked) < 1e-6);
  });

  /** Of so many normal values with the median 100 and the standard deviation 5, in each sample. */
  const expected = (count: number): number => 0.05 * 2.80159 * Math.sqrt(2 / count) * Math.sqrt(Math.PI / 3);

  it('is what the test then finds in about eight of ten trials', () => {
    const shift = 100 * expected(20);
    const found = Array.from(
      { length: 600 },
      (_, i) => mannWhitney(latencies(20, `base ${i}`), latencies(20, `next ${i}`, shift)).p,
    ).filter((p) => p <= 0.05);
    assert.ok(Math.abs(found.length / 600 - 0.8) < 0.06, `${found.length / 600}`);
  });

  for (const [count, trials] of [
    [6, 1000],
    [4000, 1],
  ] as const) {
    it(`is estimated well enough from ${count} values in each sample`, () => {
      const shares = Array.from({ length: trials }, (_, i) =>
        detectableShift(latencies(count, `a ${i}`), latencies(count, `b ${i}`))!,
      );
      assert.ok(Math.abs(mean(shares) / expected(count) - 1) < 0.1, `${mean(shares) / expected(count)}`);
    });
  }

  it('is smaller with more values, less power and a laxer alpha, and is not spoiled by an outlier', () => {
    const [base, next] = [latencies(20, 'base'), latencies(20, 'next')];
    const share = detectableShift(base, next)!;
    assert.ok(detectableShift([...base, ...base], [...next, ...next])! < share);
    assert.ok(detectableShift(base, next, 0.05, 0.5)! < share);
    assert.ok(detectableShift(base, next, 0.1)! < share);
    assert.ok(detectableShift([...base.slice(1), 1e6], next)! < 1.3 * share);
  });

  it('is null where no shift could be shown by so few values', () => {
    assert.equal(detectableShift([1, 2, 3], [1, 2, 3]), null);
    assert.equal(detectableShift([], [1, 2, 3]), null);
    assert.equal(detectableShift([1, 2, 3, 4], [1, 2, 3, 4], 0.01), null);
    assert.ok(detectableShift([1, 2, 3], [1, 2, 3], 0.1)! > 0);
  });

  it('is measured by the standard deviation where most values are equal, and 0 where all are', () => {
    assert.equal(detectableShift([10, 10, 10, 10], [12, 12, 12, 12]), 0);
    assert.ok(detectableShift([10, 10, 10, 10, 11], [12, 12, 12, 12])! > 0);
  });
});
