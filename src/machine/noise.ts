import { readText, type ReadText } from './environment.js';

/** CPU time that others took meanwhile. Null where the system does not report it. */
export interface Noise {
  /** How long we looked, in milliseconds, by the ticks of the system's own clock. */
  readonly wallMs: number | null;
  /** CPU time that the hypervisor gave to other machines, over all cores, in milliseconds. */
  readonly stealMs: number | null;
  /** CPU time that other processes took, over all cores, in milliseconds. */
  readonly othersCpuMs: number | null;
  /** CPU time of our own process, all threads, in milliseconds. */
  readonly processCpuMs: number;
}

export interface CpuTotals {
  /** Milliseconds since boot, summed over all cores. */
  readonly busyMs: number;
  readonly idleMs: number;
  readonly stealMs: number;
  readonly cores: number;
}

/**
 * Begins to watch the machine; call the result for what happened since. `/proc/stat` counts in ticks of 10 ms per core.
 */
export function startNoiseMeter(
  read: ReadText = readText,
  processCpu: () => NodeJS.CpuUsage = () => process.cpuUsage(),
): () => Noise {
  const before = parseStat(read('/proc/stat') ?? '');
  const ownBefore = processCpu();
  return () => {
    const own = processCpu();
    const processCpuMs = (own.user - ownBefore.user + own.system - ownBefore.system) / 1e3;
    const after = parseStat(read('/proc/stat') ?? '');
    if (before === undefined || after === undefined)
      return { wallMs: null, stealMs: null, othersCpuMs: null, processCpuMs };
    const busyMs = after.busyMs - before.busyMs;
    const stealMs = Math.max(0, after.stealMs - before.stealMs);
    const wallMs = (busyMs + stealMs + after.idleMs - before.idleMs) / after.cores;
    return { wallMs, stealMs, othersCpuMs: Math.max(0, busyMs - processCpuMs), processCpuMs };
  };
}

/** `USER_HZ` is 100 on every architecture that Node runs on. */
const tickMs = 10;

/**
 * The first line of `/proc/stat` (see proc(5)): user nice system idle iowait irq softirq steal guest guest_nice; guests
 * are in user already.
 */
export function parseStat(text: string): CpuTotals | undefined {
  const line = /^cpu +(.*)$/mu.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/u)
    .map((ticks) => Number(ticks) * tickMs);
  const cores = Math.max(1, text.match(/^cpu\d+ /gmu)?.length ?? 0);
  return { busyMs: user + nice + system + irq + softirq, idleMs: idle + iowait, stealMs: steal, cores };
}
