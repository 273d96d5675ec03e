import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { moved, ticksIn, zoomed } from '#src/lib/time-range.js';

const whole = { fromMs: 0, toMs: 1000 };

describe('a range of time', () => {
  it('is drawn together around a moment that keeps its place', () => {
    assert.deepEqual(zoomed(whole, 0.5, 250, whole), { fromMs: 125, toMs: 625 });
    assert.deepEqual(zoomed(whole, 0.5, 0, whole), { fromMs: 0, toMs: 500 });
  });

  it('never leaves the whole', () => {
    assert.deepEqual(zoomed({ fromMs: 800, toMs: 1000 }, 2, 1000, whole), { fromMs: 600, toMs: 1000 });
    assert.deepEqual(zoomed({ fromMs: 0, toMs: 600 }, 9, 300, whole), whole);
    assert.deepEqual(moved({ fromMs: 100, toMs: 200 }, -500, whole), { fromMs: 0, toMs: 100 });
    assert.deepEqual(moved({ fromMs: 100, toMs: 200 }, 5000, whole), { fromMs: 900, toMs: 1000 });
  });

  it('is never shorter than a microsecond', () => {
    const { fromMs, toMs } = zoomed({ fromMs: 500, toMs: 500.002 }, 0.001, 500.001, whole);
    assert.ok(Math.abs(toMs - fromMs - 0.001) < 1e-9);
  });

  it('has a tick at each multiple of the step that lies in it', () => {
    assert.deepEqual(ticksIn({ fromMs: 0.3, toMs: 1.2 }, 0.1), [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2]);
    assert.deepEqual(ticksIn({ fromMs: 10, toMs: 40 }, 25), [25]);
    assert.deepEqual(ticksIn({ fromMs: 11, toMs: 12 }, 25), []);
  });
});
