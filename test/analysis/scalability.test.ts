import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amdahl, universal, type Scaled } from '#src/analysis/scalability.js';

const near = (found: number, expected: number, tolerance = 1e-6): void => {
  assert.ok(Math.abs(found - expected) <= tolerance, `${found} is not ${expected}`);
};

const series = (counts: readonly number[], law: (n: number) => number): Scaled[] =>
  counts.map((n) => ({ n, makespanMs: law(n) }));

describe("Amdahl's law", () => {
  it('is recovered from a series that follows it', () => {
    for (const [serial, one] of [
      [0.05, 1000],
      [0.5, 12.5],
      [1, 7],
      [0, 300],
    ] as const) {
      const fit = amdahl(series([1, 2, 3, 4, 8, 64], (n) => one * (serial + (1 - serial) / n)))!;
      near(fit.serialFraction, serial);
      near(fit.atOneMs, one);
      near(fit.rmseMs, 0);
    }
  });

  it('is what least squares by hand make of the capstone: 7.5, 5.5, 5 and 5 s', () => {
    // x = 1/N has the mean 25/48 and Σ(x − x̄)² = 65/192; ȳ = 5750 and Σ(x − x̄)(y − ȳ) = 1187.5: slope 45600/13,
    // intercept 51000/13.
    const fit = amdahl(series([1, 2, 3, 4], (n) => [7500, 5500, 5000, 5000][n - 1]!))!;
    near(fit.serialFraction, 85 / 161, 1e-12);
    near(fit.atOneMs, 96_600 / 13, 1e-9);
    near(fit.residuals[0]!.residualMs, 900 / 13, 1e-9);
    near(
      fit.residuals.reduce((sum, { residualMs }) => sum + residualMs, 0),
      0,
      1e-9,
    );
    assert.ok(fit.r2! > 0.9 && fit.r2! < 1);
  });

  it('says that all is serial where more workers make it slower, and how far off that is', () => {
    const fit = amdahl(series([1, 2, 3], (n) => 100 + 10 * n))!;
    near(fit.serialFraction, 1);
    near(fit.atOneMs, 120);
    near(fit.largestShare, 10 / 110);
    near(fit.r2!, 0);
  });

  it('has no variance to explain where nothing changes, and nothing to say of two counts or of no time', () => {
    assert.equal(amdahl(series([1, 2, 3], () => 12_500))!.r2, null);
    assert.equal(amdahl(series([1, 2, 2], (n) => 100 / n)), undefined);
    assert.equal(amdahl(series([1, 2, 3], () => 0)), undefined);
  });
});

describe('the universal scalability law', () => {
  it('is recovered from a series that follows it', () => {
    for (const [sigma, kappa, gamma] of [
      [0.05, 0.001, 0.02],
      [0.3, 0, 1],
      [0, 0.02, 0.5],
      [0, 0, 10],
      [0.9, 0.1, 0.001],
    ] as const) {
      const fit = universal(
        series([1, 2, 3, 4, 6, 8, 16, 32, 100], (n) => (1 + sigma * (n - 1) + kappa * n * (n - 1)) / (gamma * n)),
      )!;
      near(fit.contention, sigma);
      near(fit.coherency, kappa);
      near(fit.atOneMs * gamma, 1);
      near(fit.largestShare, 0);
      if (kappa > 0) near(fit.peak!, Math.sqrt((1 - sigma) / kappa), 1e-3);
    }
  });

  it('never fits worse than Amdahl, which it is where nothing is to be kept consistent', () => {
    const samples = series([1, 2, 3, 4], (n) => [7500, 5500, 5000, 5000][n - 1]!);
    assert.ok(universal(samples)!.rmseMs < amdahl(samples)!.rmseMs);
    const without = series([1, 2, 3, 4], (n) => 40 + 60 / n);
    near(universal(without)!.contention, amdahl(without)!.serialFraction);
    assert.ok(universal(without)!.coherency < 1e-12);
  });

  it('keeps its parameters in their ranges whatever it is given', () => {
    for (const law of [(n: number) => 100 / n ** 2, (n: number) => 5 + n, (n: number) => (n % 2) + 1]) {
      const { contention, coherency } = universal(series([1, 2, 3, 4, 5], law))!;
      assert.ok(contention >= 0 && contention <= 1 && coherency >= 0, `${contention} ${coherency}`);
    }
  });

  it('needs four counts, and some time for one', () => {
    assert.equal(universal(series([1, 2, 3, 4], (n) => n * (n - 1))), undefined);
    assert.equal(universal(series([1, 2, 3], (n) => 1 / n)), undefined);
  });
});
