import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shellWords } from '#src/lib/words.js';

describe('the words of a command line', () => {
  for (const [text, words] of [
    ['', []],
    ['  ', []],
    ['capstone --retries 2', ['capstone', '--retries', '2']],
    [' a\t b\n', ['a', 'b']],
    ['--question \'Is it "warm"?\'', ['--question', 'Is it "warm"?']],
    ['"a b"c\'d e\'', ['a bcd e']],
    ['a\\ b "c\\"d\\\\" "e\\f"', ['a b', 'c"d\\', 'e\\f']],
    ['\'\' ""', ['', '']],
    ["'a\\'", ['a\\']],
    ['$HOME `id` $(id) *', ['$HOME', '`id`', '$(id)', '*']],
  ] as const) {
    it(`of ${JSON.stringify(text)} are ${JSON.stringify(words)}`, () => {
      assert.deepEqual(shellWords(text), words);
    });
  }

  for (const text of ["'a", '"a', 'a\\', '"a\\"']) {
    it(`of ${JSON.stringify(text)} are unknown, as it is not closed`, () => {
      assert.equal(shellWords(text), undefined);
    });
  }
});
