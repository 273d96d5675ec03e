import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import stringWidth from 'fast-string-width';
import { withRuns } from '../support/reports.js';
import { Screen } from './screen.js';
import { agentBench, folder, savedReport } from './spawned.js';

/** A simulated report in a folder of its own. */
async function reported(t: TestContext, ...args: string[]): Promise<string> {
  const cwd = folder(t);
  const { code, stderr } = await agentBench(
    ['run', '--virtual', '--cores', '2', '--json', 'report.json', '--modes', 'sequential,hybrid', ...args],
    { cwd },
  );
  assert.equal(code, 0, stderr);
  return cwd;
}

describe('replay in a pipe', () => {
  it('prints the pictures of the report at once, as the report shows them', async (t) => {
    const cwd = await reported(t);
    const { code, stdout, stderr } = await agentBench(['replay', 'report.json'], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const whole = (await agentBench(['report', 'report.json'], { cwd })).stdout;
    assert.ok(whole.startsWith(stdout.trimEnd()));
    assert.match(stdout, /^sequential · .*\n[^]*^hybrid · /m);
    assert.doesNotMatch(stdout, /makespan/);
  });

  it('prints the mode and the run that are asked for', async (t) => {
    const cwd = await reported(t, '--runs', '3', '--fail-source', 'news=slow:3');
    const { stdout } = await agentBench(['replay', 'report.json', '--mode', 'hybrid', '--run', '3'], { cwd });
    assert.match(stdout, /^hybrid · /m);
    assert.doesNotMatch(stdout, /sequential|typical/);
  });

  for (const [flags, message] of [
    [['--mode', 'parallel'], /^error: --mode parallel: report\.json has sequential and hybrid; name one of these\n$/],
    [['--run', '2'], /^error: --run 2: sequential has 1 run; name one from 1 to 1\n$/],
    [['--speed', '0'], /^error: .*--speed.*from 0\.1x to 1000x/],
    [['--speed', '1001x'], /^error: .*--speed.*from 0\.1x to 1000x/],
    [['--speed', 'fast'], /^error: .*--speed.*from 0\.1x to 1000x/],
  ] as const) {
    it(`with ${flags.join(' ')} says what is wrong`, async (t) => {
      const { code, stdout, stderr } = await agentBench(['replay', 'report.json', ...flags], {
        cwd: await reported(t),
      });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, message);
    });
  }

  for (const [what, text, message] of [
    ['no JSON', '{"schemaVersion": ', /^error: odd\.json/],
    ['another document', '{"a": 1}', /^error: odd\.json is not a report of agent-bench: it has no schemaVersion\n$/],
    ['another version', '{"schemaVersion": 99}', /^error: odd\.json is a report of version 99/],
    [
      'another kind of report',
      '{"kind": "sweep", "schemaVersion": 2, "points": []}',
      /^error: odd\.json is a report of `sweep`, and there is no run in it: name one /,
    ],
    ['half a report', '{"kind": "run", "schemaVersion": 2, "modes": []}', /^error: odd\.json is not a whole report:/],
  ] as const) {
    it(`refuses a file that holds ${what}`, async (t) => {
      const cwd = folder(t);
      writeFileSync(join(cwd, 'odd.json'), text);
      const { code, stdout, stderr } = await agentBench(['replay', 'odd.json'], { cwd });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, message);
    });
  }

  it('refuses a report without any finished mode', async (t) => {
    const cwd = await reported(t, '--json', 'agent-bench-results/full.json');
    writeFileSync(join(cwd, 'empty.json'), JSON.stringify({ ...savedReport(cwd), modes: [], interrupted: true }));
    const { code, stderr } = await agentBench(['replay', 'empty.json'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^error: empty\.json holds no run: .*make the report again\n$/);
  });
});

describe('replay in a terminal', { skip: process.platform === 'win32' }, () => {
  for (const columns of [40, 80, 120]) {
    it(
      `of ${columns} columns plays one mode after the other, each of which stays as its picture`,
      { timeout: 60_000 },
      async (t) => {
        const cwd = await reported(t);
        const screen = new Screen(t, ['replay', 'report.json', '--speed', '20x'], { cwd, columns });
        assert.equal(await screen.ended, 0);
        assert.match(screen.raw, /sequential · \d+\.\d s of .* · 20x/);
        assert.match(screen.raw, /hybrid · \d+\.\d s of .* · 20x/);
        assert.ok(screen.raw.lastIndexOf('\u001b[?25h') > screen.raw.lastIndexOf('\u001b[?25l'));
        const lines = await screen.lines();
        assert.doesNotMatch(lines.join('\n'), /20x/);
        if (columns < 60) return; // narrower than a report is
        for (const line of lines) assert.ok(stringWidth(line) <= columns, line);
        const shown = new Screen(t, ['report', 'report.json'], { cwd, columns });
        await shown.ended;
        assert.deepEqual(lines, (await shown.lines()).slice(0, lines.length));
      },
    );
  }

  it('ended by Ctrl-C gives the cursor back, and exits with 130', { timeout: 60_000 }, async (t) => {
    const screen = new Screen(t, ['replay', 'report.json', '--speed', '0.5'], { cwd: await reported(t), columns: 80 });
    await screen.until(/sequential · \d\.[1-9] s/);
    screen.pty.write('\u0003');
    assert.equal(await screen.ended, 130);
    assert.ok(screen.raw.lastIndexOf('\u001b[?25h') > screen.raw.lastIndexOf('\u001b[?25l'));
    assert.doesNotMatch((await screen.lines()).join('\n'), /sequential/);
  });

  it('ends even where the spans of a report make no sense', { timeout: 60_000 }, async (t) => {
    const cwd = await reported(t, '--json', 'agent-bench-results/full.json');
    const odd = withRuns(savedReport(cwd), (run) => ({
      ...run,
      spans: run.spans
        .filter(({ kind }) => kind !== 'query')
        .map((span) => ({ ...span, id: 7, startMs: span.endMs, endMs: span.startMs })),
    }));
    writeFileSync(join(cwd, 'odd.json'), JSON.stringify(odd));
    const screen = new Screen(t, ['replay', 'odd.json', '--speed', '100'], { cwd, columns: 80 });
    assert.equal(await screen.ended, 0);
    assert.doesNotMatch((await screen.lines()).join('\n'), /defect/);
  });
});
