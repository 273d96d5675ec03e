import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as oracle from 'simple-statistics';
import { mannWhitney } from '#src/lib/statistics/mann-whitney.js';
import { normalCdf } from '#src/lib/statistics/distributions.js';
import { random, standardNormal } from '#src/lib/random.js';

const near = (actual: number, expected: number, share = 1e-12): void =>
  assert.ok(Math.abs(actual - expected) <= share * Math.abs(expected), `${actual} is not ${expected}`);

/** Samples without ties whose U is `u`: each value of next is set above so many of base = 1 to n. */
function samplesOf(n: number, m: number, u: number): [number[], number[]] {
  const base = Array.from({ length: n }, (_, i) => i + 1);
  const next = Array.from({ length: m }, (_, i) => Math.floor((u + i) / m) + (i + 1) / (m + 1));
  return [base, next];
}

function pairsWon(base: readonly number[], next: readonly number[]): number {
  return next
    .flatMap((b) => base.map((a) => (b > a ? 1 : b === a ? 0.5 : 0)))
    .reduce<number>((total, won) => total + won, 0);
}

/** The share of all splits of the pooled values whose U is as far from the middle, tried one by one. */
function enumeratedP(base: readonly number[], next: readonly number[]): number {
  const pooled = [...base, ...next];
  const distance = (u: number): number => Math.abs(u - (base.length * next.length) / 2);
  const observed = distance(pairsWon(base, next));
  let beyond = 0;
  let all = 0;
  for (let picked = 0; picked < 2 ** pooled.length; picked++) {
    const isNext = (_: number, i: number): boolean => (picked >> i) % 2 === 1;
    const chosen = pooled.filter(isNext);
    if (chosen.length !== next.length) continue;
    all++;
    const left = pooled.filter((value, i) => !isNext(value, i));
    if (distance(pairsWon(left, chosen)) >= observed) beyond++;
  }
  return beyond / all;
}

function normals(count: number, key: string | number, centre = 0): number[] {
  const draw = random(5, 'normals', key);
  return Array.from({ length: count }, () => centre + standardNormal(draw));
}

describe('the Mann–Whitney test', () => {
  // Of the 252 ways to split ten values, 1, 1, 2, 3, 5 and 7 have a U of 0 to 5: the partitions of U; as many at the
  // other end.
  for (const [u, ways] of [
    [0, 2],
    [1, 4],
    [2, 8],
    [3, 14],
    [4, 24],
    [5, 38],
    [12, 252],
  ] as const) {
    it(`gives U = ${u} of five against five the p-value ${ways}/252, at either end`, () => {
      const [base, next] = samplesOf(5, 5, u);
      const forward = mannWhitney(base, next);
      assert.equal(forward.u, u);
      assert.equal(forward.exact, true);
      near(forward.p, ways / 252);
      const backward = mannWhitney(next, base);
      assert.equal(backward.u, 25 - u);
      near(backward.p, ways / 252);
    });
  }

  // The published critical values of U, two-sided at 5 %.
  for (const [n, m, critical] of [
    [4, 4, 0],
    [5, 5, 2],
    [5, 8, 6],
    [6, 6, 5],
    [7, 7, 8],
    [8, 8, 13],
    [9, 9, 17],
    [10, 10, 23],
    [12, 12, 37],
    [15, 15, 64],
    [8, 20, 41],
    [20, 20, 127],
  ] as const) {
    it(`has the critical value ${critical} for ${n} against ${m} at 5 %`, () => {
      assert.ok(mannWhitney(...samplesOf(n, m, critical)).p <= 0.05);
      assert.ok(mannWhitney(...samplesOf(n, m, critical + 1)).p > 0.05);
    });
  }

  it('counts ties as worked by hand', () => {
    // Of 1, 2, 2, 3 two can be picked in six ways: twice U is 1, 1, 4, 4, 7 and 7, so all but two are as far from 4 as
    // 1 is.
    const { u, p } = mannWhitney([2, 3], [1, 2]);
    assert.equal(u, 0.5);
    near(p, 4 / 6);
    // Of 1, 1, 2 one can be picked in three ways with a U of 1/2, 1/2 and 2: the middle is 1, and only the last is so
    // far.
    near(mannWhitney([1, 1], [2]).p, 1 / 3);
    near(mannWhitney([1, 2], [1]).p, 1);
    assert.deepEqual(mannWhitney([3, 3, 3], [3, 3]), { u: 3, p: 1, exact: true });
  });

  it('shows nothing of an empty sample', () => {
    assert.deepEqual(mannWhitney([], [1, 2]), { u: 0, p: 1, exact: true });
    assert.deepEqual(mannWhitney([], []), { u: 0, p: 1, exact: true });
  });

  it('counts what trying every split gives, with ties and without', () => {
    const sample = fc
      .integer({ min: 1, max: 6 })
      .chain((top) => fc.array(fc.integer({ min: 1, max: top * top }), { minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(sample, sample, (base, next) => {
        const { u, p } = mannWhitney(base, next);
        assert.equal(u, pairsWon(base, next));
        near(p, enumeratedP(base, next));
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('is a probability, and the same for both orders and for values raised and stretched alike', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(sample, sample, (base, next) => {
        const { u, p, exact } = mannWhitney(base, next);
        assert.ok(p > 0 && p <= 1);
        const swapped = mannWhitney(next, base);
        assert.equal(swapped.u, base.length * next.length - u);
        near(swapped.p, p);
        const raised = (values: number[]): number[] => values.map((value) => 3 * value - 100);
        assert.deepEqual(mannWhitney(raised(base), raised(next)), { u, p, exact });
      }),
      { seed: 1 },
    );
  });

  it('finds the rank sum of the oracle', () => {
    const [base, next] = [normals(30, 'base'), normals(90, 'next')];
    assert.equal(mannWhitney(base, next).u + (90 * 91) / 2, oracle.wilcoxonRankSum(next, base));
  });

  it('goes over from counting to the normal distribution without a jump', () => {
    for (const rounding of [1e-6, 1]) {
      const tied = (values: number[]): number[] => values.map((value) => rounding * Math.round(value / rounding));
      const [base, next] = [tied(normals(50, 'base')), tied(normals(51, 'next', 0.4))];
      const counted = mannWhitney(base, next.slice(0, 50));
      const approximate = mannWhitney([...base, 0.123], [...next.slice(0, 50), 0.123]);
      assert.deepEqual([counted.exact, approximate.exact], [true, false]);
      near(approximate.p, counted.p, 0.1);
    }
  });

  it('approximates as worked by hand', () => {
    // U is 0.5 short of 400 from the middle, 1800, with the variance 60·60·121/12 = 36300.
    const untied = mannWhitney(...samplesOf(60, 60, 1400));
    assert.equal(untied.exact, false);
    near(untied.p, 2 * normalCdf(-399.5 / Math.sqrt(36_300)));
    // Of 40 zeros and 20 ones against 20 and 40, 1600 pairs are won and 1600 equal. 60 ties, twice, take 2·(60³ -
    // 60)/(120·119) from 121.
    const counts = (zeros: number, ones: number): number[] => [
      ...Array.from({ length: zeros }, () => 0),
      ...Array.from({ length: ones }, () => 1),
    ];
    const tied = mannWhitney(counts(40, 20), counts(20, 40));
    assert.equal(tied.u, 2400);
    near(tied.p, 2 * normalCdf(-599.5 / Math.sqrt(300 * (121 - 431_880 / 14_280))));
    assert.equal(mannWhitney(counts(60, 0), counts(60, 0)).p, 1);
  });

  it('raises no more false alarms than it says, and notices a shift', () => {
    const trials = Array.from({ length: 2000 }, (_, i) => i);
    const alarms = (shift: number): number =>
      trials.filter((i) => mannWhitney(normals(8, `base ${i}`), normals(10, `next ${i}`, shift)).p <= 0.05).length /
      trials.length;
    const falseAlarms = alarms(0);
    assert.ok(falseAlarms <= 0.06 && falseAlarms >= 0.025, `${falseAlarms}`);
    assert.ok(alarms(2) > 0.9);
  });
});
