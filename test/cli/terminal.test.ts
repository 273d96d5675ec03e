import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import stringWidth from 'fast-string-width';
import { Screen } from './screen.js';
import { folder, hurried, savedReport, scenarioFile } from './spawned.js';

const showCursor = '\u001b[?25h';
const hideCursor = '\u001b[?25l';
const spinner = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

describe('in a terminal', { skip: process.platform === 'win32' }, () => {
  for (const columns of [80, 120]) {
    it(
      `of ${columns} columns a real run spins, and leaves nothing but its result, within the width`,
      { timeout: 60_000 },
      async (t) => {
        const screen = new Screen(t, ['run', ...hurried], { cwd: folder(t), columns });
        assert.equal(await screen.ended, 0);
        assert.match(screen.raw, spinner);
        assert.ok(screen.raw.lastIndexOf(showCursor) > screen.raw.lastIndexOf(hideCursor));
        const lines = await screen.lines();
        assert.match(lines[0]!, /^capstone/);
        assert.doesNotMatch(lines.join('\n'), spinner);
        assert.doesNotMatch(lines.join('\n'), /calibrating|fetching weather,/);
        for (const line of lines.slice(0, -1))
          assert.ok(stringWidth(line) <= columns, `${stringWidth(line)} columns: ${line}`);
        assert.match(lines.at(-1)!, /^Saved in agent-bench-results\/.*\.json$/);
      },
    );

    for (const args of [
      [
        'run',
        'five-sources',
        '--virtual',
        '--modes',
        'sequential,hybrid-barrier',
        '--runs',
        '3',
        '--fail-source',
        'news=flaky:0.5',
      ],
      ['ask', 'What should I pack?', '--virtual'],
      ['--help'],
      ['run', '--help'],
      ['ask', '--help'],
      ['scenarios'],
      ...(columns === 80 ? [['doctor']] : []),
    ]) {
      it(
        `of ${columns} columns ${args.slice(0, 3).join(' ')} stays within the width`,
        { timeout: 60_000 },
        async (t) => {
          const screen = new Screen(t, args, { cwd: folder(t), columns });
          assert.equal(await screen.ended, 0);
          for (const line of await screen.lines())
            assert.ok(stringWidth(line) <= columns, `${stringWidth(line)} columns: ${line}`);
        },
      );
    }
  }

  it('wider terminals get wider pictures', { timeout: 60_000 }, async (t) => {
    const widest = async (columns: number): Promise<number> => {
      const screen = new Screen(t, ['run', '--virtual'], { cwd: folder(t), columns });
      assert.equal(await screen.ended, 0);
      return Math.max(
        ...(await screen.lines()).filter((line) => line.includes('1 cell = ')).map((line) => stringWidth(line)),
      );
    };
    assert.ok((await widest(120)) > (await widest(80)));
  });

  it('shows colour, and none with NO_COLOR, --no-color or a dumb terminal', { timeout: 60_000 }, async (t) => {
    // oxlint-disable-next-line no-control-regex
    const color = /\u001b\[(?:1|2|3\d|9\d)m/;
    const raw = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> => {
      const screen = new Screen(t, ['run', '--virtual', ...args], { cwd: folder(t), columns: 80, env });
      assert.equal(await screen.ended, 0);
      return screen.raw;
    };
    assert.match(await raw([], {}), color);
    assert.doesNotMatch(await raw([], { NO_COLOR: '1' }), color);
    assert.doesNotMatch(await raw(['--no-color'], {}), color);
    assert.doesNotMatch(await raw([], { TERM: 'dumb' }), color);
  });

  for (const [where, env] of Object.entries({ 'of a CI service': { CI: 'true' }, 'that is dumb': { TERM: 'dumb' } })) {
    it(`${where} gets plain lines of progress`, { timeout: 60_000 }, async (t) => {
      const screen = new Screen(t, ['run', ...hurried, '--modes', 'hybrid'], {
        cwd: folder(t),
        columns: 80,
        env,
      });
      assert.equal(await screen.ended, 0);
      assert.doesNotMatch(screen.raw, spinner);
      assert.match((await screen.lines()).join('\n'), /calibrating …\nhybrid: /);
    });
  }

  it('Ctrl-C typed while it spins ends the run, saves and gives the cursor back', { timeout: 60_000 }, async (t) => {
    const cwd = folder(t);
    const sources = Array.from({ length: 100 }, (_, i) => ({ name: `source-${i}`, latency: '600ms' }));
    const path = scenarioFile(cwd, {
      sources,
      inference: { cost: 0 },
      limits: { timeout: '5m' },
      modes: ['hybrid', 'sequential'],
    });
    const screen = new Screen(t, ['run', path], { cwd, columns: 80 });
    await screen.until('sequential');
    screen.pty.write('\u0003');
    assert.equal(await screen.ended, 130);
    assert.ok(screen.raw.lastIndexOf(showCursor) > screen.raw.lastIndexOf(hideCursor));
    const lines = await screen.lines();
    assert.doesNotMatch(lines.join('\n'), spinner);
    assert.match(lines.at(-1)!, /Interrupted; what was finished is saved in/);
    assert.equal(savedReport(cwd).interrupted, true);
  });

  it('Ctrl-C typed while it calibrates ends the run', { timeout: 60_000 }, async (t) => {
    const screen = new Screen(t, ['run'], { cwd: folder(t), columns: 80 });
    await screen.until('calibrating');
    screen.pty.write('\u0003');
    assert.equal(await screen.ended, 130);
    assert.match((await screen.lines()).join('\n'), /Interrupted before anything was finished/);
    assert.ok(screen.raw.lastIndexOf(showCursor) > screen.raw.lastIndexOf(hideCursor));
  });

  it('a terminal without size does not hang, and gets 80 columns without a spinner', { timeout: 60_000 }, async (t) => {
    const screen = new Screen(t, ['run', ...hurried], { cwd: folder(t), columns: 0 });
    assert.equal(await screen.ended, 0);
    assert.doesNotMatch(screen.raw, spinner);
    // oxlint-disable-next-line no-control-regex
    const plain = screen.raw.replaceAll(/\u001b\[[\d;?]*[a-zA-Z]/g, '');
    assert.ok(
      Math.max(
        ...plain
          .split('\r\n')
          .slice(0, -2)
          .map((line) => stringWidth(line)),
      ) <= 80,
    );
  });
});
