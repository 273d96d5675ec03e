import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Report } from '#src/index.js';
import { problemsOfJUnit } from '../render/run/junit-schema.js';
import { agentBench, folder, quickScenario, savedReport, scenarioFile } from './spawned.js';

const virtual = ['run', '--virtual', '--cores', '2', '--quiet'];

function gatesOf(...expressions: string[]): string[] {
  return expressions.flatMap((expression) => ['--gate', expression]);
}

/** Gates on simulated runs of the capstone on two cores, and the exit code. */
const outcomes: readonly (readonly [code: number, ...expressions: string[]])[] = [
  [
    0,
    'hybrid.speedup >= 1.8',
    'hybrid.completeness == 1',
    'sources.weather.attempts <= 1.2',
    'hybrid.makespan.p95 < 6s',
  ],
  [0, 'virtual.hybrid.makespan <= 5s --cores 3'],
  [10, 'hybrid.speedup >= 3'],
  [10, 'hybrid.makespan <= 5s --fetch-timeout 1.8s'],
  [0, 'hybrid.makespan <= 5s --fetch-timeout 1.8s', 'hybrid.completeness >= 0.3'],
  [10, 'hybrid.speedup >= 1.8', 'hybrid.makespan < 5.5s'],
  [10, 'hybrid.completeness == 0.5'],
  [10, 'hybrid.speedup >= 3', 'hybrid.makespan <= baseline'],
  [12, 'hybrid.makespan <= baseline'],
  [12, 'hybrid.makespan.p95 < 6s --runs 2', 'hybrid.speedup >= 1.8'],
];

async function realReport(t: TestContext, ...more: string[]): Promise<{ cwd: string; path: string; report: Report }> {
  const cwd = folder(t);
  const path = scenarioFile(cwd, { ...quickScenario, modes: ['hybrid'] });
  const { code } = await agentBench(['run', path, '--runs', '6', '--json', 'base.json', '--quiet', ...more], { cwd });
  assert.equal(code, 0);
  return { cwd, path, report: JSON.parse(readFileSync(join(cwd, 'base.json'), 'utf8')) as Report };
}

describe('gates end a run', { concurrency: 2 }, () => {
  for (const [code, ...expressions] of outcomes) {
    it(`with ${code}: ${expressions.join(', ')}`, async (t) => {
      const cwd = folder(t);
      const flags = expressions.flatMap((expression) => {
        const [gate, ...rest] = expression.split(' --');
        return [...gatesOf(gate!), ...rest.flatMap((flag) => `--${flag}`.split(' '))];
      });
      const ended = await agentBench([...virtual, ...flags], { cwd });
      assert.equal(ended.code, code, ended.stdout + ended.stderr);
      assert.equal(savedReport(cwd).gates.length, expressions.length, 'the report holds what became of them');
      assert.match(ended.stdout, /Saved in/);
    });
  }

  it('against a baseline of version 1, and says that it is one', async (t) => {
    const cwd = folder(t);
    const quick = ['run', '--virtual', '--cores', '2', '--json'];
    const { stdout } = await agentBench([...quick, '-'], { cwd });
    const { kind: _kind, ...report } = JSON.parse(stdout) as Record<string, unknown>;
    writeFileSync(join(cwd, 'old.json'), JSON.stringify({ ...report, schemaVersion: 1 }));
    const gated = [...quick, 'new.json', '--gate', 'hybrid.makespan <= baseline', '--baseline', 'old.json'];
    const { code, stderr } = await agentBench(gated, { cwd });
    assert.deepEqual(
      { code, stderr },
      { code: 0, stderr: 'note: old.json is a report of version 1, and is read as one of `run`\n' },
    );
  });

  it('with 0, 10 and 12 on real time as well, and 12 where one run is too few for an interval', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { ...quickScenario, modes: ['hybrid'], gates: ['hybrid.makespan >= 30ms'] });
    const codes = async (...args: string[]): Promise<number | null> =>
      (await agentBench(['run', path, '--json', '-', ...args], { cwd })).code;
    assert.equal(await codes('--runs', '6'), 0);
    assert.equal(await codes('--runs', '6', ...gatesOf('hybrid.makespan >= 1h')), 10);
    assert.equal(await codes('--runs', '6', ...gatesOf('virtual.hybrid.makespan == 1ms')), 10);
    assert.equal(await codes('--runs', '1'), 12);
    assert.equal(
      await codes('--runs', '6', ...gatesOf('hybrid.makespan <= baseline'), '--baseline', 'not-yet.json'),
      12,
    );
  });

  it('with 11 where the limit lies within the noise, after twice the runs; with 0 where that is to pass', async (t) => {
    const { cwd, path, report } = await realReport(t);
    // A baseline of which nothing is known: its median lies anywhere between nothing and an hour.
    const runs = report.modes[0]!.runs.map((run, i) => ({ ...run, makespanMs: i % 2 === 0 ? 0.001 : 3_600_000 }));
    writeFileSync(join(cwd, 'noisy.json'), JSON.stringify({ ...report, modes: [{ ...report.modes[0]!, runs }] }));
    const args = [
      'run',
      path,
      '--runs',
      '6',
      '--json',
      'a.json',
      '--baseline',
      'noisy.json',
      '--across-machines',
      ...gatesOf('hybrid.makespan <= baseline'),
    ];
    const retried = await agentBench(args, { cwd });
    assert.equal(retried.code, 11, retried.stdout);
    assert.match(retried.stderr, /^1 gate is inconclusive: once more, with 12 runs\.$/m);
    assert.match(retried.stdout, /^ inconclusive {2}hybrid\.makespan <= baseline /m);
    assert.equal((JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')) as Report).modes[0]!.runs.length, 12);
    for (const [policy, code, outcome] of [
      ['fail', 11, 'failure'],
      ['pass', 0, 'skipped'],
    ] as const) {
      const once = await agentBench([...args, '--inconclusive', policy, '--junit', 'gates.xml'], {
        cwd,
        env: { GITHUB_ACTIONS: 'true' },
      });
      assert.equal(once.code, code);
      assert.doesNotMatch(once.stderr, /once more/);
      assert.match(
        once.stderr,
        policy === 'pass' ? /^::warning title=/m : /^::error title=Gate inconclusive::hybrid\.makespan <= baseline/m,
      );
      const xml = readFileSync(join(cwd, 'gates.xml'), 'utf8');
      assert.deepEqual(problemsOfJUnit(xml), []);
      assert.match(xml, new RegExp(`<${outcome} `));
    }
  });

  it('with 10 where the runs answered less than those of the baseline, however quick they were', async (t) => {
    const { cwd, path, report } = await realReport(t, '--fail-source', 'south=error%0.5');
    const [mode] = report.modes;
    const runs = mode!.runs.map((run) => ({ ...run, result: { ...run.result, completeness: 1 } }));
    assert.notDeepEqual(runs, mode!.runs);
    writeFileSync(join(cwd, 'complete.json'), JSON.stringify({ ...report, modes: [{ ...mode, runs }] }));
    const against = (baseline: string) => [
      '--baseline',
      baseline,
      '--across-machines',
      ...gatesOf('hybrid.makespan <= baseline * 100'),
    ];
    const args = ['run', path, '--fail-source', 'south=error%0.5', '--runs', '6', '--quiet', '--json', 'a.json'];
    assert.equal((await agentBench([...args, ...against('base.json')], { cwd })).code, 0);
    const { code, stdout } = await agentBench([...args, ...against('complete.json')], { cwd });
    assert.equal(code, 10);
    assert.match(stdout.replaceAll(/\s+/g, ' '), /the runs answered less than those of the baseline/);
  });

  it('with 12 where the baseline is of another scenario, the difference named', async (t) => {
    const { cwd, path } = await realReport(t);
    const args = ['run', path, '--fail-source', 'south=slow:2x', '--runs', '6', '--quiet', '--baseline', 'base.json'];
    const { code, stdout } = await agentBench([...args, ...gatesOf('hybrid.makespan <= baseline * 100')], { cwd });
    assert.equal(code, 12);
    assert.match(stdout.replaceAll(/\s+/g, ' '), /of another scenario: sources\.1\.faults\.0: nothing and/);
  });

  it('with 3 where no source answered, whatever the gates say', async (t) => {
    const cwd = folder(t);
    const faults = ['weather', 'news', 'knowledge_base'].flatMap((source) => ['--fail-source', source]);
    const { code, stdout } = await agentBench([...virtual, ...faults, ...gatesOf('hybrid.completeness == 1')], { cwd });
    assert.equal(code, 3);
    assert.match(stdout, /^ failed {8}hybrid\.completeness == 1 {3}0 %/m);
  });

  it('with 2 where the JUnit file cannot be written, and the report is there all the same', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(
      [...virtual, ...gatesOf('hybrid.speedup >= 3'), '--junit', '/dev/full'],
      { cwd },
    );
    assert.equal(code, 2);
    assert.match(stderr, /^error: cannot write \/dev\/full: /m);
    assert.match(stdout, /failed +hybrid\.speedup >= 3/);
    assert.equal(savedReport(cwd).gates[0]!.verdict, 'failed');
    const other = folder(t);
    const summary = await agentBench([...virtual, ...gatesOf('hybrid.speedup >= 3')], {
      cwd: other,
      env: { GITHUB_STEP_SUMMARY: join(other, 'gone', 'summary.md') },
    });
    assert.equal(summary.code, 10, 'a step summary is no reason for another code');
    assert.match(summary.stderr, /^warning: GITHUB_STEP_SUMMARY: cannot write .*summary\.md: /m);
    assert.equal(savedReport(other).gates[0]!.verdict, 'failed');
  });
});

describe('gates are told', { concurrency: 2 }, () => {
  const gates = gatesOf('hybrid.speedup >= 3', 'hybrid.makespan <= 5.5s');

  it('at the end of the report, with --quiet too, and again by report FILE', async (t) => {
    const cwd = folder(t);
    const lines =
      /\n\n1 of 2 gates passed, 1 failed\.\n failed {8}hybrid\.speedup >= 3 {3}2\.273: simulated on 2 cores with 2 workers\n passed {8}hybrid\.makespan <= 5\.5s {3}5\.50 s\n/;
    assert.match((await agentBench([...virtual, ...gates, '--json', 'a.json'], { cwd })).stdout, lines);
    assert.match(
      (await agentBench(['run', '--virtual', '--cores', '2', ...gates, '--json', 'a.json'], { cwd })).stdout,
      lines,
    );
    assert.match((await agentBench(['report', 'a.json'], { cwd })).stdout, lines);
    assert.match(
      (await agentBench(['report', 'a.json', '--md'], { cwd })).stdout,
      /\n## Gates\n\n1 of 2 gates passed, 1 failed\.\n/,
    );
  });

  it('on standard error where standard output holds a document', async (t) => {
    const { code, stdout, stderr } = await agentBench([...virtual, ...gates, '--json', '-'], { cwd: folder(t) });
    assert.equal(code, 10);
    assert.equal((JSON.parse(stdout) as Report).gates.length, 2);
    assert.match(stderr, /^1 of 2 gates passed, 1 failed\.\n failed +hybrid\.speedup >= 3 /);
  });

  it('to GitHub Actions: annotations of what did not pass, and the Markdown behind what the summary holds', async (t) => {
    const cwd = folder(t);
    const summary = join(cwd, 'summary.md');
    writeFileSync(summary, '# Earlier\n\n');
    const { stderr, stdout } = await agentBench([...virtual, ...gates, ...gatesOf('hybrid.efficiency >= 99%')], {
      cwd,
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    });
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      '::error title=Gate failed::hybrid.speedup >= 3   2.273: simulated on 2 cores with 2 workers',
      '::error title=Gate failed::hybrid.efficiency >= 99%25   90.91 %25: simulated on 2 cores with 2 workers',
    ]);
    assert.match(readFileSync(summary, 'utf8'), /^# Earlier\n\n# capstone\n[\s\S]*\n## Gates\n/);
    assert.doesNotMatch(stdout, /summary\.md/);
  });

  it('without annotations where there are none, the summary there all the same', async (t) => {
    const cwd = folder(t);
    const summary = join(cwd, 'summary.md');
    writeFileSync(summary, '');
    const { stderr } = await agentBench(virtual, {
      cwd,
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    });
    assert.equal(stderr, '');
    assert.match(readFileSync(summary, 'utf8'), /^# capstone\n/);
  });

  it('before the run, where it takes more runs for them or where there is nothing to compare with', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { ...quickScenario, modes: ['hybrid'] });
    const { code, stdout, stderr } = await agentBench(
      ['run', path, ...gatesOf('hybrid.makespan <= 1h', 'hybrid.makespan <= baseline'), '--json', '-'],
      {
        cwd,
      },
    );
    assert.equal(code, 12);
    assert.equal((JSON.parse(stdout) as Report).modes[0]!.runs.length, 10);
    assert.match(
      stderr,
      /^The gates need more than one run, so each mode answers 10 times \(--runs says otherwise\)\.\nwarning: gates against a baseline cannot be judged: there is no baseline/,
    );
    const short = await agentBench(
      ['run', '--virtual', '--runs', '2', ...gatesOf('hybrid.makespan.p95 < 6s'), '--json', '-'],
      { cwd },
    );
    assert.match(
      short.stderr,
      /^warning: 'hybrid\.makespan\.p95 < 6s' needs 20 runs: with --runs 2 it cannot be judged\n/,
    );
    await agentBench([...virtual, '--json', 'a.json'], { cwd });
    const twice = await agentBench([...virtual, ...gates, '--baseline', 'a.json', '--baseline', 'a.json'], { cwd });
    assert.equal(twice.code, 2);
    assert.match(twice.stderr, /^error: --baseline a\.json and --baseline a\.json are both on the same clock; /);
    const idle = await agentBench(['run', '--virtual', '--cores', '2', ...gates, '--baseline', 'a.json'], { cwd });
    assert.match(idle.stderr, /^warning: --baseline a\.json: no gate compares with it/);
  });

  it('against a baseline: a scenario of its own gates, simulated', async (t) => {
    const cwd = folder(t);
    const gated = (latency: number, more: object = {}): string =>
      scenarioFile(
        cwd,
        { ...quickScenario, ...more, gates: ['hybrid.makespan <= baseline + 1%', 'virtual.hybrid.makespan <= 1s'] },
        `${latency}.json`,
      );
    await agentBench(['run', scenarioFile(cwd, quickScenario), ...virtual.slice(1), '--json', 'base.json'], { cwd });
    const code = async (path: string, ...more: string[]): Promise<number | null> =>
      (await agentBench(['run', path, ...virtual.slice(1), '--baseline', 'base.json', ...more], { cwd })).code;
    assert.equal(await code(gated(1)), 0);
    assert.equal(await code(gated(2, { name: 'other', modes: ['hybrid'] })), 0, 'the same agent by another name');
    assert.equal(await code(gated(3, { scale: 2 })), 12);
    assert.equal(await code(gated(4), '--workers', '1'), 12);
  });
});
