import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binned, cumulative } from '#src/lib/statistics/sample-shapes.js';

describe('shapes of samples', () => {
  it('counts every value in one bin, the largest in the last', () => {
    assert.deepEqual(binned([0, 1, 5, 9, 10], 2), { middles: [2.5, 7.5], counts: [2, 3] });
  });

  it('says of each sample how much of it is at most x', () => {
    assert.deepEqual(
      cumulative([
        [3, 1],
        [2, 2],
      ]),
      {
        xs: [1, 2, 3],
        shares: [
          [0.5, 0.5, 1],
          [0, 1, 1],
        ],
      },
    );
  });
});
