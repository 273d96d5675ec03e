import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CancelFlag } from '#src/lib/cancel-flag.js';

it('a cancel flag over the same memory is raised on both sides, and aborts the signals there', async () => {
  const caller = new CancelFlag();
  const called = new CancelFlag(caller.shared);
  const signal = called.signal();
  assert.deepEqual([called.raised, caller.noticed, signal.aborted], [false, false, false]);
  const aborted = new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
  });
  caller.raise();
  assert.deepEqual([called.raised, caller.noticed, signal.aborted], [true, false, false]);
  await aborted;
  assert.deepEqual([caller.noticed, signal.aborted], [true, true]);
});

it('a signal of a flag that is raised already is aborted from the start', () => {
  const flag = new CancelFlag();
  flag.raise();
  assert.deepEqual([flag.signal().aborted, flag.noticed], [true, true]);
});

it('a signal of a call that is released is not aborted', async () => {
  const flag = new CancelFlag();
  const signal = flag.signal();
  flag.release();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  assert.deepEqual([signal.aborted, flag.noticed], [false, false]);
});

it('a cancel flag tells the caller which process group works for the call', () => {
  const caller = new CancelFlag();
  new CancelFlag(caller.shared).processGroup = 4711;
  assert.equal(caller.processGroup, 4711);
});
