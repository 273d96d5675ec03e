import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coresAvailable, parseCfs, parseCgroups, parseCpuMax } from '#src/machine/environment.js';

/** A system of these files alone. */
const system = (files: Record<string, string>) => (path: string) => files[path];

describe('cores available', () => {
  for (const [name, files, parallelism, expected] of [
    ['all that affinity allows where no container is in the way', {}, 8, { available: 8, quota: null }],
    [
      'a quota of version 2',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '250000 100000\n' },
      8,
      { available: 2, quota: 2.5 },
    ],
    [
      'no quota of version 2',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' },
      8,
      { available: 8, quota: null },
    ],
    [
      'the tightest quota of nested groups',
      {
        '/proc/self/cgroup': '0::/pods/one/main\n',
        '/sys/fs/cgroup/pods/one/main/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/pods/one/cpu.max': '300000 100000\n',
        '/sys/fs/cgroup/pods/cpu.max': '600000 100000\n',
      },
      16,
      { available: 3, quota: 3 },
    ],
    [
      'a quota of version 1',
      {
        '/proc/self/cgroup': '4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '150000\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '50000\n',
      },
      8,
      { available: 3, quota: 3 },
    ],
    ['at least one core', { '/sys/fs/cgroup/cpu.max': '20000 100000' }, 4, { available: 1, quota: 0.2 }],
    [
      'affinity where the quota is larger',
      { '/sys/fs/cgroup/cpu.max': '1600000 100000' },
      2,
      { available: 2, quota: 16 },
    ],
  ] as const) {
    it(`are ${name}`, () => {
      assert.deepEqual(coresAvailable(system(files), parallelism), expected);
    });
  }

  it('are known on this machine', () => {
    assert.ok(Number.isInteger(coresAvailable().available) && coresAvailable().available >= 1);
  });
});

describe('the files of control groups', () => {
  it('name the group of the process', () => {
    assert.deepEqual(parseCgroups('9:name=systemd:/\n2:cpuacct:/x\n1:cpu:/a/b\n0::/c:d\n'), {
      unified: '/c:d',
      cpu: '/a/b',
    });
    assert.deepEqual(parseCgroups(''), { unified: '/', cpu: '/' });
    assert.deepEqual(parseCgroups('3:cpuset:/only\n'), { unified: '/', cpu: '/' });
  });

  it('give a quota in cores, or none', () => {
    assert.equal(parseCpuMax('50000 100000'), 0.5);
    for (const none of ['', 'max 100000', 'nonsense', '100000', '0 100000', '100000 0'])
      assert.equal(parseCpuMax(none), null);
    assert.equal(parseCfs('-1\n', '100000\n'), null);
    assert.equal(parseCfs('', '100000'), null);
  });
});
