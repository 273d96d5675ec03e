import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotJson, plainJson } from '#src/adapters/module/plain-json.js';

describe('a value of others as JSON', () => {
  it('is a copy without what is undefined, and with what says itself how it is written', () => {
    const list = [1, 'two', null, { three: true }];
    const value = {
      list,
      again: list,
      none: undefined,
      at: new Date(0),
      bare: Object.assign(Object.create(null) as object, { a: 1 }),
    };
    const plain = plainJson(value);
    assert.deepEqual(plain, { list, again: list, at: '1970-01-01T00:00:00.000Z', bare: { a: 1 } });
    assert.notEqual((plain as Record<string, unknown>)['list'], list);
    assert.ok(Object.hasOwn(plainJson(JSON.parse('{"__proto__": 1}')) as object, '__proto__'));
  });

  const cycle: unknown[] = [];
  cycle.push({ cycle });
  let deep: unknown = 1;
  for (let level = 0; level < 200; level++) deep = [deep];
  const refused: readonly [unknown, string][] = [
    [undefined, 'undefined'],
    [[undefined], 'undefined at 0'],
    [{ f: () => 1 }, 'a function at f'],
    [{ a: [1n] }, 'a BigInt at a.0'],
    [Symbol('s'), 'a symbol'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [new Map(), 'an instance of Map'],
    [Object.create({ inherited: 1 }), 'an object with a prototype of its own'],
    [{ wait: Promise.resolve() }, 'an instance of Promise at wait'],
    [cycle, 'a cycle at 0.cycle'],
    [deep, 'more than 100 levels'],
  ];
  for (const [value, said] of refused) {
    it(`is refused where it is none: ${said}`, () => {
      assert.throws(
        () => plainJson(value),
        (thrown) => thrown instanceof NotJson && thrown.message === said,
      );
    });
  }
});
