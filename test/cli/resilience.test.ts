import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { resilienceSchema } from '#src/index.js';
import { agentBench, folder, scenarioFile } from './spawned.js';

const few = ['--cores', '2', '--runs', '50'];

describe('agent-bench resilience', () => {
  it('prints one document for --json -, which its schema accepts and whose worst case can be repeated by its command', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(['resilience', ...few, '--json', '-'], { cwd });
    assert.equal(code, 0);
    const report = resilienceSchema.parse(JSON.parse(stdout));
    assert.deepEqual(readdirSync(cwd), []);
    const args = report.lattice.worst.command.split(' ').slice(1);
    const again = JSON.parse((await agentBench([...args, '--json', '-'], { cwd })).stdout);
    const [run] = again.modes[0].runs;
    assert.deepEqual(
      [run.makespanMs, run.result.completeness],
      [report.lattice.worst.makespanMs, report.lattice.worst.completeness],
    );
  });

  it('repeats a case with the faults and the seed that it was given', async (t) => {
    const cwd = folder(t);
    const { stdout } = await agentBench(
      ['resilience', ...few, '--seed', '7', '--fail-source', 'news=slow:1s', '--json', '-'],
      { cwd },
    );
    const { lattice } = resilienceSchema.parse(JSON.parse(stdout));
    assert.match(
      lattice.worst.command,
      /^agent-bench run capstone --seed 7 --fail-source news=slow:1s --virtual --cores 2 /,
    );
    const again = JSON.parse(
      (await agentBench([...lattice.worst.command.split(' ').slice(1), '--json', '-'], { cwd })).stdout,
    );
    assert.equal(again.modes[0].runs[0].makespanMs, lattice.worst.makespanMs);
  });

  for (const [what, flags, workers] of [
    ['as many as there are cores, of a scenario that has its own', ['--workers', '2'], 2],
    ['the scenario’s own', [], 1],
  ] as const) {
    it(`repeats a case with the workers that it had: ${what}`, async (t) => {
      const cwd = folder(t);
      const file = scenarioFile(cwd, {
        sources: ['a', 'b'].map((name) => ({ name, latency: 10 })),
        inference: { cost: 100, workers: 1 },
      });
      const { stdout } = await agentBench(['resilience', file, ...few, ...flags, '--json', '-'], { cwd });
      const { lattice, world } = resilienceSchema.parse(JSON.parse(stdout));
      const again = JSON.parse(
        (await agentBench([...lattice.worst.command.split(' ').slice(1), '--json', '-'], { cwd })).stdout,
      );
      assert.deepEqual([again.world.workers, again.world.cores, world.workers], [workers, 2, workers]);
    });
  }

  it('refuses a source without room for one more fault, which its commands would add', async (t) => {
    const cwd = folder(t);
    const file = scenarioFile(cwd, {
      sources: [
        { name: 'a', latency: 10 },
        { name: 'b', latency: 10, faults: Array(19).fill('slow:1x') },
      ],
      inference: { cost: 1 },
    });
    const { code, stderr } = await agentBench(['resilience', file, ...few, '--fail-source', 'b=slow:2x'], { cwd });
    assert.equal(code, 2);
    assert.equal(
      stderr,
      "error: sources.1.faults: source 'b' has 20 faults, --fail-source included; resilience adds one more, so " +
        'leave at most 19\n',
    );
    assert.equal((await agentBench(['resilience', file, ...few], { cwd })).code, 0);
  });

  it('prints no control character of a hostile name, in the terminal or in Markdown', async (t) => {
    const cwd = folder(t);
    const file = scenarioFile(cwd, {
      sources: [{ name: 'a\u001b[31mred\u202e', latency: 10 }],
      inference: { cost: 1 },
    });
    const { code, stdout } = await agentBench(['resilience', file, ...few, '--md', 'a.md'], { cwd });
    assert.equal(code, 0);
    const printed = stdout + readFileSync(join(cwd, 'a.md'), 'utf8');
    for (const hostile of ['\u001b', '\u202e']) assert.ok(!printed.includes(hostile));
  });

  it('shows the lattice, the remedies and the tuning, and saves them', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(
      ['resilience', 'slow-tail', '--cores', '2', '--tune', 'hedge', '--md', 'a.md'],
      { cwd },
    );
    assert.equal(code, 0);
    for (const expected of [
      'all 64 combinations',
      'holds  every failure is named (64 of 64)',
      'quorum 2/3',
      'Recommended hedge: 0.51 s',
      'Saved in agent-bench-results/',
    ]) {
      assert.ok(stdout.includes(expected), expected);
    }
    const markdown = readFileSync(join(cwd, 'a.md'), 'utf8');
    assert.match(markdown, /^# slow-tail: resilience\n/);
    const file = join('agent-bench-results', readdirSync(join(cwd, 'agent-bench-results'))[0]!);
    assert.equal((await agentBench(['report', file], { cwd })).stdout, stdout.replace(/\nSaved in .*\n$/u, ''));
    assert.equal((await agentBench(['report', file, '--md'], { cwd })).stdout, markdown);
  });

  it('exits with 4 and the command that shows it where an invariant is broken', async (t) => {
    const cwd = folder(t);
    // One worker, and no time for a second inference once a source is slow: what is slow costs what is healthy its
    // answer.
    const file = scenarioFile(cwd, {
      sources: [
        { name: 'a', latency: 10 },
        { name: 'b', latency: 20 },
      ],
      inference: { cost: 100, workers: 1 },
      limits: { timeout: 215 },
      policies: [{ type: 'bulkhead', limit: 1, queue: 5, pool: 'all' }],
    });
    const { code, stdout } = await agentBench(['resilience', file, ...few], { cwd });
    assert.equal(code, 4);
    assert.match(
      stdout,
      /BROKEN a failed source costs no other source its answer \(in \d+ of 16\); the first:\n {2}agent-bench run \S+ --virtual/,
    );
  });

  for (const [args, said] of [
    [['resilience', 'capstne'], "did you mean 'capstone'"],
    [['resilience', '--tune', 'luck'], 'timeout, hedge, retry, quorum'],
    [['resilience', '--runs', '3'], 'from 20 to 20,000'],
    [['resilience', '--confirm', '0'], 'from 1 to 20'],
    [['resilience', '--confirm', '1', '--cores', '9999'], '--cores 9999: --confirm 1 runs on this machine, which has'],
    [
      ['resilience', '--confirm', '1', '--workers', '257'],
      '--workers 257: --confirm 1 runs at most 256 threads on real time',
    ],
    [['resilience', '--json', 'no-folder/a.json'], 'does not exist'],
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
