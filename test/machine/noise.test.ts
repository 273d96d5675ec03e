import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environment } from '#src/machine/environment.js';
import { parseStat, startNoiseMeter } from '#src/machine/noise.js';

const before =
  'cpu  100 10 50 1000 40 0 5 7 3 0\ncpu0 50 5 25 500 20 0 3 4 1 0\ncpu1 50 5 25 500 20 0 2 3 2 0\nintr 1 2 3\n';
const after =
  'cpu  190 10 60 1080 40 0 5 27 3 0\ncpu0 95 5 30 540 20 0 3 14 1 0\ncpu1 95 5 30 540 20 0 2 13 2 0\nintr 1 2 3\n';

/** A system whose only file shows these texts, one after the other. */
function showing(...texts: (string | undefined)[]) {
  return () => texts.shift();
}

describe('the noise of the machine', () => {
  it('is read from the first line of /proc/stat, guests counted once', () => {
    assert.deepEqual(parseStat(before), { busyMs: 1650, idleMs: 10_400, stealMs: 70, cores: 2 });
    assert.equal(parseStat('nothing here'), undefined);
  });

  it('is what was stolen, and what other processes took', () => {
    const usage = [
      { user: 1_000_000, system: 0 },
      { user: 1_500_000, system: 200_000 },
    ];
    const stop = startNoiseMeter(showing(before, after), () => usage.shift() as NodeJS.CpuUsage);
    assert.deepEqual(stop(), { wallMs: 1000, stealMs: 200, othersCpuMs: 300, processCpuMs: 700 });
  });

  it('is never negative, though ticks are coarse', () => {
    const usage = [
      { user: 0, system: 0 },
      { user: 9_000_000, system: 0 },
    ];
    assert.equal(startNoiseMeter(showing(before, after), () => usage.shift() as NodeJS.CpuUsage)().othersCpuMs, 0);
  });

  it('is unknown, but for our own CPU time, where there is no /proc', () => {
    const noise = startNoiseMeter(showing(undefined, undefined))();
    assert.deepEqual(
      { ...noise, processCpuMs: 0 },
      { wallMs: null, stealMs: null, othersCpuMs: null, processCpuMs: 0 },
    );
    assert.ok(noise.processCpuMs >= 0);
  });
});

describe('the environment', () => {
  it('describes this machine', () => {
    const found = environment();
    assert.equal(found.node, process.version);
    assert.ok(found.coresAvailable >= 1 && found.memoryBytes > 0 && found.cpuModel !== '');
    assert.equal(found.loadAverage.length, 3);
  });
});
