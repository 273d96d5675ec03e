import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Heap } from '#src/lib/heap.js';

function drained<T>(heap: Heap<T>): T[] {
  return Array.from({ length: heap.size }, () => heap.pop()!.value);
}

describe('a heap', () => {
  it('hands out the smallest key first and equal keys in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (keys) => {
        const heap = new Heap<[number, number]>();
        for (const [i, key] of keys.entries()) heap.push(key, [key, i]);
        assert.deepEqual(
          drained(heap),
          keys.map((key, i): [number, number] => [key, i]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
        );
      }),
    );
  });

  it('stays in order while pushes and pops alternate', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined })), (steps) => {
        const heap = new Heap<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === undefined) assert.equal(heap.pop()?.key, model.shift());
          else {
            heap.push(step, step);
            model.push(step);
            model.sort((a, b) => a - b);
          }
          assert.equal(heap.peek()?.key, model[0]);
          assert.equal(heap.size, model.length);
        }
      }),
    );
  });

  it('keeps order, ties included, when entries are dropped from its middle', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.func(fc.boolean()), (keys, passes) => {
        const heap = new Heap<string>();
        for (const [i, key] of keys.entries()) heap.push(key, `${key}:${i}`);
        heap.keep(passes);
        const expected = keys.map((key, i) => ({ key, value: `${key}:${i}` })).filter(({ value }) => passes(value));
        assert.deepEqual(
          drained(heap),
          expected.toSorted((a, b) => a.key - b.key).map(({ value }) => value),
        );
      }),
    );
  });

  it('is empty after its last entry has left', () => {
    const heap = new Heap<string>();
    heap.push(1, 'only');
    assert.equal(heap.pop()?.value, 'only');
    assert.equal(heap.pop(), undefined);
    assert.equal(heap.peek(), undefined);
    assert.equal(heap.size, 0);
  });
});
