import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Semaphore } from '#src/lib/semaphore.js';
import { Failure } from '#src/model/errors.js';
import { permit } from '#src/model/permit.js';
import { Scope } from '#src/model/scope.js';

const reason = new Failure('interrupted', 'stop');

describe('a permit', () => {
  it('is there at once while some are free, and goes by key and then by turn when they are given back', async () => {
    const permits = new Semaphore(1);
    const scope = new Scope();
    const order: string[] = [];
    await permit(permits, scope);
    const waiting = (
      [
        ['a', 2],
        ['b', 1],
        ['c', 1],
      ] as const
    ).map(([name, key]) => permit(permits, scope, key).then(() => order.push(name)));
    for (let i = 0; i < waiting.length; i++) permits.release();
    await Promise.all(waiting);
    assert.deepEqual(order, ['b', 'c', 'a']);
  });

  it('is not waited for once the scope is aborted: the place in the queue is free at once', async () => {
    const permits = new Semaphore(1);
    const [impatient, patient] = [new Scope(), new Scope()];
    await permit(permits, patient);
    const first = permit(permits, impatient);
    const second = permit(permits, patient);
    impatient.abort(reason);
    assert.equal(permits.waiting, 1);
    await assert.rejects(first, reason);
    permits.release();
    await second;
    assert.equal(permits.free, 0);
  });

  it('is not taken by a scope that is aborted already, though one is free', async () => {
    const permits = new Semaphore(1);
    const scope = new Scope();
    scope.abort(reason);
    await assert.rejects(permit(permits, scope), reason);
    assert.equal(permits.free, 1);
  });

  it('that was granted is kept when the scope is aborted afterwards', async () => {
    const permits = new Semaphore(1);
    const scope = new Scope();
    await permit(permits, new Scope());
    const granted = permit(permits, scope);
    permits.release();
    scope.abort(reason);
    await granted;
    assert.equal(permits.free, 0);
  });
});
