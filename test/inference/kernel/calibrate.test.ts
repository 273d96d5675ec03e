import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conclude, sampleUnits, settle } from '#src/inference/kernel/calibrate.js';
import { createKernel } from '#src/inference/kernel/kernel.js';
import { threadCpuMeter } from '#src/inference/workers/thread-cpu.js';

describe('what calibration concludes from its samples', () => {
  for (const [name, alone, together, expected] of [
    [
      'contention is how much longer a unit takes together',
      [0.1, 0.1, 0.1],
      [0.125, 0.125],
      { unitsPerCpuMs: 10, contention: 1.25 },
    ],
    ['a difference within the noise is no contention', [0.125], [0.127, 0.125], { unitsPerCpuMs: 8, contention: 1 }],
    ['one worker knows no contention', [0.125, 0.125, 9], [], { unitsPerCpuMs: 8, contention: 1 }],
    ['alone is never slower than together', [0.25, 0.25], [0.2, 0.2, 0.2], { unitsPerCpuMs: 5, contention: 1 }],
  ] as const) {
    it(name, () => {
      const { unitsPerCpuMs, contention } = conclude(alone, together);
      assert.deepEqual({ unitsPerCpuMs, contention }, expected);
    });
  }

  it('the spread is between the 10th and the 90th percentile, relative to the median', () => {
    assert.ok(Math.abs(conclude([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], []).spread - 8 / 6) < 1e-12);
  });
});

describe('the part of calibration that a worker runs', () => {
  const kernel = createKernel();
  const measure = threadCpuMeter();

  it('settles on a speed, and samples it', () => {
    const unitsPerMs = settle(kernel, measure);
    assert.ok(unitsPerMs > 0);
    const figures = sampleUnits(kernel, measure, {
      samples: 2,
      unitsPerSample: 20,
      parties: 1,
      arrivals: new Int32Array(2),
    });
    assert.ok(figures.length === 2 && figures.every((ms) => ms > 0));
  });

  it('does not wait for ever for a worker that is gone', () => {
    assert.equal(
      sampleUnits(kernel, measure, { samples: 1, unitsPerSample: 8, parties: 2, arrivals: new Int32Array(2) }).length,
      1,
    );
  });
});
