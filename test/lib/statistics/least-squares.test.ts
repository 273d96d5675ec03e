import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nonNegativeLeastSquares } from '#src/lib/statistics/least-squares.js';

function near(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs(found[i]! - value) < 1e-9, `${found.join(', ')} is not ${expected.join(', ')}`);
}

describe('non-negative least squares', () => {
  it('finds the coefficients that a series was made with', () => {
    const [ones, squares] = [
      [1, 1, 1, 1],
      [1, 4, 9, 16],
    ];
    near(
      nonNegativeLeastSquares(
        [ones, squares],
        squares.map((value) => 3 + 2 * value),
      ),
      [3, 2],
    );
  });

  it('draws the line that is worked out by hand', () => {
    // x 1, 2, 3 and y 1, 2, 2: slope 1/2, intercept 2/3.
    near(
      nonNegativeLeastSquares(
        [
          [1, 1, 1],
          [1, 2, 3],
        ],
        [1, 2, 2],
      ),
      [2 / 3, 1 / 2],
    );
  });

  it('leaves out what would need a negative coefficient, and fits the rest anew', () => {
    // The line through y 3, 2, 1 falls; without a slope the mean is best.
    near(
      nonNegativeLeastSquares(
        [
          [1, 1, 1],
          [1, 2, 3],
        ],
        [3, 2, 1],
      ),
      [2, 0],
    );
    near(nonNegativeLeastSquares([[1, 1]], [-1, -2]), [0]);
  });

  it('takes one of two columns that say the same', () => {
    const found = nonNegativeLeastSquares(
      [
        [1, 2],
        [2, 4],
      ],
      [2, 4],
    );
    near([found[0]! + 2 * found[1]!], [2]);
  });
});
