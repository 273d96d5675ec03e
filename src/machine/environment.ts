import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { coresAvailable } from './cores.js';

/** The machine that a report was made on. */
export interface Environment {
  /** Node's version, as `v20.19.0`. */
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly coresAvailable: number;
  /** The container's CPU quota in cores; null where there is none. */
  readonly containerQuota: number | null;
  /** Threads that ran or wanted to, averaged over 1, 5 and 15 minutes; zeros on Windows. */
  readonly loadAverage: readonly number[];
  readonly memoryBytes: number;
}

export function environment(): Environment {
  const { available, quota } = coresAvailable();
  return {
    node: process.version,
    platform: platform(),
    arch: arch(),
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    coresAvailable: available,
    containerQuota: quota,
    loadAverage: loadavg(),
    memoryBytes: totalmem(),
  };
}
