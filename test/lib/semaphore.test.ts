import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { Heap } from '#src/lib/heap.js';
import { Semaphore } from '#src/lib/semaphore.js';

describe('a semaphore', () => {
  it('grants at once while it has permits, then in the order of asking', () => {
    const semaphore = new Semaphore(2);
    const granted: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) semaphore.acquire(() => granted.push(name));
    assert.deepEqual(granted, ['a', 'b']);
    semaphore.release();
    assert.deepEqual(granted, ['a', 'b', 'c']);
    semaphore.release();
    assert.deepEqual(granted, ['a', 'b', 'c', 'd']);
  });

  it('forgets who leaves the queue', () => {
    const semaphore = new Semaphore(1);
    const granted: string[] = [];
    semaphore.acquire(() => granted.push('a'));
    const leave = semaphore.acquire(() => granted.push('b'));
    semaphore.acquire(() => granted.push('c'));
    leave();
    semaphore.release();
    assert.deepEqual(granted, ['a', 'c']);
  });

  it('ignores leaving once a permit was granted', () => {
    const semaphore = new Semaphore(1);
    const leave = semaphore.acquire(() => {});
    leave();
    let granted = false;
    semaphore.acquire(() => (granted = true));
    assert.equal(granted, false);
  });

  it('lets one function wait twice', () => {
    const semaphore = new Semaphore(0);
    let times = 0;
    const wait = (): void => void times++;
    semaphore.acquire(wait);
    semaphore.acquire(wait);
    semaphore.release();
    semaphore.release();
    assert.equal(times, 2);
  });

  it('grants the smallest key first, and of equal keys the one that came first', () => {
    const semaphore = new Semaphore(0);
    const granted: string[] = [];
    for (const [name, key] of [
      ['a', 2],
      ['b', 1],
      ['c', -1],
      ['d', 1],
      ['e', 2],
    ] as const) {
      semaphore.acquire(() => granted.push(name), key);
    }
    assert.equal(semaphore.waiting, 5);
    for (let i = 0; i < 5; i++) semaphore.release();
    assert.deepEqual(granted, ['c', 'b', 'd', 'a', 'e']);
    assert.equal(semaphore.waiting, 0);
  });

  it('lets nobody who comes later pass those who wait, whatever the key', () => {
    const semaphore = new Semaphore(1);
    const granted: string[] = [];
    semaphore.acquire(() => granted.push('a'));
    semaphore.acquire(() => granted.push('b'), 5);
    assert.equal(semaphore.take(), false);
    semaphore.release();
    assert.deepEqual(granted, ['a', 'b']);
    assert.equal(semaphore.free, 0);
  });

  it('lets a leaver leave twice, and one that was granted, without a trace', () => {
    const semaphore = new Semaphore(1);
    const first = semaphore.acquire(() => {});
    const second = semaphore.acquire(() => {});
    second();
    second();
    first();
    assert.equal(semaphore.waiting, 0);
    semaphore.release();
    second();
    assert.equal(semaphore.free, 1);
  });

  type Act =
    | { readonly do: 'acquire'; readonly key: number }
    | { readonly do: 'take' }
    | { readonly do: 'release' }
    | { readonly do: 'leave'; readonly who: number };
  const act: fc.Arbitrary<Act> = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }).map((key) => ({ do: 'acquire' as const, key })) },
    { weight: 1, arbitrary: fc.constant({ do: 'take' as const }) },
    { weight: 3, arbitrary: fc.constant({ do: 'release' as const }) },
    { weight: 3, arbitrary: fc.nat(200).map((who) => ({ do: 'leave' as const, who })) },
  );

  it('does as a sorted list would, with never more permits out than there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.array(act, { maxLength: 200 }), (permits, acts) => {
        const semaphore = new Semaphore(permits);
        const leavers: (() => void)[] = [];
        const granted: number[] = [];
        const expected: number[] = [];
        let waiting: { id: number; key: number }[] = [];
        let out = 0;
        for (const one of acts) {
          if (one.do === 'acquire') {
            const id = leavers.length;
            if (out < permits) {
              out++;
              expected.push(id);
              // stable: equal keys stay in order
            } else waiting = waiting.concat({ id, key: one.key }).toSorted((a, b) => a.key - b.key);
            leavers.push(semaphore.acquire(() => granted.push(id), one.key));
          } else if (one.do === 'take') {
            assert.equal(semaphore.take(), out < permits);
            out = Math.min(permits, out + 1);
          } else if (one.do === 'leave') {
            leavers[one.who]?.();
            waiting = waiting.filter(({ id }) => id !== one.who);
          } else if (out > 0) {
            const [first, ...rest] = waiting;
            if (first === undefined) out--;
            else expected.push(first.id);
            waiting = rest;
            semaphore.release();
          }
          assert.deepEqual(granted, expected);
          assert.equal(semaphore.free, permits - out);
          assert.equal(semaphore.waiting, waiting.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps no room for those who left, in whatever order they do', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1000, maxLength: 1000 }), fc.nat(20), (order, stay) => {
        const { mock: pushed } = mock.method(Heap.prototype, 'push');
        try {
          const semaphore = new Semaphore(0);
          const granted: number[] = [];
          const leavers = order.map((key, id) => ({
            id,
            place: key,
            leave: semaphore.acquire(() => granted.push(id), key % 7),
          }));
          const queue = pushed.calls[0]!.this as Heap<unknown>;
          const leaving = leavers.toSorted((a, b) => a.place - b.place).slice(stay);
          for (const [left, { leave }] of leaving.entries()) {
            leave();
            assert.ok(
              queue.size <= 2 * (order.length - left - 1) + 64,
              `${queue.size} entries for ${order.length - left - 1}`,
            );
          }
          assert.equal(semaphore.waiting, stay);
          for (let i = 0; i < stay; i++) semaphore.release();
          assert.equal(new Set(granted).size, stay);
          semaphore.release();
          assert.deepEqual([semaphore.free, queue.size], [1, 0]);
        } finally {
          pushed.restore();
        }
      }),
      { numRuns: 20 },
    );
  });
});
