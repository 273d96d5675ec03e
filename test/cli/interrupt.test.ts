import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { resilienceSchema, type Report } from '#src/index.js';
import { folder, Running, savedReport, scenarioFile } from './spawned.js';

/** Its hybrid mode is over soon, its sequential mode is not. */
const slow = {
  sources: Array.from({ length: 100 }, (_, i) => ({ name: `source-${i}`, latency: '600ms' })),
  inference: { cost: 0 },
  limits: { timeout: '5m' },
  modes: ['hybrid', 'sequential'],
};

/** Far above the 200 ms that it should take, and far below what the run would. */
const soonMs = 15_000;

describe('Ctrl-C', { skip: process.platform === 'win32' }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} ends the run, saves the modes that are finished and says where`, { timeout: soonMs }, async (t) => {
      const cwd = folder(t);
      const running = new Running(['run', scenarioFile(cwd, slow)], { cwd });
      await running.until('stderr', 'hybrid: ');
      running.child.kill(signal);
      const { code, stdout } = await running.ended;
      assert.equal(code, 130);
      assert.match(stdout, /Interrupted; what was finished is saved in agent-bench-results\/.*\.json\n$/);
      const report = savedReport(cwd);
      assert.equal(report.interrupted, true);
      assert.deepEqual(
        report.modes.map(({ mode, runs }) => [mode, runs.length]),
        [['hybrid', 1]],
      );
    });
  }

  it('outranks what gates say, which are judged by what is finished', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const running = new Running(
      ['run', scenarioFile(cwd, slow), '--gate', 'hybrid.attempts == 2', '--gate', 'sequential.completeness == 1'],
      { cwd },
    );
    await running.until('stderr', 'hybrid: ');
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
    assert.deepEqual(
      savedReport(cwd).gates.map(({ verdict, reason }) => [verdict, reason]),
      [
        ['failed', 'counted in 1 run'],
        ['unjudged', 'there is no run in the mode sequential'],
      ],
    );
  });

  it('keeps the document on standard output whole', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const running = new Running(['run', scenarioFile(cwd, slow), '--json', '-'], { cwd });
    await running.until('stderr', 'hybrid: ');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130);
    assert.equal((JSON.parse(stdout) as Report).interrupted, true);
  });

  it('while inference runs ends the workers too', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, {
      sources: [{ name: 'a', latency: 0 }],
      inference: { cost: '5m' },
      limits: { timeout: '10m' },
    });
    const running = new Running(['run', path, '--verbose'], { cwd });
    await running.until('stderr', 'begin inference');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    assert.equal(code, 130);
    assert.match(stderr, /Interrupted before anything was finished; nothing was saved/);
  });

  it('while it calibrates leaves nothing behind', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const running = new Running(['run', '--json', 'a.json'], { cwd });
    await running.until('stderr', 'calibrating');
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    assert.deepEqual({ code, stdout }, { code: 130, stdout: '' });
    assert.match(stderr, /Interrupted before anything was finished; nothing was saved/);
    assert.equal(existsSync(join(cwd, 'a.json')), false);
  });

  it('of resilience saves what was simulated', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const running = new Running(
      ['resilience', '--runs', '20', '--tune', 'retry', '--confirm', '2', '--json', 'a.json'],
      { cwd },
    );
    await running.until('stderr', 'cases on real time: 0 of 2\n');
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    assert.deepEqual({ code, stderr }, { code: 130, stderr: 'cases on real time: 0 of 2\n' });
    assert.match(stdout, /\nInterrupted; what was finished is saved in a\.json\n$/);
    const { interrupted, tuning, confirmed } = resilienceSchema.parse(
      JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')),
    );
    assert.deepEqual(
      { interrupted, tuned: tuning !== null, confirmed },
      { interrupted: true, tuned: true, confirmed: [] },
    );
  });

  it('ends ask and doctor as well', { timeout: 2 * soonMs }, async (t) => {
    const cwd = folder(t);
    for (const args of [['ask', 'Why?', '--latency', 'news=4s'], ['doctor']]) {
      const running = new Running(args, { cwd });
      await running.until('stderr', 'calibrating');
      running.child.kill('SIGINT');
      assert.equal((await running.ended).code, 130, args[0]);
    }
  });

  it('a second one leaves at once', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const running = new Running(['run', scenarioFile(cwd, slow)], { cwd });
    await running.until('stderr', 'hybrid: ');
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
  });

  it('what is on disk between two modes is whole and says that it is not all', { timeout: soonMs }, async (t) => {
    const cwd = folder(t);
    const running = new Running(['run', scenarioFile(cwd, slow), '--json', 'a.json', '--verbose'], { cwd });
    await running.until('stderr', 'query     sequential');
    const report = JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')) as Report;
    running.child.kill('SIGKILL');
    await running.ended;
    assert.deepEqual(
      { interrupted: report.interrupted, modes: report.modes.map(({ mode }) => mode) },
      { interrupted: true, modes: ['hybrid'] },
    );
  });
});
