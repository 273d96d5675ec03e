import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sweepSchema } from '#src/index.js';
import { Screen } from './screen.js';
import { agentBench, folder, scenarioFile } from './spawned.js';

const small = ['sweep', '--over', 'workers=1..3', '--cores', '3'];

describe('agent-bench sweep', { concurrency: 2 }, () => {
  it('shows the table, the chart, the bottlenecks and the laws, and saves all points', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench([...small, '--md', 'a.md', '--csv', 'a.csv'], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    for (const part of [
      'capstone · workers 1 to 3',
      'Makespan over workers:',
      'From 3 workers on it is fetch-bound: knowledge_base',
      'Amdahl: ',
      'a.md and a.csv',
    ]) {
      assert.ok(stdout.replaceAll(/\s+/g, ' ').includes(part), `${part} is missing in:\n${stdout}`);
    }
    assert.match(readFileSync(join(cwd, 'a.md'), 'utf8'), /^# capstone: sweep\n/);
    assert.equal(readFileSync(join(cwd, 'a.csv'), 'utf8').split('\r\n').length, 5);
    assert.equal(readdirSync(join(cwd, 'agent-bench-results')).length, 1);
  });

  it('prints one document for -, and nothing else on standard output', async (t) => {
    const cwd = folder(t);
    const { stdout } = await agentBench([...small, '--json', '-'], { cwd });
    const report = sweepSchema.parse(JSON.parse(stdout));
    assert.deepEqual(
      report.points.map(({ modes }) => modes.map(({ makespanMs }) => makespanMs)),
      [
        [12_500, 7500],
        [12_500, 5500],
        [12_500, 5000],
      ],
    );
    const csv = await agentBench([...small, '--json', 'a.json', '--csv', '-'], { cwd });
    assert.match(csv.stdout, /^workers,sequential_makespan_ms,[^\n]*\r\n(?:[123],12500,[^\n]*\r\n){3}$/);
    assert.match(csv.stderr, /Saved in a\.json/);
  });

  it("takes the scenario's own modes, and more runs where latencies are drawn", async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, {
      sources: [{ name: 'a', latency: { type: 'uniform', min: 10, max: 20 } }],
      modes: ['concurrent'],
    });
    const { stdout } = await agentBench(['sweep', path, '--over', 'workers=1', '--json', '-'], { cwd });
    const report = sweepSchema.parse(JSON.parse(stdout));
    assert.deepEqual([report.modes, report.runs], [['concurrent'], 20]);
  });

  it('runs on real time where asked to', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { sources: [{ name: 'a', latency: '30ms' }], inference: { cost: '5ms' } });
    const { code, stdout } = await agentBench(
      ['sweep', path, '--real', '--over', 'workers=1,2', '--modes', 'hybrid', '--json', '-'],
      { cwd },
    );
    const report = sweepSchema.parse(JSON.parse(stdout));
    assert.deepEqual([code, report.clock, report.points.map(({ world }) => world.workers)], [0, 'real', [1, 2]]);
    for (const { modes } of report.points) assert.ok(modes[0]!.makespanMs >= 30);
  });

  it(
    'shows how far it is, and what is finished when it is interrupted',
    { skip: process.platform === 'win32', timeout: 60_000 },
    async (t) => {
      const cwd = folder(t);
      const screen = new Screen(t, ['sweep', '--over', 'seed=1..50000', '--json', 'a.json', '--csv', 'a.csv'], {
        cwd,
        columns: 80,
      });
      await screen.until(' left');
      screen.pty.write('\u0003');
      assert.equal(await screen.ended, 130);
      assert.match(screen.raw, /points: \d+ of 50000, about /);
      const lines = await screen.lines();
      assert.match(lines.at(-3)!, /^Interrupted: [\d,]+ of 50,000 points are finished\.$/);
      assert.equal(lines.at(-1), 'Interrupted; what was finished is saved in a.json and a.csv');
      const report = sweepSchema.parse(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')));
      assert.ok(report.interrupted && report.points.length < 50_000);
      assert.equal(readFileSync(join(cwd, 'a.csv'), 'utf8').split('\r\n').length, report.points.length + 2);
    },
  );

  for (const [args, ...named] of [
    ['--over seed=1..50001', '--over', '50,001 points', '100,002 runs', '100,000'],
    ['--over seed=1..100001', '--over seed=1..100001', '100,001 values', 'larger step'],
    ['--over wokers=1', '--over wokers=1', "did you mean 'workers'?"],
    ['--over latency.nws=1s', "'nws'", "did you mean 'news'?"],
    ['--over workers=', '--over workers=', 'no values', '1..4'],
    ['--over workers=4..1', "'4..1'", 'write 1..4'],
    ['--over infer-cost=1s..2s/0', "the step '0'", 'above zero'],
    ['--over workers=1 --over workers=2', '--over workers', 'twice'],
    ['--over workers=1 --workers 2', '--over workers', 'leave one of them out'],
    ['--over latency.news=1s --latency news=2s', '--over latency.news', 'leave one of them out'],
    ['--over scale=1 --quick', '--over scale', 'leave one of them out'],
    ['--over cores=1,2 --real', '--over cores=1,2', '--real'],
    ['--over workers=1 --real --cores 2', '--cores 2', '--real'],
    ['--over sources=2 --quorum 3', 'at sources=2', 'lower it'],
    ['--over workers=1 --csv - --json -', '--json - and --csv -', 'its own'],
    ['--over workers=1 --csv no-folder/a.csv', '--csv no-folder/a.csv', 'does not exist'],
    ['--workers 2', '--over'],
  ] as const) {
    it(`refuses ${args}`, async (t) => {
      const cwd = folder(t);
      const { code, stdout, stderr } = await agentBench(['sweep', ...args.split(' ')], { cwd });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      for (const part of named) assert.ok(stderr.includes(part), `'${part}' is missing in: ${stderr}`);
      assert.doesNotMatch(stderr, /\n +at /);
      assert.deepEqual(readdirSync(cwd), []);
    });
  }
});
