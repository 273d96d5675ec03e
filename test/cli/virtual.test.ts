import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Report } from '#src/index.js';
import { agentBench, folder, savedReport, scenarioFile } from './spawned.js';

async function reportOf(args: readonly string[], cwd: string): Promise<Report> {
  const { stdout } = await agentBench(['run', '--virtual', ...args, '--json', '-'], { cwd });
  return JSON.parse(stdout) as Report; // throws if anything else stands there
}

function makespans(report: Report): Record<string, number | undefined> {
  return Object.fromEntries(report.modes.map(({ mode, runs }) => [mode, runs[0]?.makespanMs]));
}

describe('run --virtual', () => {
  it('takes what the capstone must take on three cores and on two', async (t) => {
    const cwd = folder(t);
    assert.deepEqual(makespans(await reportOf(['--cores', '3'], cwd)), {
      sequential: 12_500,
      concurrent: 9000,
      parallel: 8500,
      hybrid: 5000,
    });
    assert.deepEqual(makespans(await reportOf(['--cores', '2'], cwd)), {
      sequential: 12_500,
      concurrent: 9000,
      parallel: 10_500,
      hybrid: 5500,
    });
    assert.deepEqual(makespans(await reportOf(['--cores', '2', '--modes', 'hybrid-barrier'], cwd)), {
      'hybrid-barrier': 7000,
    });
  });

  it('writes nothing to disk and no word but the document to standard output for --json -', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(['run', '--virtual', '--json', '-'], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal((JSON.parse(stdout) as Report).clock, 'virtual');
    assert.deepEqual(readdirSync(cwd), []);
  });

  it('gives the same bytes for the same seed, dates aside', async (t) => {
    const cwd = folder(t);
    const args = ['run', 'slow-tail', '--virtual', '--runs', '20', '--cores', '2', '--json', '-'];
    const [one, other, another] = await Promise.all(
      [args, args, [...args, '--seed', '7']].map(async (list) =>
        (await agentBench(list, { cwd })).stdout.replace(/"createdAt": "[^"]*"/, ''),
      ),
    );
    assert.equal(one, other);
    assert.notEqual(one, another);
  });

  it('saves the report under agent-bench-results and says where, where no flag names a file', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(['run', '--virtual', '--cores', '2'], { cwd });
    assert.equal(code, 0);
    const [file] = readdirSync(join(cwd, 'agent-bench-results'));
    assert.match(stdout, new RegExp(`\nSaved in agent-bench-results/${file}\n$`));
    assert.match(stdout, /simulated\stime/i);
    assert.match(stdout, /hybrid answers in 5\.50 s, 2\.27 times faster than sequential/);
    assert.equal(makespans(savedReport(cwd))['hybrid'], 5500);
  });

  it('saves where --json and --md say', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(
      ['run', '--virtual', '--cores', '2', '--json', 'a.json', '--md', 'b.md'],
      { cwd },
    );
    assert.equal(code, 0);
    assert.match(stdout, /\nSaved in a\.json and b\.md\n$/);
    assert.deepEqual(readdirSync(cwd).toSorted(), ['a.json', 'b.md']);
    assert.equal(makespans(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')) as Report)['concurrent'], 9000);
    assert.match(readFileSync(join(cwd, 'b.md'), 'utf8'), /\| hybrid \| 5\.50 s \| 2\.27× \|/);
  });

  it('prints Markdown alone for --md -, and says on standard error where the JSON went', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(['run', '--virtual', '--cores', '2', '--md', '-'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^# capstone\n/);
    assert.doesNotMatch(stdout, /Saved in/);
    assert.match(stderr, /Saved in agent-bench-results\//);
  });

  it('overwrites an older report as a whole', async (t) => {
    const cwd = folder(t);
    await agentBench(['run', 'five-sources', '--virtual', '--json', 'a.json'], { cwd });
    await agentBench(['run', '--virtual', '--json', 'a.json'], { cwd });
    assert.equal((JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')) as Report).scenario.name, 'capstone');
  });

  it('report FILE shows again what the run showed, as text and as Markdown', async (t) => {
    const cwd = folder(t);
    const fresh = await agentBench(
      ['run', '--virtual', '--runs', '3', '--fail-source', 'weather', '--json', 'a.json', '--md', 'a.md'],
      { cwd },
    );
    const again = await agentBench(['report', 'a.json'], { cwd });
    assert.deepEqual({ code: again.code, stderr: again.stderr }, { code: 0, stderr: '' });
    assert.equal(`${again.stdout}\nSaved in a.json and a.md\n`, fresh.stdout);
    assert.equal(
      (await agentBench(['report', 'a.json', '--md'], { cwd })).stdout,
      readFileSync(join(cwd, 'a.md'), 'utf8'),
    );
  });

  it('--quiet leaves the closing sentences and where the report is', async (t) => {
    const { code, stdout, stderr } = await agentBench(['run', '--virtual', '--cores', '2', '--quiet'], {
      cwd: folder(t),
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^hybrid answers in 5\.50 s/);
    assert.doesNotMatch(stdout, /░|makespan/);
    assert.match(stdout, /Saved in agent-bench-results\//);
  });

  it('--verbose says every span as it happens, on standard error', async (t) => {
    const { code, stdout, stderr } = await agentBench(
      ['run', '--virtual', '--cores', '3', '--modes', 'hybrid', '--verbose'],
      { cwd: folder(t) },
    );
    assert.equal(code, 0);
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.filter((line) => /^ +0\.000 ms +begin fetch/.test(line)).length, 3);
    assert.ok(
      lines.some((line) => /^ +1500\.000 ms +end +fetch +news on main ok after 1500\.000$/.test(line)),
      stderr,
    );
    assert.ok(
      lines.some((line) =>
        /^ +5000\.000 ms +end +inference +knowledge_base on worker-\d ok after 2000\.000$/.test(line),
      ),
      stderr,
    );
    assert.doesNotMatch(stdout, / ms {2}begin/);
  });

  it('--cache-ttl answers the second and third run from memory, and not for ever', async (t) => {
    const cwd = folder(t);
    const figures = async (ttl: string): Promise<number[]> => {
      const report = await reportOf(['--cores', '3', '--modes', 'hybrid', '--runs', '3', '--cache-ttl', ttl], cwd);
      return report.modes[0]!.runs.map((run) => run.makespanMs);
    };
    assert.deepEqual(await figures('60s'), [5000, 2000, 2000]);
    assert.deepEqual(await figures('1ms'), [5000, 5000, 5000]);
  });

  it('flags change the scenario: latencies, cost, workers, timeouts, scale', async (t) => {
    const cwd = folder(t);
    const hybrid = async (...args: string[]): Promise<number | undefined> =>
      makespans(await reportOf(['--cores', '3', '--modes', 'hybrid', ...args], cwd))['hybrid'];
    assert.equal(await hybrid('--latency', 'knowledge_base=4s', '--latency', 'news=0'), 6000);
    assert.equal(await hybrid('--infer-cost', '500ms'), 3500);
    assert.equal(await hybrid('--workers', '1'), 7500);
    assert.equal(await hybrid('--fetch-timeout', '2.5s'), 4000);
    assert.equal(await hybrid('--timeout', '4s'), 4000);
    assert.equal(await hybrid('--quick'), 500);
    assert.equal(await hybrid('--scale', '2'), 10_000);
    assert.equal(await hybrid('--fail-source', 'weather=hang'), 7000 - 2000);
    assert.equal(await hybrid('--fail-source', 'weather=slow:3x', '--fetch-timeout', '10s'), 8000);
  });

  it('a scenario needs only its sources', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, {
      name: 'mine',
      sources: [{ name: 'a', latency: '730ms' }],
      inference: { cost: '640ms' },
    });
    assert.equal(makespans(await reportOf([path], cwd))['hybrid'], 1370);
  });

  it('payload files are found beside the scenario, wherever the command runs', async (t) => {
    const cwd = folder(t);
    scenarioFile(cwd, { note: 'Ask {{question}}' }, 'note.json');
    const path = scenarioFile(cwd, { sources: [{ name: 'a', latency: 1, payload: { file: 'note.json' } }] });
    const report = await reportOf([join(cwd, path), '--question', 'why', '--modes', 'hybrid'], folder(t));
    assert.deepEqual(report.modes[0]!.runs[0]!.result.sources['a'], {
      ok: true,
      payload: { note: 'Ask why' },
      cached: false,
      attempts: 1,
      elapsedMs: 1,
    });
  });

  it('ends with 3 where no source answers in some mode, and still saves', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(
      [
        'run',
        '--virtual',
        '--fail-source',
        'weather',
        '--fail-source',
        'news=hang',
        '--fail-source',
        'knowledge_base=malformed',
      ],
      { cwd },
    );
    assert.equal(code, 3);
    assert.match(stdout, /No source answered/);
    assert.equal(savedReport(cwd).modes[0]!.runs[0]!.result.status, 'failed');
  });

  it('answers partially where a source hangs, and ends with 0', async (t) => {
    const { code, stdout } = await agentBench(['run', '--virtual', '--fail-source', 'weather=hang'], {
      cwd: folder(t),
    });
    assert.equal(code, 0);
    assert.match(stdout, /hybrid · 5\.00 s · 2\/3 sources/);
    assert.match(stdout, /✗ weather: timeout after 5\.00 s, 1 attempt/);
  });

  it('ten thousand sources run in a moment and are shown in a few lines', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, {
      sources: Array.from({ length: 10_000 }, (_, i) => ({
        name: `source-${i}`,
        latency: i % 100,
        payload: { inline: i },
      })),
      inference: { cost: 1 },
      limits: { timeout: '1h' },
    });
    const { code, stdout } = await agentBench(['run', path, '--virtual', '--modes', 'hybrid', '--json', 'a.json'], {
      cwd,
    });
    assert.equal(code, 0);
    assert.ok(stdout.split('\n').length < 60);
    assert.ok(existsSync(join(cwd, 'a.json')));
  });

  it('contention measured calibrates this machine for the simulation', async (t) => {
    const report = await reportOf(['--contention', 'measured', '--modes', 'hybrid'], folder(t));
    assert.ok(report.calibration !== null && report.calibration.unitsPerCpuMs > 0);
    assert.equal(report.world.contention, report.calibration.contention);
  });
});

describe('ask', () => {
  it('shows what each source contributed and how long it took', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(
      ['ask', 'What should I pack?', '--virtual', '--cores', '2', '--city', 'Boston'],
      { cwd },
    );
    assert.equal(code, 0);
    assert.match(stdout, /^What should I pack\?\n/);
    assert.match(stdout, /\nweather\n .*Boston/);
    assert.match(stdout, /3 of 3 sources answered in 5\.50 s on 2 workers\.\n$/);
    assert.deepEqual(readdirSync(cwd), []);
  });

  it('--json prints the answer alone, as JSON', async (t) => {
    const { code, stdout } = await agentBench(['ask', 'What is new?', '--virtual', '--json', '--fail-source', 'news'], {
      cwd: folder(t),
    });
    assert.equal(code, 0);
    const answer = JSON.parse(stdout) as Report['modes'][number]['runs'][number]['result'];
    assert.equal(answer.query, 'What is new?');
    assert.equal(answer.status, 'partial');
    assert.deepEqual(Object.keys(answer.inferences), ['weather', 'knowledge_base']);
  });

  it('names what failed, and ends with 3 where nothing answered', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { sources: [{ name: 'only', latency: 5 }] });
    const { code, stdout } = await agentBench(
      ['ask', 'Anything?', '--virtual', '--scenario', path, '--fail-source', 'only'],
      { cwd },
    );
    assert.equal(code, 3);
    assert.match(stdout, /✗ only: error after/);
    assert.match(stdout, /0 of 1 source answered/);
  });
});
