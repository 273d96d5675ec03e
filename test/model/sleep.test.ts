import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeadlockError, Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { hang, sleep } from '#src/model/permit.js';
import { VirtualClock } from '#src/time/virtual.js';

const reason = new Failure('interrupted', 'stop');

describe('a sleep', () => {
  it('ends after its time', async () => {
    const clock = new VirtualClock();
    await clock.drive(
      () => sleep(clock, 1500, new Scope()),
      () => [],
    );
    assert.equal(clock.now(), 1500);
  });

  for (const ms of [0, -5]) {
    it(`of ${ms} ms takes no time and plans nothing`, async () => {
      const clock = new VirtualClock();
      await sleep(clock, ms, new Scope()); // would hang if it waited for an event that nobody drives
      assert.equal(clock.now(), 0);
    });
  }

  it('ends at once with the reason when its scope is aborted, and leaves no event behind', async () => {
    const clock = new VirtualClock();
    const scope = new Scope();
    const main = async (): Promise<void> => {
      clock.after(300, () => {
        scope.abort(reason);
      });
      await assert.rejects(sleep(clock, 1000, scope), reason);
      assert.equal(clock.now(), 300);
    };
    await clock.drive(main, () => []);
    await assert.rejects(
      clock.drive(
        () => new Promise(() => {}),
        () => [],
      ),
      DeadlockError,
    );
    assert.equal(clock.now(), 300);
  });

  it('in an aborted scope does not begin', async () => {
    const scope = new Scope();
    scope.abort(reason);
    await assert.rejects(sleep(new VirtualClock(), 10, scope), reason);
    await assert.rejects(sleep(new VirtualClock(), 0, scope), reason);
  });

  it('that has ended no longer listens to its scope', async () => {
    const clock = new VirtualClock();
    const scope = new Scope();
    await clock.drive(
      () => sleep(clock, 5, scope),
      () => [],
    );
    scope.abort(reason); // would reject a settled promise, or cancel an event twice
    assert.equal(clock.now(), 5);
  });
});

describe('hanging', () => {
  it('ends with the scope alone', async () => {
    const clock = new VirtualClock();
    const scope = new Scope();
    const main = async (): Promise<void> => {
      clock.after(70, () => {
        scope.abort(reason);
      });
      await assert.rejects(hang(scope), reason);
    };
    await clock.drive(main, () => []);
    assert.equal(clock.now(), 70);
    await assert.rejects(hang(scope), reason);
  });
});
