import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Report } from '#src/index.js';
import { agentBench, folder, hurried, quickScenario, savedReport, scenarioFile } from './spawned.js';

describe('run on real time', () => {
  it('runs the default scenario in its four modes, shows progress on standard error and saves', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(['run', ...hurried], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /calibrating/);
    for (const mode of ['sequential', 'concurrent', 'parallel', 'hybrid']) {
      assert.match(stderr, new RegExp(`^${mode}: `, 'm'));
      assert.match(stdout, new RegExp(`^${mode} · .* · 3/3 sources`, 'm'));
    }
    assert.match(stdout, /Predicted .* measured/s);
    const report = savedReport(cwd);
    assert.equal(report.clock, 'real');
    assert.equal(report.interrupted, false);
    assert.deepEqual(
      report.modes.map(({ mode }) => mode),
      ['sequential', 'concurrent', 'parallel', 'hybrid'],
    );
  });

  it('measures what it says: fetches overlap, inference costs what it should, every span ends within its query', async (t) => {
    const cwd = folder(t);
    const { stdout } = await agentBench(
      ['run', scenarioFile(cwd, quickScenario), '--modes', 'concurrent,sequential', '--runs', '2', '--json', '-'],
      { cwd },
    );
    const report = JSON.parse(stdout) as Report;
    assert.ok(report.calibration !== null && report.calibration.coldStartMs > 0);
    for (const run of report.modes.flatMap(({ runs }) => runs)) {
      assert.equal(run.result.status, 'complete');
      assert.ok(run.makespanMs >= run.lowerBoundMs * 0.9);
      assert.ok(run.predictedMs !== null && run.predictedMs > 0);
      assert.ok(run.cpuMs > 0 && run.processCpuMs !== null && run.processCpuMs >= 0);
      for (const span of run.spans)
        assert.ok(
          span.startMs >= 0 && span.endMs >= span.startMs && span.endMs <= run.makespanMs + 1,
          JSON.stringify(span),
        );
    }
    const [concurrent, sequential] = report.modes.map(({ runs }) =>
      runs[0]!.spans.filter(({ kind }) => kind === 'fetch'),
    );
    assert.ok(concurrent![1]!.startMs < concurrent![0]!.endMs);
    assert.ok(sequential![1]!.startMs >= sequential![0]!.endMs);
  });

  it('answers partially where a source hangs or fails, and with what there is when the time is up', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { ...quickScenario, limits: { fetchTimeout: '100ms' } });
    const status = async (...flags: string[]): Promise<unknown> => {
      const { code, stdout } = await agentBench(['run', path, '--modes', 'hybrid', ...flags, '--json', '-'], { cwd });
      const { result } = (JSON.parse(stdout) as Report).modes[0]!.runs[0]!;
      return {
        code,
        status: result.status,
        completeness: result.completeness,
        failed: result.errors.map(({ source, kind }) => `${source} ${kind}`),
      };
    };
    assert.deepEqual(await status('--fail-source', 'north=hang'), {
      code: 0,
      status: 'partial',
      completeness: 0.5,
      failed: ['north timeout'],
    });
    assert.deepEqual(await status('--fail-source', 'north', '--fail-source', 'south=malformed'), {
      code: 3,
      status: 'failed',
      completeness: 0,
      failed: ['north error', 'south malformed'],
    });
    assert.deepEqual(await status('--latency', 'north=10s', '--fetch-timeout', '20s', '--timeout', '300ms'), {
      code: 0,
      status: 'partial',
      completeness: 0.5,
      failed: ['north deadline'],
    });
  });

  it('ask answers, and writes nothing', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(['ask', 'Is it warm in New York?', ...hurried], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^Is it warm in New York\?\n[\s\S]*3 of 3 sources answered in /);
    assert.deepEqual(readdirSync(cwd), []);
  });

  it('doctor says something of everything it looks at', async (t) => {
    const { code, stdout } = await agentBench(['doctor'], { cwd: folder(t) });
    assert.equal(code, 0);
    const said = [...stdout.matchAll(/^(?:ok {5}|warning) (\S+)/gm)].map(([, what]) => what);
    assert.deepEqual(said, [
      'cores',
      'quota',
      'load',
      'clock',
      'noise',
      'start-up',
      'calibration',
      'repeatability',
      'contention',
    ]);
  });
});
