import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coreSteps, workerShares } from '#src/analysis/core-steps.js';
import type { Span } from '#src/model/trace.js';

function job(lane: string, startMs: number, endMs: number, cpuMs: number, coreWaitMs: number): Span {
  return {
    id: startMs,
    parent: 0,
    kind: 'inference',
    name: lane,
    lane,
    startMs,
    endMs,
    outcome: 'ok',
    cpuMs,
    coreWaitMs,
  };
}

const run = {
  makespanMs: 100,
  spans: [job('worker-1', 0, 40, 40, 0), job('worker-2', 20, 60, 30, 10), job('main', 0, 100, 0, 0)],
};

describe('steps of cores', () => {
  it('adds up what all workers do, and leaves out what other machines infer', () => {
    const steps = coreSteps(run, 2);
    assert.deepEqual(steps.atMs, [0, 20, 40, 60, 100]);
    assert.deepEqual(steps.onCore, [1, 1.75, 0.75, 0, 0]);
    assert.deepEqual(steps.waiting, [0, 0.25, 0.25, 0, 0]);
    assert.deepEqual(steps.idle, [1, 0, 1, 2, 2]);
  });

  it('shows a single worker', () => {
    assert.deepEqual(coreSteps(run, 2, 'worker-2').idle, [1, 0, 1, 1]);
  });

  it('sums up each worker, and those that did nothing', () => {
    assert.deepEqual(workerShares(run, 3), [
      { lane: 'worker-1', onCoreMs: 40, waitingMs: 0, idleMs: 60 },
      { lane: 'worker-2', onCoreMs: 30, waitingMs: 10, idleMs: 60 },
      { lane: 'worker-3', onCoreMs: 0, waitingMs: 0, idleMs: 100 },
    ]);
  });

  it('never counts more than a worker can do', () => {
    const { onCore, waiting } = coreSteps({ makespanMs: 10, spans: [job('worker-1', 0, 10, 11, 3)] }, 1);
    assert.deepEqual([onCore[0], waiting[0]], [1, 0]);
  });
});
