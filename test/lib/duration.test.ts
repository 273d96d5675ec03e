import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration, preciseDuration, seconds, toNanosecond } from '#src/lib/duration.js';

describe('a duration as people write it', () => {
  for (const [text, ms] of [
    ['1500ms', 1500],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['2min', 120_000],
    ['1h', 3_600_000],
    ['250us', 0.25],
    ['250µs', 0.25],
    ['1500', 1500],
    ['0', 0],
    ['.5s', 500],
    ['0.5', 0.5],
    ['1m30s', 90_000],
    ['1m 30s', 90_000],
    ['2 m 05 s', 125_000],
    [' 1.5 s ', 1500],
    ['1.1s', 1100],
    ['0ms', 0],
  ] as const) {
    it(`'${text}' is ${ms} ms`, () => {
      assert.equal(parseDuration(text), ms);
    });
  }

  for (const text of [
    '',
    ' ',
    '-5s',
    '-1',
    'soon',
    's',
    '5x',
    '5 5',
    '1.2.3s',
    '1e3',
    'NaN',
    'Infinity',
    '0x10',
    '5s!',
    '5sec',
    '1,5s',
    '--5',
    '5s 3',
  ]) {
    it(`'${text}' is none`, () => {
      assert.equal(parseDuration(text), undefined);
    });
  }

  it('in milliseconds comes back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000 }), (ms) => {
        assert.equal(parseDuration(`${ms}ms`), ms);
        assert.equal(parseDuration(`${ms / 1000}s`), ms);
      }),
    );
  });
});

describe('a duration for reading', () => {
  for (const [ms, text] of [
    [0, '0 s'],
    [0.004, '0 ms'],
    [0.25, '0.25 ms'],
    [1.234, '1.23 ms'],
    [40.4, '40 ms'],
    [99.4, '99 ms'],
    [99.6, '0.10 s'],
    [250, '0.25 s'],
    [5510, '5.51 s'],
    [12_500, '12.50 s'],
    [99_994, '99.99 s'],
    [99_996, '100.0 s'],
    [600_000, '600.0 s'],
    [999_900, '999.9 s'],
    [999_960, '16 m 40 s'],
    [3_605_000, '60 m 05 s'],
    [359_999_000, '5999 m 59 s'],
    [360_000_000, '100 h 00 m'],
    [363_900_000, '101 h 05 m'],
    [8_640_000_000, '100 d'],
    [1e15, '11574074 d'],
    [-1500, '-1.50 s'],
    [-3_605_000, '-60 m 05 s'],
  ] as const) {
    it(`${ms} ms reads '${text}'`, () => {
      assert.equal(formatDuration(ms), text);
    });
  }

  it('never claims sixty seconds in a minute', () => {
    fc.assert(
      fc.property(fc.double({ min: 999_950, max: 1e8, noNaN: true }), (ms) => {
        const [, minutes, rest] = /^(\d+) m (\d\d) s$/.exec(formatDuration(ms)) ?? [];
        assert.ok(Number(rest) < 60);
        assert.ok(Math.abs(Number(minutes) * 60_000 + Number(rest) * 1000 - ms) <= 500);
      }),
    );
  });

  it('can be read back to within its own rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 86_400_000 }), (ms) => {
        assert.ok(Math.abs(parseDuration(formatDuration(ms))! - ms) <= Math.max(5, ms * 0.005));
      }),
    );
  });
});

describe('figures of a duration', () => {
  it('in seconds have two decimals', () => {
    assert.equal(seconds(2005), '2.00');
    assert.equal(seconds(12_500), '12.50');
  });

  it('are rounded to the nanosecond', () => {
    assert.equal(toNanosecond(0.1 + 0.2), 0.3);
    assert.equal(toNanosecond(1.000_000_4), 1);
  });
});

describe('a duration for comparing', () => {
  for (const [ms, text] of [
    [0, '0 s'],
    [1.234, '1.23 ms'],
    [40.44, '40.4 ms'],
    [103.2, '103 ms'],
    [-587.3, '-587 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [5510, '5.51 s'],
  ] as const) {
    it(`of ${ms} ms is ${text}`, () => {
      assert.equal(preciseDuration(ms), text);
    });
  }
});
