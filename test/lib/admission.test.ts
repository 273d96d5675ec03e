import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { slidingWindow, tokenBucket, type Admission } from '#src/lib/admission.js';

/** Asks at these times, each no earlier than the last, and takes every admission as soon as it is given. */
function admitted(admission: Admission, gapsMs: readonly number[]): number[] {
  let nowMs = 0;
  return gapsMs.map((gapMs) => {
    nowMs += gapMs;
    const atMs = admission.earliest(nowMs);
    admission.reserve(atMs);
    return atMs;
  });
}

const gaps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 400 })), {
  maxLength: 120,
});
const limit = fc.integer({ min: 1, max: 7 });
const perMs = fc.integer({ min: 1, max: 300 });

describe('a sliding window', () => {
  it('never admits more than its limit in any window, wherever the window begins', () => {
    fc.assert(
      fc.property(limit, perMs, gaps, (most, ms, asked) => {
        const times = admitted(slidingWindow(most, ms), asked);
        // A window can be moved until an admission opens it, and holds no fewer then: those are all the instants to
        // check.
        for (const fromMs of times) {
          const within = times.filter((atMs) => atMs >= fromMs && atMs < fromMs + ms).length;
          assert.ok(within <= most, `${within} from ${fromMs}`);
        }
      }),
    );
  });

  it('admits at the earliest instant that the limit allows', () => {
    fc.assert(
      fc.property(limit, perMs, gaps, (most, ms, asked) => {
        const times = admitted(slidingWindow(most, ms), asked);
        let nowMs = 0;
        for (const [i, gapMs] of asked.entries()) {
          nowMs += gapMs;
          assert.equal(times[i], Math.max(nowMs, i < most ? 0 : times[i - most]! + ms));
        }
      }),
    );
  });
});

describe('a token bucket', () => {
  it('never admits more than burst + rate · t in any stretch of time t', () => {
    fc.assert(
      fc.property(limit, perMs, fc.integer({ min: 1, max: 9 }), gaps, (most, ms, burst, asked) => {
        const times = admitted(tokenBucket(most, ms, burst), asked);
        for (const [i, fromMs] of times.entries()) {
          for (let j = i; j < times.length; j++) {
            const allowed = burst + ((times[j]! - fromMs) * most) / ms;
            assert.ok(
              j - i + 1 <= allowed + 1e-6,
              `${j - i + 1} from ${fromMs} to ${times[j]}, where ${allowed} are allowed`,
            );
          }
        }
      }),
    );
  });

  it('admits the burst at once, then one each time a token has come', () => {
    assert.deepEqual(
      admitted(
        tokenBucket(2, 100, 3),
        Array.from({ length: 6 }, () => 0),
      ),
      [0, 0, 0, 50, 100, 150],
    );
  });

  it('fills up again while nobody asks, and never beyond the burst', () => {
    assert.deepEqual(admitted(tokenBucket(1, 100, 2), [0, 0, 100, 5000, 0, 0]), [0, 0, 100, 5100, 5100, 5200]);
  });
});
