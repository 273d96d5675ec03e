import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as oracle from 'simple-statistics';
import { random } from '#src/lib/random.js';
import { drawLatency, type Latency } from '#src/sources/synthetic.js';

/** What 20,000 queries of one seed would meet. */
function drawn(latency: Latency, count = 20_000): number[] {
  return Array.from({ length: count }, (_, index) => drawLatency(latency, random(1, 'latency', index, 'search', 1)));
}

/** Within a few standard errors of theory at 20,000 draws; the seed is fixed, so this never flickers. */
function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`);
}

describe('a latency', () => {
  it('that is fixed is that value every time', () => {
    assert.deepEqual(new Set([...drawn(730, 100), ...drawn({ type: 'fixed', value: 730 }, 100)]), new Set([730]));
  });

  it('that is uniform has the mean, the deviation and the ends of its range', () => {
    const values = drawn({ type: 'uniform', min: 200, max: 1400 });
    near(oracle.mean(values), 800, 10, 'mean');
    near(oracle.standardDeviation(values), 1200 / Math.sqrt(12), 8, 'deviation');
    assert.ok(oracle.min(values) >= 200 && oracle.min(values) < 202);
    assert.ok(oracle.max(values) < 1400 && oracle.max(values) > 1398);
  });

  it('that is normal has its mean, deviation and percentiles', () => {
    const values = drawn({ type: 'normal', mean: 1000, sd: 100 });
    near(oracle.mean(values), 1000, 3, 'mean');
    near(oracle.standardDeviation(values), 100, 2, 'deviation');
    near(oracle.quantile(values, 0.95), 1000 + 100 * oracle.probit(0.95), 5, '95th percentile');
  });

  it('that is normal is never negative, and then cut at 0 alone', () => {
    const values = drawn({ type: 'normal', mean: 100, sd: 100 });
    assert.equal(oracle.min(values), 0);
    near(
      values.filter((value) => value === 0).length / values.length,
      oracle.cumulativeStdNormalProbability(-1),
      0.01,
      'share at 0',
    );
  });

  it('that is lognormal has its median and 95th percentile, and a normal logarithm', () => {
    const values = drawn({ type: 'lognormal', median: 400, p95: 1600 });
    near(oracle.median(values), 400, 10, 'median');
    near(oracle.quantile(values, 0.95), 1600, 70, '95th percentile');
    const logs = values.map(Math.log);
    near(oracle.mean(logs), Math.log(400), 0.02, 'mean of the logarithm');
    near(oracle.standardDeviation(logs), Math.log(4) / oracle.probit(0.95), 0.02, 'deviation of the logarithm');
    near(oracle.sampleSkewness(logs), 0, 0.08, 'skew of the logarithm');
  });

  it('that is lognormal with equal percentiles is fixed', () => {
    assert.deepEqual(new Set(drawn({ type: 'lognormal', median: 400, p95: 400 }, 50)), new Set([400]));
  });

  describe('from percentiles', () => {
    const percentiles = { 0: 100, 50: 200, 90: 600, 99: 2000 };
    for (const [draw, expected] of [
      [0, 100],
      [0.25, 150],
      [0.5, 200],
      [0.7, 400],
      [0.9, 600],
      [0.945, 1300],
      [0.99, 2000],
      [0.999, 2000],
    ] as const) {
      it(`lies on the line between its neighbours: ${expected} at ${draw * 100} %`, () => {
        assert.equal(Math.round(drawLatency({ type: 'empirical', percentiles }, () => draw) * 1e9) / 1e9, expected);
      });
    }

    it('keeps the lowest value below the lowest percentile', () => {
      assert.equal(
        drawLatency({ type: 'empirical', percentiles: { 50: 200, 90: 600 } }, () => 0.1),
        200,
      );
    });

    it('sorts percentiles as numbers, not as text', () => {
      assert.equal(
        drawLatency({ type: 'empirical', percentiles: { '9.5': 10, '100': 1000, '50': 100 } }, () => 0.5),
        100,
      );
    });

    it('gives those percentiles back when it is drawn often', () => {
      const values = drawn({ type: 'empirical', percentiles });
      for (const [percentile, value] of Object.entries(percentiles)) {
        near(
          values.filter((drawnValue) => drawnValue <= value).length / values.length,
          value === 2000 ? 1 : Number(percentile) / 100,
          0.01,
          `share up to ${value}`,
        );
      }
    });
  });

  it('that is a mixture takes its parts in their shares: 97 and 3 of 100, as slow-tail does', () => {
    const values = drawn({
      type: 'mixture',
      parts: [
        { weight: 97, latency: 500 },
        { weight: 3, latency: 5000 },
      ],
    });
    assert.deepEqual(new Set(values), new Set([500, 5000]));
    near(values.filter((value) => value === 5000).length / values.length, 0.03, 0.005, 'share of the tail');
  });

  for (const [draw, expected] of [
    [0, 1],
    [0.2499, 1],
    [0.25, 2],
    [0.9999, 2],
  ] as const) {
    it(`that is a mixture of one and three quarters is part ${expected} at a draw of ${draw}`, () => {
      const parts = [
        { weight: 5, latency: 1 },
        { weight: 15, latency: 2 },
      ];
      assert.equal(
        drawLatency({ type: 'mixture', parts }, () => draw),
        expected,
      );
    });
  }

  it('that is a mixture draws within the part independently of which part it is', () => {
    const part = (min: number): Latency => ({ type: 'uniform', min, max: min + 100 });
    const values = drawn({
      type: 'mixture',
      parts: [
        { weight: 1, latency: part(0) },
        { weight: 3, latency: part(1000) },
      ],
    });
    const [low, high] = [values.filter((value) => value < 500), values.filter((value) => value >= 500)];
    near(low.length / values.length, 0.25, 0.01, 'share');
    near(oracle.mean(low), 50, 2, 'mean of the first part');
    near(oracle.mean(high), 1050, 2, 'mean of the second part');
  });

  it('is finite and not negative, whatever the distribution and the draw', () => {
    const ms = fc.double({ min: 0, max: 1e6, noNaN: true });
    const latency: fc.Arbitrary<Latency> = fc.oneof(
      ms,
      fc.tuple(ms, ms).map(([a, b]): Latency => ({ type: 'uniform', min: Math.min(a, b), max: Math.max(a, b) })),
      fc.tuple(ms, ms).map(([mean, sd]): Latency => ({ type: 'normal', mean, sd })),
      fc
        .tuple(ms, ms)
        .map(([a, b]): Latency => ({ type: 'lognormal', median: 1 + Math.min(a, b), p95: 1 + Math.max(a, b) })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), latency), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (parts, seed) => {
          const value = drawLatency(
            { type: 'mixture', parts: parts.map(([weight, part]) => ({ weight, latency: part })) },
            random(seed),
          );
          assert.ok(Number.isFinite(value) && value >= 0, `${value}`);
        },
      ),
    );
  });
});
