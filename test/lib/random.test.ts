import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as oracle from 'simple-statistics';
import { random, standardNormal } from '#src/lib/random.js';

const key = fc.oneof(fc.string({ maxLength: 12 }), fc.nat(1000));

describe('randomness by name', () => {
  it('gives a key the same numbers whatever was drawn before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(key, { maxLength: 4 }), fc.array(key, { maxLength: 4 }), (seed, keys, others) => {
        const alone = random(seed, ...keys);
        const expected = [alone(), alone(), alone()];
        const other = random(seed, ...others);
        other();
        const again = random(seed, ...keys);
        const drawn = [again()];
        other();
        drawn.push(again(), again());
        assert.deepEqual(drawn, expected);
      }),
    );
  });

  it('stays within 0 and below 1', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), key, (seed, name) => {
        const draw = random(seed, name);
        for (let i = 0; i < 20; i++) {
          const value = draw();
          assert.ok(value >= 0 && value < 1);
        }
      }),
    );
  });

  const distinct: [string, () => [number, number]][] = [
    ['the seed', () => [random(1, 'a')(), random(2, 'a')()]],
    ['a seed above 32 bits', () => [random(5, 'a')(), random(5 + 2 ** 32, 'a')()]],
    ['what it is drawn for', () => [random(1, 'latency', 0, 'news', 1)(), random(1, 'flaky', 0, 'news', 1)()]],
    ['the query', () => [random(1, 'latency', 0, 'news', 1)(), random(1, 'latency', 1, 'news', 1)()]],
    ['the source', () => [random(1, 'latency', 0, 'news', 1)(), random(1, 'latency', 0, 'mail', 1)()]],
    ['the attempt', () => [random(1, 'latency', 0, 'news', 1)(), random(1, 'latency', 0, 'news', 2)()]],
    ['where one key ends and the next begins', () => [random(1, 'ab', 'c')(), random(1, 'a', 'bc')()]],
    ['the order of the keys', () => [random(1, 'a', 'b')(), random(1, 'b', 'a')()]],
  ];
  for (const [what, draws] of distinct) {
    it(`depends on ${what}`, () => {
      const [one, other] = draws();
      assert.notEqual(one, other);
    });
  }

  it('is even over queries, sources and attempts: the first draw of 20,000 keys fills 20 bins alike', () => {
    const bins = Array.from({ length: 20 }, () => 0);
    for (let query = 0; query < 1000; query++) {
      for (const source of ['weather', 'news', 'knowledge_base', 'mail', 'a']) {
        for (const attempt of [1, 2, 3, 4]) bins[Math.floor(random(1, 'latency', query, source, attempt)() * 20)]!++;
      }
    }
    const chiSquared = oracle.sum(bins.map((count) => (count - 1000) ** 2 / 1000));
    assert.ok(chiSquared < 43.8, `χ² of ${chiSquared} with 19 degrees of freedom has a probability below 0.001`);
  });

  it('does not repeat the first draw of one query in the next', () => {
    const firsts = Array.from({ length: 2000 }, (_, i) => random(7, 'latency', i, 'news', 1)());
    assert.ok(Math.abs(oracle.sampleCorrelation(firsts.slice(1), firsts.slice(0, -1))) < 0.08);
  });
});

describe('a standard normal draw', () => {
  const draw = random(3, 'normal');
  const values = Array.from({ length: 20_000 }, () => standardNormal(draw));

  it('has mean 0, deviation 1, no skew and the tails of a normal distribution', () => {
    assert.ok(Math.abs(oracle.mean(values)) < 0.03);
    assert.ok(Math.abs(oracle.standardDeviation(values) - 1) < 0.03);
    assert.ok(Math.abs(oracle.sampleSkewness(values)) < 0.08);
    for (const [z, below] of [
      [-1.645, 0.05],
      [-0.674, 0.25],
      [0, 0.5],
      [0.674, 0.75],
      [1.645, 0.95],
    ] as const) {
      assert.ok(
        Math.abs(values.filter((value) => value < z).length / values.length - below) < 0.012,
        `share below ${z}`,
      );
    }
  });

  it('is finite even where the draw is 0', () => {
    assert.ok(Number.isFinite(standardNormal(() => 0)));
  });
});
