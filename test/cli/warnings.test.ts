import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentBench, folder, scenarioFile } from './spawned.js';

const late = (sources: number) => ({
  sources: Array.from({ length: sources }, (_, i) => ({
    name: `s${i}`,
    latency: 10,
    policies: [{ type: 'timeout', after: '6s' }],
  })),
  inference: { cost: 10 },
});

describe('what may not work as hoped', () => {
  it('is said on standard error by run, ask and resilience, and with --quiet by none; standard output is the same', async (t) => {
    const cwd = folder(t);
    const file = scenarioFile(cwd, late(2));
    const line = (i: number) =>
      `warning: sources.${i}.policies.0.after: a timeout of 6.00 s changes nothing, as limits.fetchTimeout ends an ` +
      `attempt after 5.00 s; make it shorter, or that longer\n`;
    for (const args of [
      ['run', file, '--virtual', '--json', '-'],
      ['ask', 'What?', '--scenario', file, '--virtual', '--json'],
      ['resilience', file, '--runs', '20', '--json', '-'],
    ]) {
      const { code, stdout, stderr } = await agentBench(args, { cwd });
      assert.deepEqual([code, stderr], [0, line(0) + line(1)], args[0]);
      JSON.parse(stdout);
    }
    const quiet = await agentBench(['run', file, '--virtual', '--quiet'], { cwd });
    assert.deepEqual([quiet.code, quiet.stderr], [0, '']);
  });

  it('is said of five fields at most', async (t) => {
    const cwd = folder(t);
    const { stderr } = await agentBench(['run', scenarioFile(cwd, late(8)), '--virtual', '--json', '-'], { cwd });
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.length, 6);
    assert.equal(lines.at(-1), 'warning: and 3 more');
  });
});
