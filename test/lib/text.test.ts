import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clip, counted, grouped, listed, percent, printable, suggestion } from '#src/lib/text.js';

describe('printable text', () => {
  for (const [what, text, shown] of [
    ['an escape sequence', 'a\u001b[31mred', String.raw`a\x1b[31mred`],
    ['a line break', 'one\r\ntwo', String.raw`one\x0d\x0atwo`],
    ['a bell and a delete', '\u0007\u007f', String.raw`\x07\x7f`],
    ['a control character of the upper half', 'a\u009b31m', String.raw`a\x9b31m`],
    ['a turn of direction', 'abc\u202edcba', String.raw`abc\u202edcba`],
    ['an isolate', '\u2066x\u2069', String.raw`\u2066x\u2069`],
    ['a mark of no width', 'a\u200bb\ufeff', String.raw`a\u200bb\ufeff`],
    ['a line separator', 'a\u2028b', String.raw`a\u2028b`],
    ['umlauts, Han and an emoji', 'Zürich 天気 🌦', 'Zürich 天気 🌦'],
  ] as const) {
    it(`of ${what} is '${shown}'`, () => {
      assert.equal(printable(text), shown);
    });
  }

  it('never holds a control or direction character, and leaves other text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(printable(text), /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(printable(text), text);
      }),
    );
  });
});

describe('text that is cut', () => {
  for (const [text, length, shown] of [
    ['weather', 7, 'weather'],
    ['weather', 6, 'weath…'],
    ['weather', 1, '…'],
    ['🌦🌦🌦', 2, '🌦…'],
    ['', 3, ''],
  ] as const) {
    it(`'${text}' in ${length} characters is '${shown}'`, () => {
      assert.equal(clip(text, length), shown);
    });
  }
});

describe('words in a sentence', () => {
  it('are listed with commas and an and', () => {
    assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed), ['', 'a', 'a and b', 'a, b and c']);
  });

  it('are counted', () => {
    assert.deepEqual(
      [0, 1, 2, 10_000].map((n) => counted(n, 'source')),
      ['0 sources', '1 source', '2 sources', '10,000 sources'],
    );
  });
});

describe('the nearest name', () => {
  const names = ['weather', 'news', 'knowledge_base'];
  for (const [written, text] of [
    ['wether', "; did you mean 'weather'?"],
    ['WEATHER', "; did you mean 'weather'?"],
    ['knowledgebase', "; did you mean 'knowledge_base'?"],
    ['calendar', '; there is weather, news, knowledge_base'],
  ] as const) {
    it(`to '${written}' gives '${text}'`, () => {
      assert.equal(suggestion(written, names), text);
    });
  }

  it('among many lists only the first', () => {
    const many = Array.from({ length: 100 }, (_, i) => `source-number-${i}`);
    assert.match(suggestion('x', many), /^; there is source-number-0, .* and 88 more$/);
    assert.match(suggestion('x', many.slice(0, 14)), /source-number-11 and 2 more$/);
    // in the place of `and 1 more`
    assert.match(suggestion('x', many.slice(0, 13)), /source-number-11, source-number-12$/);
  });
});

describe('a percentage', () => {
  it('is 100 % only of all', () => {
    assert.deepEqual([1, 2999 / 3000, 2 / 3, 0].map(percent), ['100 %', '99.9 %', '66.7 %', '0 %']);
  });
});

describe('a whole number with commas', () => {
  for (const count of [0, 7, 999, 1000, 12_345, 100_000, 1_234_567, 9_007_199_254_740_991])
    it(`is as the locale of the United States writes ${count}`, () => {
      assert.equal(grouped(count), count.toLocaleString('en-US'));
    });
});
