import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { agentBench, folder } from './spawned.js';

describe('agent-bench verify', () => {
  it('--help shows its flags, examples and exit codes', async (t) => {
    const { code, stdout } = await agentBench(['verify', '--help'], { cwd: folder(t) });
    assert.equal(code, 0);
    for (const flag of ['workers', 'scale', 'quick', 'seed', 'json', 'md', 'html'])
      assert.match(stdout, new RegExp(`--${flag}\\b`), flag);
    assert.match(stdout, /Examples:\n +agent-bench verify --md capstone_verification\.md/);
    assert.match(stdout, /^ {2}4 +.*\(verify\)$/m);
  });

  for (const [args, said] of [
    [['verify', 'capstne'], "did you mean 'capstone'"],
    [['verify', './none.json'], 'none.json'],
    [['verify', '--scale', '0'], 'above 0'],
    [['verify', '--quick', '--scale', '2'], 'cannot be used with'],
    [['verify', '--workers', '0'], 'from 1 to 10,000'],
    [['verify', '--workers', '257'], 'at most 256 threads on real time'],
    [['verify', '--seed', '-1'], 'whole number'],
    [['verify', '--virtual'], 'unknown option'],
    [['verify', '--md', 'no-folder/a.md'], 'does not exist'],
    [['verify', '--md', 'a', '--json', 'a'], 'name the same place'],
    [['verify', '--html', 'no-folder/a.html'], 'does not exist'],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async (t) => {
      const cwd = folder(t);
      const { code, stdout, stderr } = await agentBench(args, { cwd });
      assert.deepEqual({ code, stdout, lines: stderr.trimEnd().split('\n').length }, { code: 2, stdout: '', lines: 1 });
      assert.ok(stderr.includes(said), stderr);
      assert.deepEqual(readdirSync(cwd), []);
    });
  }
});
