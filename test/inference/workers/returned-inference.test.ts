import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inferenceOf } from '#src/inference/workers/returned-inference.js';

const none = { keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };

describe("what one's own inference returns", () => {
  it('is the summary where it is a text', () => {
    assert.deepEqual(inferenceOf('It is warm.'), { value: 'It is warm.', summary: 'It is warm.', ...none });
  });

  it('gives the fields of an inference that it has in the right form, and is kept as it is', () => {
    const value = { summary: 'warm', keyPhrases: ['sun', 'sea'], rankedSentences: 'none', score: 0.5 };
    assert.deepEqual(inferenceOf(value), { value, summary: 'warm', ...none, keyPhrases: ['sun', 'sea'] });
  });

  it('is written as JSON where it has no summary, and cut where that is long', () => {
    assert.equal(inferenceOf({ label: 'good' }).summary, '{"label":"good"}');
    assert.equal(inferenceOf(Array.from({ length: 1000 }, () => 1)).summary.length, 320);
  });

  it('is not kept twice where it is an inference whole', () => {
    const whole = { summary: 'warm', ...none };
    assert.deepEqual(inferenceOf(whole), whole);
  });

  it('is refused where JSON cannot carry it', () => {
    assert.throws(() => inferenceOf(undefined), { message: 'it returned what JSON cannot carry: undefined' });
  });
});
