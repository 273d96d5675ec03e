import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const cwd = fileURLToPath(new URL('../../', import.meta.url));

describe('agent-bench as a library', () => {
  it('is what the example shows: a table of simulated makespans, and nothing printed but that', async () => {
    const { stdout, stderr } = await execute(process.execPath, ['fixtures/examples/library.mjs'], { cwd });
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'makespan in s      sequential concurrent   parallel     hybrid',
      'capstone, 1 core        12.50       9.00      12.50       7.50',
      'capstone, 2 cores       12.50       9.00      10.50       5.50',
      'capstone, 4 cores       12.50       9.00       8.50       5.00',
      'my own, 2 cores          7.68       6.00       5.68       4.00',
      '4 runs of my own',
    ]);
  });

  it('does what a command does, as the second example shows', async () => {
    const { stdout, stderr } = await execute(process.execPath, ['fixtures/examples/operations.mjs'], { cwd });
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      '1 workers: 7500 ms',
      '2 workers: 5500 ms',
      '3 workers: 5000 ms',
      '4 workers: 5000 ms',
    ]);
  });

  it('prints nothing on real time, leaves no file, and lets the process end by itself', async () => {
    const program = fileURLToPath(new URL('real-run.js', import.meta.url));
    await assert.rejects(execute(process.execPath, [program], { cwd, timeout: 60_000 }), {
      code: 5, // each callback was heard
      killed: false,
      stdout: '',
      stderr: '',
    });
  });

  it('runs on real time from a program that is no file', async () => {
    const program =
      "import { run } from 'agent-bench'; const { modes } = await run({ sources: [{ name: 'a', latency: 1 }], " +
      "inference: { cost: 1 }, modes: ['hybrid'] }); console.log(modes[0].runs[0].result.status);";
    assert.equal(
      (await execute(process.execPath, ['--input-type=module', '--eval', program], { cwd, timeout: 60_000 })).stdout,
      'complete\n',
    );
  });
});
