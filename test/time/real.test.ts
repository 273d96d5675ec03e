import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { realClock, today } from '#src/time/real.js';

describe('the real clock', () => {
  it('counts milliseconds on the clock that all threads share, and never backwards', () => {
    const outer = process.hrtime.bigint();
    const inner = realClock.now();
    const after = process.hrtime.bigint();
    assert.ok(inner >= Number(outer) / 1e6 - 0.01 && inner <= Number(after) / 1e6 + 0.01);
    let last = inner;
    for (let i = 0; i < 1000; i++) {
      const now = realClock.now();
      assert.ok(now >= last);
      last = now;
    }
  });

  it('never calls back early, and not at all what was cancelled', async () => {
    const began = realClock.now();
    const early: number[] = [];
    await Promise.all(
      Array.from(
        { length: 100 },
        (_, i) =>
          new Promise<void>((resolve) => {
            const ms = i / 7;
            realClock.after(ms, () => assert.fail('was cancelled')).cancel();
            realClock.after(ms, () => {
              if (realClock.now() < began + ms) early.push(ms);
              resolve();
            });
          }),
      ),
    );
    assert.deepEqual(early, []);
  });

  it('does not fire at once where Node’s timers would overflow', () => {
    const { mock: timer } = mock.method(globalThis, 'setTimeout', () => 0);
    try {
      realClock.after(1000 * 86_400_000, () => {});
      assert.equal(timer.calls[0]?.arguments[1], 2 ** 31 - 1);
    } finally {
      timer.restore();
    }
  });

  it('dates a report in ISO 8601', () => {
    assert.match(today(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
