import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { verificationSchema } from '#src/index.js';
import { Screen } from './screen.js';
import { agentBench, folder, Running } from './spawned.js';

describe('verify on real time', () => {
  it('goes through the whole checklist of the default scenario, and its exit code says how that went', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(
      ['verify', '--quick', '--workers', '2', '--json', 'a.json', '--md', 'a.md'],
      { cwd },
    );
    const report = verificationSchema.parse(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')));
    assert.equal(code, report.outcome === 'FAILED' ? 4 : 0, stderr);
    assert.deepEqual(
      report.checks.map(({ id }) => id),
      [
        ...['sequential', 'concurrent', 'parallel', 'hybrid'].map((mode) => `times.${mode}`),
        'starts',
        'cores.parallel',
        'cores.hybrid',
        'tolerance',
        'deadline',
        'left.queries',
        'left.jobs',
        'left.threads',
      ],
    );
    // What a busy machine cannot spoil.
    for (const { id, outcome, measured } of report.checks)
      if (id === 'left.queries' || id === 'left.threads') assert.equal(outcome, 'passed', `${id}: ${measured}`);
    const exact = new Map(report.modes.map((one) => [one.mode, one.exact]));
    assert.deepEqual(exact.get('sequential'), { fetchMs: 650, inferenceMs: 600, totalMs: 1250, speedup: 1 });
    assert.deepEqual(exact.get('concurrent'), { fetchMs: 300, inferenceMs: 600, totalMs: 900, speedup: 1250 / 900 });
    for (const { what } of report.checks) assert.ok(stdout.includes(what), what);
    assert.match(readFileSync(join(cwd, 'a.md'), 'utf8'), /^# capstone: verification\n/);
    assert.match(stderr, /^1 of 6: sequential …\n/);
  });

  it('finds nothing of its own line of progress in a terminal', async (t) => {
    const cwd = folder(t);
    const screen = new Screen(t, ['verify', '--quick', '--workers', '2', '--json', 'a.json'], { cwd, columns: 80 });
    await screen.until('2 of 6');
    screen.pty.write('\u0003');
    assert.equal(await screen.ended, 130);
    const { checks } = verificationSchema.parse(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')));
    const left = checks.find(({ id }) => id === 'left.queries')!;
    assert.equal(left.outcome, 'passed', left.measured);
  });

  it('Ctrl-C ends it with what is done', async (t) => {
    const running = new Running(['verify', '--quick', '--json', '-'], { cwd: folder(t) });
    await running.until('stderr', '3 of 6');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130);
    const report = verificationSchema.parse(JSON.parse(stdout));
    assert.equal(report.interrupted, true);
    assert.deepEqual(
      report.modes.map(({ mode }) => mode),
      ['sequential', 'concurrent'],
    );
    assert.equal(report.checks.find(({ id }) => id === 'deadline')!.reason, 'interrupted before it was run');
  });
});
