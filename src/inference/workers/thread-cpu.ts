import { openSync, readSync } from 'node:fs';
import type { CpuUsage } from '../../model/trace.js';

/** What a thread took of the CPUs over some time. */
export interface ThreadCpu extends CpuUsage {
  /** The system does not tell: wall time is taken for CPU time, and waiting for a core cannot be seen. */
  readonly estimated: boolean;
}

/** Begins to measure the thread that calls it; call the result, on the same thread, for what it took since. */
export type ThreadCpuMeter = () => () => ThreadCpu;

/** The best meter that this system and this Node have, for the calling thread only. */
export function threadCpuMeter(): ThreadCpuMeter {
  return schedstatMeter() ?? threadUsageMeter() ?? wallMeter;
}

/** `process.hrtime` in milliseconds: one clock for all threads, as `performance.now` is not. */
export function hrtimeMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Linux: nanoseconds on a CPU, and nanoseconds runnable but waiting for one. */
function schedstatMeter(): ThreadCpuMeter | undefined {
  let file: number;
  try {
    file = openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return undefined;
  }
  const text = Buffer.alloc(96);
  const readNow = (): Schedstat => parseSchedstat(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)));
  const read = (): Schedstat => {
    const { slices } = readNow();
    let stat: Schedstat;
    let tries = 0;
    do {
      yieldCpu();
      stat = readNow();
    } while (stat.slices === slices && ++tries < 8);
    return stat;
  };
  if (!(read().on > 0)) return undefined; // a kernel without accounting shows zeros
  return () => {
    const start = read();
    return () => {
      const end = read();
      return { cpuMs: end.on - start.on, coreWaitMs: end.waiting - start.waiting, estimated: false };
    };
  };
}

interface Schedstat {
  /** Milliseconds on a CPU, and runnable but waiting for one. */
  readonly on: number;
  readonly waiting: number;
  /** How often the thread was put on a CPU. */
  readonly slices: number;
}

/** A `schedstat` file: two figures in nanoseconds, and a count. */
export function parseSchedstat(text: string): Schedstat {
  const [on, waiting, slices] = text.split(' ').map(Number);
  return { on: (on ?? Number.NaN) / 1e6, waiting: (waiting ?? Number.NaN) / 1e6, slices: slices ?? Number.NaN };
}

const never = new Int32Array(new SharedArrayBuffer(4));

/**
 * Leaves the CPU for a moment. The kernel books a running thread's time at its timer ticks and when it is switched out:
 * read in between, the figure was up to 3.7 ms old (median 1.7 ms), and right to 0.1 ms after a switch. A wait this
 * short now and then ends before there was one (3 of 1,500 at 10 µs, none at 60 µs), so the count of slices is looked
 * at as well.
 */
function yieldCpu(): void {
  Atomics.wait(never, 0, 0, 0.05);
}

type ThreadCpuUsage = (previous?: { user: number; system: number }) => { user: number; system: number };

/**
 * Elsewhere, from Node 22 on. The thread does not sleep while it is measured, so what is not CPU time is waiting for
 * one.
 */
function threadUsageMeter(): ThreadCpuMeter | undefined {
  const usage = (process as { threadCpuUsage?: ThreadCpuUsage }).threadCpuUsage?.bind(process);
  if (usage === undefined) return undefined;
  return () => {
    const start = usage();
    const startMs = hrtimeMs();
    return () => {
      const { user, system } = usage(start);
      const cpuMs = (user + system) / 1e3;
      return { cpuMs, coreWaitMs: Math.max(0, hrtimeMs() - startMs - cpuMs), estimated: false };
    };
  };
}

function wallMeter(): () => ThreadCpu {
  const startMs = hrtimeMs();
  return () => ({ cpuMs: hrtimeMs() - startMs, coreWaitMs: 0, estimated: true });
}
