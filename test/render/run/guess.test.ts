import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guessIn, verdict } from '#src/render/run/guess.js';

describe('a guess of a makespan', () => {
  for (const [text, unitMs, expected] of [
    ['7.5', 1000, 7500],
    [' 7,5 ', 1000, 7500],
    ['250', 1, 250],
    ['0', 1000, 0],
    ['1e3', 1, 1000],
    ['', 1000, undefined],
    ['  ', 1000, undefined],
    ['soon', 1000, undefined],
    ['-1', 1000, undefined],
    ['Infinity', 1000, undefined],
    ['1e9', 1000, undefined],
  ] as const)
    it(`typed as '${text}' in units of ${unitMs} ms is ${expected === undefined ? 'no time' : `${expected} ms`}`, () => {
      assert.equal(guessIn(text, unitMs), expected);
    });

  for (const [guessMs, truthMs, expected] of [
    [4990, 5000, 'You said 4.99 s; it took 5.00 s. Exactly right!'],
    [5200, 5000, 'You said 5.20 s; it took 5.00 s: 0.20 s too long (4 %). Very close!'],
    [4400, 5000, 'You said 4.40 s; it took 5.00 s: 0.60 s too short (12 %). Not far off.'],
    [9000, 5000, 'You said 9.00 s; it took 5.00 s: 4.00 s too long (80 %). A surprise! Look where the time goes.'],
  ] as const)
    it(`of ${guessMs} ms for ${truthMs} ms is said to be: ${expected}`, () => {
      assert.equal(verdict(guessMs, truthMs), expected);
    });

  it('of a run that took no time is held against nothing', () => {
    assert.match(verdict(0, 0), /Exactly right/);
  });
});
