import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
});
