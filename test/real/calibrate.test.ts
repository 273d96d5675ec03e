import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPool } from '#src/inference/workers/pool.js';
import { realClock } from '#src/time/real.js';

describe('calibration', () => {
  it('measures the pool’s own workers, alone and together, and can be repeated', async () => {
    const pool = await createPool({ clock: realClock, workers: 3, cores: 2, costMs: 1 });
    const again = await pool.recalibrate();
    await pool.close();
    for (const { unitsPerCpuMs, contention, spread } of [pool.calibration!, again]) {
      assert.ok(unitsPerCpuMs > 0.1 && unitsPerCpuMs < 1_000, `${unitsPerCpuMs} units`);
      assert.ok(contention >= 1 && contention < 5, `contention ${contention}`);
      assert.ok(spread >= 0 && spread < 5, `spread ${spread}`);
    }
    assert.ok(pool.coldStartMs > 0);
  });

  it('knows no contention with one worker', async () => {
    const pool = await createPool({ clock: realClock, workers: 1, cores: 2, costMs: 1 });
    await pool.close();
    assert.equal(pool.calibration!.contention, 1);
  });
});
