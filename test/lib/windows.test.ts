import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CallWindow, SlidingWindow } from '#src/lib/windows.js';
import { quantile } from '#src/lib/statistics/descriptive.js';

describe('a window of values', () => {
  it('has the quantiles of the last values, however many came before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (size, values, q) => {
          const window = new SlidingWindow(size);
          for (const value of values) window.push(value);
          assert.equal(window.count, Math.min(size, values.length));
          assert.equal(window.quantile(q), quantile(values.slice(-size), q));
        },
      ),
    );
  });

  it('that is empty has none', () => {
    assert.ok(Number.isNaN(new SlidingWindow(3).quantile(0.5)));
  });
});

describe('a window of calls', () => {
  const calls = fc.array(fc.record({ failed: fc.boolean(), gapMs: fc.integer({ min: 0, max: 30 }) }), {
    maxLength: 400,
  });

  it('knows the latest ones and their failures', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 120 }), (all, size) => {
        const window = new CallWindow();
        for (const [i, { failed }] of all.entries()) {
          window.push(failed, 0);
          window.keepLatest(size);
          const kept = all.slice(Math.max(0, i + 1 - size), i + 1);
          assert.deepEqual([window.count, window.failures], [kept.length, kept.filter((call) => call.failed).length]);
        }
      }),
    );
  });

  it('knows those of the last stretch of time and their failures', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 900 }), (all, sizeMs) => {
        const window = new CallWindow();
        let nowMs = 0;
        const past: { failed: boolean; atMs: number }[] = [];
        for (const { failed, gapMs } of all) {
          nowMs += gapMs;
          past.push({ failed, atMs: nowMs });
          window.push(failed, nowMs);
          window.keepAfter(nowMs - sizeMs);
          const kept = past.filter(({ atMs }) => atMs > nowMs - sizeMs);
          assert.deepEqual([window.count, window.failures], [kept.length, kept.filter((call) => call.failed).length]);
        }
        window.clear();
        assert.deepEqual([window.count, window.failures], [0, 0]);
      }),
    );
  });
});
