import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { analyse, createKernel } from '#src/inference/kernel/kernel.js';
import { maxTokens } from '#src/inference/kernel/text.js';
import type { Json } from '#src/model/json.js';

const question = 'How do machine learning models learn?';
const articles: Json = [
  {
    title: 'Machine learning models',
    source: 'Tech Daily',
    snippet: 'Machine learning models keep growing. Researchers say that models learn from data.',
    url: 'https://example.com/a',
  },
  {
    title: 'Cooking with gas',
    source: 'Kitchen',
    snippet: 'A cook explains pasta. It is all about the pasta water!',
    url: 'https://example.com/b',
  },
];

describe('the analysis of a text', () => {
  it('ranks sentences that answer the question before those that do not', () => {
    const { rankedSentences } = analyse(question, articles);
    const texts = rankedSentences.map((sentence) => sentence.text);
    assert.equal(texts.length, 6);
    assert.ok(texts.slice(0, 3).every((text) => /machine|models/iu.test(text)));
    assert.ok(texts.slice(3).every((text) => /cook|pasta/iu.test(text)));
    assert.ok((rankedSentences[2]?.similarity ?? 0) > 0.3 + (rankedSentences[3]?.similarity ?? 1));
  });

  it('depends on the question as much as on the payload', () => {
    assert.match(
      analyse('Which pasta water does a cook use?', articles).rankedSentences[0]?.text ?? '',
      /pasta|cook/iu,
    );
    assert.notDeepEqual(analyse(question, articles), analyse(question, 'Another text.'));
  });

  it('finds the words and pairs that are said most often, not the names of the fields', () => {
    const { keyPhrases } = analyse(question, articles);
    assert.deepEqual(keyPhrases.slice(0, 3), ['machine learning', 'learning models', 'pasta']);
    assert.ok(!keyPhrases.includes('title') && !keyPhrases.includes('https'));
  });

  it('reads numbers, truth values and names of fields in one sentence per object', () => {
    const { rankedSentences, summary, tokens } = analyse('What is the weather?', {
      city: 'New York',
      temp: 72,
      raining: false,
      wind: null,
      days: [{ high: 75 }, 'clear'],
    });
    assert.deepEqual(
      rankedSentences.map((sentence) => sentence.text).toSorted(),
      ['city New York, temp 72, raining false', 'clear', 'high 75'].toSorted(),
    );
    assert.ok(summary.length > 0);
    assert.equal(tokens.sentences, 3);
  });

  it('counts tokens, distinct tokens and sentences', () => {
    assert.deepEqual(analyse('', 'One two. Two three!').tokens, { total: 4, distinct: 3, sentences: 2 });
  });

  for (const [name, payload] of [
    ['null', null],
    ['an empty string', ''],
    ['an empty object', {}],
    ['nested emptiness', [[], {}, [{}], '', ' ', '!?']],
    ['a link alone', 'https://example.com/'],
  ] satisfies [string, Json][]) {
    it(`finds nothing in ${name}`, () => {
      assert.deepEqual(analyse(question, payload), {
        summary: '',
        keyPhrases: [],
        rankedSentences: [],
        tokens: { total: 0, distinct: 0, sentences: 0 },
      });
    });
  }

  it('reads scripts without spaces, composed letters and broken surrogates', () => {
    assert.equal(analyse('漢字', '漢字とかな。テスト！').tokens.sentences, 2);
    assert.equal(analyse('漢字', 'テスト！漢字とかな。').rankedSentences[0]?.text, '漢字とかな。');
    assert.equal(analyse('cafe\u0301', 'The café. A bar.').rankedSentences[0]?.text, 'The café.');
    assert.equal(analyse('\ud800', `half \udc00 a pair ${'👩‍👩‍👧'.repeat(40)}`).tokens.total, 3);
  });

  it('reads only the beginning of a huge text, and says how much', () => {
    const { tokens, summary, rankedSentences } = analyse(question, {
      text: 'a sentence without an end '.repeat(200_000),
    });
    assert.equal(tokens.total, maxTokens);
    assert.ok(summary.length <= 320 && rankedSentences.length === 1);
    assert.equal(
      analyse(
        question,
        Array.from({ length: 100_000 }, (_, i) => i),
      ).tokens.total,
      maxTokens,
    );
    assert.ok(analyse(question, 'x'.repeat(5_000_000)).tokens.total === 1);
  });

  it('reads nesting deeper than the stack', () => {
    let payload: Json = 'the bottom of it';
    for (let i = 0; i < 100_000; i++) payload = i % 2 ? [payload] : { down: payload };
    assert.equal(analyse(question, payload).summary, 'down the bottom of it');
  });

  it('gives a bounded, ranked, repeatable answer for any JSON and any question', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (asked, value) => {
        const inference = analyse(asked, value as Json);
        const { tokens, rankedSentences, keyPhrases, summary } = inference;
        assert.deepEqual(analyse(asked, structuredClone(value) as Json), inference);
        assert.ok(tokens.distinct <= tokens.total && tokens.sentences <= tokens.total);
        assert.equal(rankedSentences.length, Math.min(10, tokens.sentences));
        assert.ok(
          rankedSentences.every(
            ({ similarity }, i) => Math.abs(similarity) <= 1 && similarity <= (rankedSentences[i - 1]?.similarity ?? 1),
          ),
        );
        assert.ok(keyPhrases.length <= 5 && summary.length <= 640);
        assert.equal(summary === '', tokens.sentences === 0);
      }),
    );
  });
});

describe('the work unit', () => {
  it('gives the same digest after every pass, and another for another text', () => {
    const kernel = createKernel();
    const digests = ['hello world', '', articles].map((payload) => {
      const { forward } = kernel.prepare(question, payload);
      const digest = forward(1);
      assert.equal(forward(7), digest);
      assert.equal(forward(1), digest);
      return digest;
    });
    assert.equal(new Set(digests).size, digests.length);
  });

  it('does not change what the text says', () => {
    const kernel = createKernel();
    const before = kernel.prepare(question, articles);
    before.forward(50);
    assert.deepEqual(kernel.prepare(question, articles).inference, analyse(question, articles));
  });

  it('gives on every machine the digest that it gave on the first', () => {
    assert.equal(createKernel().prepare('', 'hello world').forward(1), 456_118_072);
  });
});
