import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { realClock } from '#src/time/real.js';

/** Far above what anything here takes. */
const patienceMs = 10_000;

/** Whether a process is there and no zombie. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !existsSync(`/proc/${pid}/stat`) || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

/** Waits until something is so. */
export async function until(what: () => boolean): Promise<void> {
  const endMs = realClock.now() + patienceMs;
  while (!what()) {
    assert.ok(realClock.now() < endMs, 'waited in vain');
    await new Promise<void>((resolve) => {
      realClock.after(10, resolve);
    });
  }
}
