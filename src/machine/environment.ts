import { arch, cpus, loadavg, platform, totalmem, availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Reads a file of the system, or says that it is not there. */
export type ReadText = (path: string) => string | undefined;

export interface Cores {
  /** What a program may keep busy: affinity and the container's quota both counted, at least 1. */
  readonly available: number;
  /** The container's CPU quota in cores, not always a whole number; null where there is none. */
  readonly quota: number | null;
}

export function coresAvailable(read: ReadText = readText, parallelism = availableParallelism()): Cores {
  const quota = containerQuota(read);
  return { available: Math.max(1, Math.floor(Math.min(parallelism, quota ?? Number.POSITIVE_INFINITY))), quota };
}

/** The text of a system file, or undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The tightest CPU quota of the process's control group and the groups around it, in cores.
 * A container sees its own group as the root, or the path that the host knows it by: both are looked at.
 */
function containerQuota(read: ReadText): number | null {
  const groups = parseCgroups(read('/proc/self/cgroup') ?? '');
  const quotas = [
    ...ancestors(groups.unified).flatMap((path) =>
      ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].map((root) => parseCpuMax(read(join(root, path, 'cpu.max')) ?? '')),
    ),
    ...ancestors(groups.cpu).flatMap((path) =>
      ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'].map((root) =>
        parseCfs(read(join(root, path, 'cpu.cfs_quota_us')) ?? '', read(join(root, path, 'cpu.cfs_period_us')) ?? ''),
      ),
    ),
  ].filter((quota) => quota !== null);
  return quotas.length === 0 ? null : Math.min(...quotas);
}

/**
 * The paths of the process's group in the unified hierarchy (version 2) and under version 1's cpu controller; `/` where
 * unnamed.
 */
export function parseCgroups(text: string): { unified: string; cpu: string } {
  const groups = { unified: '/', cpu: '/' };
  for (const line of text.split('\n')) {
    const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/u.exec(line) ?? [];
    if (path === undefined) continue;
    if (id === '0' && controllers === '') groups.unified = path;
    else if (controllers?.split(',').includes('cpu') === true) groups.cpu = path;
  }
  return groups;
}

/** `cpu.max` of version 2, "quota period" or "max period", in cores. */
export function parseCpuMax(text: string): number | null {
  const [quota = '', period = ''] = text.trim().split(/\s+/u);
  return share(quota, period);
}

/** `cpu.cfs_quota_us` and `cpu.cfs_period_us` of version 1, in cores; a quota of -1 is none. */
export function parseCfs(quota: string, period: string): number | null {
  return share(quota.trim(), period.trim());
}

function share(quota: string, period: string): number | null {
  const cores = Number(quota) / Number(period);
  return quota !== '' && period !== '' && Number.isFinite(cores) && cores > 0 ? cores : null;
}

/** The path and all above it, up to `/`. */
function ancestors(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...ancestors(above)];
}

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
