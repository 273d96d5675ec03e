import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hodgesLehmann } from '#src/lib/statistics/hodges-lehmann.js';
import { mannWhitney } from '#src/lib/statistics/mann-whitney.js';
import { random, standardNormal } from '#src/lib/random.js';
import { median } from '#src/lib/statistics/descriptive.js';

function normals(count: number, key: string | number, centre = 0): number[] {
  const draw = random(5, 'normals', key);
  return Array.from({ length: count }, () => centre + standardNormal(draw));
}

describe('the shift between two samples', () => {
  const differences = (base: readonly number[], next: readonly number[]): number[] =>
    next.flatMap((b) => base.map((a) => b - a)).toSorted((a, b) => a - b);

  it('is the median difference of a value with a value', () => {
    const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (base, next) => {
        assert.ok(Math.abs(hodgesLehmann(base, next).shift - median(differences(base, next))) < 1e-9);
      }),
      { seed: 1 },
    );
  });

  it('lies between the differences that the critical value of U leaves out at either end', () => {
    // Of five against five, U is at most 2 in 4 of 252 ways and at most 3 in 7, more than 2.5 %: the interval begins
    // where the
    // third difference lies, so that from any point outside no more than two are on one side.
    const base = [11, 13, 16, 20, 27];
    const next = [14, 19, 22, 31, 40];
    const sorted = differences(base, next);
    assert.deepEqual(hodgesLehmann(base, next), { shift: sorted[12], interval: { low: sorted[2], high: sorted[22] } });
  });

  it('has no interval where there are too few values to be so confident', () => {
    assert.deepEqual(hodgesLehmann([1, 2, 3], [4, 5, 6]), { shift: 3, interval: null });
    assert.deepEqual(hodgesLehmann([1, 2, 3], [4, 5, 6], 0.9).interval, { low: 1, high: 5 });
    assert.deepEqual(hodgesLehmann([1, 2, 3, 4], [5, 6, 7, 8]).interval, { low: 1, high: 7 });
    assert.deepEqual(hodgesLehmann([], [1]), { shift: Number.NaN, interval: null });
  });

  it('is confidently not zero exactly where the test says so', () => {
    for (let i = 0; i < 300; i++) {
      const [base, next] = [normals(4 + (i % 9), `base ${i}`), normals(4 + (i % 7), `next ${i}`, 1)];
      const { low, high } = hodgesLehmann(base, next).interval!;
      assert.equal(low > 0 || high < 0, mannWhitney(base, next).p <= 0.05);
    }
  });

  it('is held by the interval in about 95 of 100 trials, by counting and by approximation', () => {
    for (const [n, trials] of [
      [7, 400],
      [60, 400],
    ] as const) {
      const held = Array.from(
        { length: trials },
        (_, i) => hodgesLehmann(normals(n, `a ${i}`), normals(n, `b ${i}`, 3)).interval!,
      ).filter(({ low, high }) => low <= 3 && 3 <= high);
      assert.ok(held.length / trials >= 0.92 && held.length / trials <= 0.985, `${held.length}`);
    }
  });

  it('of logarithms is a ratio', () => {
    const base = normals(40, 'ratio', 10);
    const log = (values: number[]): number[] => values.map(Math.log);
    const { shift } = hodgesLehmann(log(base), log(base.map((value) => 1.3 * value)));
    assert.ok(Math.abs(Math.exp(shift) - 1.3) < 1e-9);
  });

  it('of ten thousand values against as many is found without making their differences', () => {
    const base = Array.from({ length: 10_000 }, (_, i) => i);
    const { shift, interval } = hodgesLehmann(
      base,
      base.map((value) => value + 7),
    );
    assert.equal(shift, 7);
    assert.ok(interval!.low < 7 && interval!.high > 7 && interval!.high - interval!.low < 400);
  });
});
