import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '#src/model/json.js';
import { synthetic } from '#src/sources/synthetic.js';
import { Fetching, query } from '../support/fetching.js';

function asked(payload: Json, question = 'What is $& new?', city = 'Boston'): Promise<unknown> {
  return new Fetching().once(synthetic({ latency: 200, payload, scale: 1 }), undefined, {
    ...query,
    question,
    arguments: { city },
  });
}

describe('a synthetic source', () => {
  it('answers after its latency times the scale', async () => {
    assert.deepEqual(await new Fetching().once(synthetic({ latency: 2000, payload: 'text', scale: 0.1 })), {
      value: 'text',
      atMs: 200,
    });
  });

  it('fills the question and the city in wherever a text names them, taken literally', async () => {
    const payload = {
      city: '{{city}}',
      nested: [{ text: 'In {{city}}: {{question}} {{question}}' }, 3, null],
      '{{city}}': true,
    };
    const expected = {
      city: 'Boston',
      nested: [{ text: 'In Boston: What is $& new? What is $& new?' }, 3, null],
      '{{city}}': true,
    };
    assert.deepEqual(await asked(payload), { value: expected, atMs: 200 });
  });

  it('does not fill in what a question says of {{city}} itself more than a reader would', async () => {
    assert.deepEqual(await asked('{{city}}', 'x', '{{question}}'), { value: '{{question}}', atMs: 200 });
  });

  it('draws the same random numbers for the same seed, query and attempt, and another for others', async () => {
    const fetch = synthetic({ latency: { type: 'uniform', min: 0, max: 1000 }, payload: null, scale: 1 });
    const timeOf = async (change: object, attempt = 1): Promise<number> => {
      const fetching = new Fetching();
      return (await fetching.once(fetch, fetching.context({ attempt }), { ...query, ...change })).atMs;
    };
    const first = await timeOf({});
    assert.equal(await timeOf({}), first);
    assert.equal(await timeOf({ question: 'another' }), first);
    const others = [await timeOf({ index: 1 }), await timeOf({ seed: 2 }), await timeOf({}, 2)];
    assert.equal(new Set([first, ...others]).size, 4);
  });
});
