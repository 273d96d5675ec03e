import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalCdf, normalQuantile } from '#src/lib/statistics/distributions.js';

/** Within a share of what is expected, so that tails count as much as the middle. */
const near = (actual: number, expected: number, share = 1e-12): void =>
  assert.ok(Math.abs(actual - expected) <= share * Math.abs(expected), `${actual} is not ${expected}`);

describe('the normal distribution', () => {
  // Published to more digits than a table of Φ commonly has, in the tails too.
  for (const [z, below] of [
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [2.5, 0.9937903346742238],
    [-1, 0.15865525393145705],
    [-2, 0.02275013194817921],
    [-3, 0.0013498980316300946],
    [-5, 2.866515718791939e-7],
    [-10, 7.619853024160525e-24],
    [-20, 2.7536241186062337e-89],
  ] as const) {
    it(`lies below ${z} with probability ${below}`, () => near(normalCdf(z), below));
  }

  for (const [p, z] of [
    [0.75, 0.6744897501960817],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
    [1e-100, -21.27345356096533],
  ] as const) {
    it(`reaches ${z} at the quantile ${p}`, () => near(normalQuantile(p), z));
  }

  it('has its quantiles where its probabilities are', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1 - 1e-9, noNaN: true }), (p) =>
        near(normalCdf(normalQuantile(p)), p, 1e-10),
      ),
      { seed: 1 },
    );
  });

  it('is symmetric, and rises where the series gives way to the fraction', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => near(normalCdf(z) + normalCdf(-z), 1)),
      { seed: 1 },
    );
    for (let z = -3.01; z < -2.99; z += 0.0001) assert.ok(normalCdf(z) < normalCdf(z + 0.0001));
  });

  it('has no quantile but the infinite ones at 0 and 1, and none beyond', () => {
    assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
    assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
    assert.ok(Number.isNaN(normalQuantile(-0.1)));
    assert.ok(Number.isNaN(normalQuantile(1.1)));
    assert.ok(Math.abs(normalQuantile(0.5)) < 1e-15);
  });
});
