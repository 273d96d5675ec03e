import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withAdded } from '#src/experiments/run/operation.js';
import { whatIfReportSchema } from '#src/index.js';
import { plainStyle } from '#src/render/style.js';
import { agentBench, folder, scenarioFile } from './spawned.js';
import { textOf } from '#src/render/text.js';
import { whatIfBlocks } from '#src/render/what-if/blocks.js';

const simulated = ['what-if', 'capstone', '--virtual', '--cores', '2'];

describe('agent-bench what-if', { concurrency: 2 }, () => {
  it('shows changes by what they gain, slack, what is next, and the cheapest pair', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(simulated, { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const words = stdout.replaceAll(/\s+/g, ' ');
    for (const part of [
      '−1.00 s (−18 %)',
      'cores=3 5.00 s −0.50 s',
      'slack of fetch inference knowledge_base 0.50 s 0 s',
      'simulated was 5.50 s (0.00 % off)',
      'Next: with inference=0.5x',
    ])
      assert.ok(words.includes(part), `${part} is missing in:\n${stdout}`);
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
    assert.equal(existsSync(join(cwd, 'agent-bench-results')), false);
  });

  it('replays a saved report with changes, checks them, and is shown again by `report`', async (t) => {
    const cwd = folder(t);
    await agentBench(['run', '--virtual', '--cores', '2', '--json', 'run.json', '--quiet'], { cwd });
    const set = ['--set', 'knowledge_base=0.5x', '--set', 'workers=4'];
    const { code, stdout } = await agentBench(
      ['what-if', 'run.json', ...set, '--check', '4', '--json', 'what.json', '--md', 'what.md'],
      { cwd },
    );
    assert.equal(code, 0);
    const report = whatIfReportSchema.parse(JSON.parse(readFileSync(join(cwd, 'what.json'), 'utf8')));
    assert.deepEqual([report.changed!.set, report.changed!.world.workers], [['knowledge_base=0.5x', 'workers=4'], 4]);
    assert.deepEqual([report.checked!.done.length, report.checked!.worstErrorPercent], [5, 0]);
    assert.match(stdout, /hybrid with the changes\n/);
    const again = await agentBench(['report', 'what.json'], { cwd });
    assert.ok(stdout.startsWith(again.stdout.trimEnd()), again.stdout);
    assert.match(readFileSync(join(cwd, 'what.md'), 'utf8'), /^# capstone: what if\n/);
    const refused = await agentBench(['what-if', 'what.json'], { cwd });
    assert.match(
      refused.stderr,
      /^error: what\.json is a report of `what-if`, .*: name one that `agent-bench run` has saved\n$/,
    );
  });

  it('checks changes of sources that are called like something else', async (t) => {
    const cwd = folder(t);
    const sources = ['workers', 'mode', 'fetch', 'a.fetch', 'a', ' lead', 'cores'].map((name, i) => ({
      name,
      latency: 100 + 10 * i,
    }));
    const path = scenarioFile(cwd, { sources, inference: { cost: '20ms' } });
    const { code, stdout, stderr } = await agentBench(
      ['what-if', path, '--virtual', '--cores', '2', '--check', '40', '--json', '-'],
      { cwd },
    );
    assert.equal(code, 0, stderr);
    const { checked } = whatIfReportSchema.parse(JSON.parse(stdout));
    assert.deepEqual([checked!.done.length, checked!.skipped, checked!.worstErrorPercent], [28, [], 0]);
  });

  it('fits narrow terminals, with parts that can be told apart', async (t) => {
    const cwd = folder(t);
    const sources = ['a_source_with_a_long_name_1', 'a_source_with_a_long_name_2'].map((name) => ({
      name,
      latency: 100,
    }));
    const path = scenarioFile(cwd, { sources, inference: { cost: '20ms' } });
    const report = whatIfReportSchema.parse(
      JSON.parse((await agentBench(['what-if', path, '--virtual', '--json', '-'], { cwd })).stdout),
    );
    for (const width of [24, 40, 60, 80]) {
      const lines = textOf(whatIfBlocks(report), plainStyle(width)).split('\n');
      assert.deepEqual(
        lines.filter((line) => line.length > width),
        [],
      );
      const parts = lines.filter((line) => /^ {2}\S.*%\)/u.test(line)).map((line) => line.trim().split(/ {2,}/u)[0]);
      assert.equal(new Set(parts).size, parts.length, parts.join());
    }
  });

  it('runs a scenario on real time, makes the best changes and compares', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, {
      sources: [
        { name: 'a', latency: '60ms' },
        { name: 'b', latency: '40ms' },
      ],
      inference: { cost: '10ms' },
    });
    const { code, stdout } = await agentBench(['what-if', path, '--check', '2', '--set', 'cores=8', '--json', '-'], {
      cwd,
    });
    assert.equal(code, 0);
    const { clock, checked } = whatIfReportSchema.parse(JSON.parse(stdout));
    assert.deepEqual(
      [clock, checked!.done.length, checked!.skipped[0]!.why],
      ['real', 2, 'this machine has the cores that it has'],
    );
  });

  const refused: [what: string, args: readonly string[], why: RegExp][] = [
    ['an unknown name', ['--set', 'nws=0.5x'], /--set nws=0\.5x: .*did you mean 'news'/],
    ['an impossible value', ['--set', 'workers=0'], /--set workers=0: expected a number/],
    ['a source that is gone already', ['--set', 'news=gone', '--set', 'news=+1'], /--set news=\+1: there is no source/],
    [
      'to leave nobody to ask',
      ['--set', 'news=gone', '--set', 'weather=gone', '--set', 'knowledge_base=gone'],
      /it is the only source/,
    ],
  ];
  for (const [what, args, why] of refused) {
    it(`refuses ${what} in one line, before it runs anything`, async (t) => {
      const { code, stdout, stderr } = await agentBench(['what-if', 'capstone', ...args], { cwd: folder(t) });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, why);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }

  it('refuses reports that cannot be replayed, each with a remedy', async (t) => {
    const cwd = folder(t);
    await agentBench(['run', '--virtual', '--json', 'run.json', '--quiet'], { cwd });
    const whole = readFileSync(join(cwd, 'run.json'), 'utf8');
    const { modes: _, ...foreign } = JSON.parse(whole) as Record<string, unknown>;
    const files: [name: string, text: string, why: RegExp][] = [
      ['truncated.json', whole.slice(0, 2000), /truncated\.json:\d+:\d+: not JSON/],
      ['old.json', JSON.stringify({ schemaVersion: 0 }), /is a report of version 0; this agent-bench reads version 2/],
      ['sweep.json', JSON.stringify({ ...foreign, kind: 'sweep', points: [] }), /is a report of `sweep`/],
      ['empty.json', JSON.stringify({ ...foreign, modes: [] }), /no finished mode/],
      ['bare.json', JSON.stringify({ schemaVersion: 2 }), /^error: bare\.json is a report of no known kind/],
    ];
    for (const [name, text, why] of files) {
      writeFileSync(join(cwd, name), text);
      const { code, stderr } = await agentBench(['what-if', name], { cwd });
      assert.equal(code, 2, name);
      assert.match(stderr, why);
    }
    const useless = await agentBench(['what-if', 'run.json', '--cores', '4'], { cwd });
    assert.match(useless.stderr, /^error: --cores: run\.json is a report, whose runs are over;/);
  });

  it('knows a report from before there was a what-if', async (t) => {
    const cwd = folder(t);
    await agentBench(['run', '--virtual', '--json', 'run.json', '--quiet'], { cwd });
    const { whatIf: _, ...old } = JSON.parse(readFileSync(join(cwd, 'run.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(cwd, 'old.json'), JSON.stringify(old));
    assert.equal((await agentBench(['what-if', 'old.json'], { cwd })).code, 0);
    assert.equal((await agentBench(['report', 'old.json'], { cwd })).code, 0);
  });
});

describe('a defect in what is added to a report', () => {
  it('is heard of, and what was measured is not lost', async () => {
    const heard: unknown[] = [];
    const context = { defect: (thrown: unknown) => void heard.push(thrown) };
    const failing = (): Promise<string> => Promise.reject(new Error('a defect'));
    assert.equal(await withAdded('measured', failing, context), 'measured');
    assert.deepEqual(heard.map(String), ['Error: a defect']);
    assert.equal(
      await withAdded<string>('measured', async (report) => `${report} and more`, context),
      'measured and more',
    );
  });
});
