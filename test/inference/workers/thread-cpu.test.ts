import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKernel } from '#src/inference/kernel/kernel.js';
import { hrtimeMs, parseSchedstat, threadCpuMeter } from '#src/inference/workers/thread-cpu.js';

describe('the CPU time of a thread', () => {
  it('is read from the text of a schedstat file, in milliseconds', () => {
    assert.deepEqual(parseSchedstat('993149 72106 12\n'), { on: 0.993149, waiting: 0.072106, slices: 12 });
    assert.equal(parseSchedstat('').on, 0);
  });

  it('grows with the work, and is never more than the time that passed', () => {
    const { forward } = createKernel().prepare('', 'some text');
    const measure = threadCpuMeter();
    const startMs = hrtimeMs();
    const taken = measure();
    forward(300);
    const some = taken();
    forward(300);
    const more = taken();
    assert.ok(some.cpuMs > 0 && more.cpuMs > some.cpuMs);
    assert.ok(more.cpuMs + more.coreWaitMs <= hrtimeMs() - startMs + 10);
  });

  it('does not count the time that the thread sleeps', () => {
    const taken = threadCpuMeter()();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    const { cpuMs, estimated } = taken();
    assert.ok(estimated || cpuMs < 40, `${cpuMs} ms`);
  });
});
