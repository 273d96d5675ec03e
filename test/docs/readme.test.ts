import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentBench, folder } from '../cli/spawned.js';
import { textOf } from './pages.js';

const readme = textOf('README.md');

describe('the README', () => {
  it('has at most 250 lines', () => {
    assert.ok(readme.trimEnd().split('\n').length <= 250);
  });

  it('begins with the two commands that CI runs', () => {
    const [run, tests] = /```sh\n([^]*?)```/.exec(readme)![1]!.split('\n');
    assert.match(run!, /^npm ci && npx agent-bench run\b/);
    assert.match(tests!, /^npm ci && npm test\b/);
  });

  it('says of every mode what it takes on three cores and on two', async (t) => {
    const table = [...readme.matchAll(/^\| `([\w-]+)` \|.*\| ([\d.]+) s \| ([\d.]+) s \|$/gm)];
    const modes = table.map(([, mode]) => mode!);
    assert.equal(modes.length, 5);
    for (const [column, cores] of [
      [2, '3'],
      [3, '2'],
    ] as const) {
      const args = ['run', '--virtual', '--cores', cores, '--modes', modes.join(','), '--json', '-'];
      const { stdout } = await agentBench(args, { cwd: folder(t) });
      const report = JSON.parse(stdout) as { modes: { runs: { makespanMs: number }[] }[] };
      const makespans = report.modes.map(({ runs }) => (runs[0]!.makespanMs / 1000).toFixed(1));
      assert.deepEqual(
        table.map((row) => row[column]),
        makespans,
      );
    }
  });
});
