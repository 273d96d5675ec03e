import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DeadlockError } from '#src/model/errors.js';
import { VirtualClock } from '#src/time/virtual.js';

/** Plans events and says which happened when. */
async function played(
  plan: (clock: VirtualClock, note: (name: string) => () => void) => void,
  untilMs = 1_000_000,
): Promise<[number, string][]> {
  const clock = new VirtualClock();
  const happened: [number, string][] = [];
  const main = (): Promise<void> => {
    plan(clock, (name) => () => happened.push([clock.now(), name]));
    return new Promise((resolve) => {
      clock.after(untilMs, resolve);
    });
  };
  await clock.drive(main, () => []);
  return happened;
}

describe('the virtual clock', () => {
  it('starts at 0 and jumps from event to event', async () => {
    const happened = await played((clock, note) => {
      assert.equal(clock.now(), 0);
      clock.after(700, note('later'));
      clock.after(0.5, note('sooner'));
    });
    assert.deepEqual(happened, [
      [0.5, 'sooner'],
      [700, 'later'],
    ]);
  });

  it('lets events of one instant happen in the order in which they were planned', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 30 }), async (delays) => {
        const happened = await played((clock, note) => delays.forEach((ms, i) => clock.after(ms, note(`${i}`))));
        assert.deepEqual(
          happened,
          delays.map((ms, i): [number, string] => [ms, `${i}`]).toSorted((a, b) => a[0] - b[0]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('treats a negative delay as none and never runs backwards', async () => {
    const happened = await played((clock, note) => clock.after(10, () => clock.after(-5, note('now'))));
    assert.deepEqual(happened, [[10, 'now']]);
  });

  it('lets every continuation run before time moves, however long the chain', async () => {
    const clock = new VirtualClock();
    const main = async (): Promise<number> => {
      clock.after(1, () => {});
      for (let i = 0; i < 1000; i++) await Promise.resolve();
      return clock.now();
    };
    assert.equal(await clock.drive(main, () => []), 0);
  });

  it('is not moved by what was cancelled, cancelled twice, or cancelled after it happened', async () => {
    const clock = new VirtualClock();
    const main = (): Promise<void> =>
      new Promise((resolve) => {
        const timer = clock.after(500, () => assert.fail('was cancelled'));
        timer.cancel();
        timer.cancel();
        const late = clock.after(20, () => {
          late.cancel();
          resolve();
        });
      });
    await clock.drive(main, () => []);
    assert.equal(clock.now(), 20);
    await assert.rejects(
      clock.drive(
        () => new Promise(() => {}),
        () => [],
      ),
      DeadlockError,
    );
    assert.equal(clock.now(), 20);
  });

  it('forgets thousands of cancelled events and keeps the live ones in order', async () => {
    const happened = await played((clock, note) => {
      const timers = Array.from({ length: 5000 }, (_, i) => clock.after((i * 7919) % 5000, note(`${i}`)));
      timers.forEach((timer, i) => {
        if (i % 100 !== 0) timer.cancel();
      });
    });
    const live = Array.from({ length: 50 }, (_, i) => i * 100).map((i): [number, string] => [
      (i * 7919) % 5000,
      `${i}`,
    ]);
    assert.deepEqual(
      happened,
      live.toSorted((a, b) => a[0] - b[0]),
    );
  });

  it('hides what adding milliseconds as floating-point numbers leaves behind', async () => {
    const happened = await played((clock, note) => clock.after(0.1, () => clock.after(0.2, note('sum'))));
    assert.deepEqual(happened, [[0.3, 'sum']]);
  });

  it('stops with the open spans in words when nothing is left to happen', async () => {
    const clock = new VirtualClock();
    await assert.rejects(
      clock.drive(
        () => new Promise(() => {}),
        () => ['fetch weather'],
      ),
      (error: Error) => error instanceof DeadlockError && error.message.includes('fetch weather'),
    );
  });

  it('passes on what main throws, at once', async () => {
    const clock = new VirtualClock();
    clock.after(5, () => assert.fail('main had ended'));
    await assert.rejects(
      clock.drive(
        () => Promise.reject(new Error('mine')),
        () => [],
      ),
      /^Error: mine$/,
    );
  });

  it('gives the event loop its turn now and then during a long simulation', async () => {
    const clock = new VirtualClock();
    let turns = 0;
    let done = false;
    const turn = (): void => {
      turns++;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    const main = async (): Promise<void> => {
      for (let i = 0; i < 2000; i++) {
        await new Promise<void>((resolve) => {
          clock.after(1, resolve);
        });
      }
    };
    await clock.drive(main, () => []);
    done = true;
    assert.ok(turns >= 5, `${turns} turns in 2000 events`);
  });
});
