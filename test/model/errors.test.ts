import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeadlockError, Failure } from '#src/model/errors.js';

describe('a failure from what was thrown', () => {
  const own = new Failure('timeout', 'slow');
  for (const [what, thrown, kind, message] of [
    ['a failure stays itself', own, 'timeout', 'slow'],
    ['an error keeps its message', new TypeError('no such thing'), 'inference', 'no such thing'],
    ['a string is the message', 'broken', 'inference', 'broken'],
    ['nothing is said in words', undefined, 'inference', 'undefined'],
  ] as const) {
    it(what, () => {
      const failure = Failure.from(thrown, 'inference');
      assert.equal(failure.kind, kind);
      assert.equal(failure.message, message);
    });
  }
});

describe('a deadlock', () => {
  it('names the spans that are open', () => {
    assert.match(new DeadlockError(['fetch weather', 'queue news']).message, /open spans: fetch weather, queue news$/);
    assert.match(new DeadlockError([]).message, /open spans: none$/);
  });
});
