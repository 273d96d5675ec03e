import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import stringWidth from 'fast-string-width';
import { Screen } from './screen.js';
import { folder, savedReport, scenarioFile } from './spawned.js';

const showCursor = '\u001b[?25h';
const hideCursor = '\u001b[?25l';

/** Two sources, of which the later one leaves time to look. */
function watched(t: TestContext, latency: string): { cwd: string; path: string } {
  const cwd = folder(t);
  const sources = [
    { name: 'early', latency: '50ms' },
    { name: 'late', latency },
  ];
  return {
    cwd,
    path: scenarioFile(cwd, {
      sources,
      inference: { cost: 1, workers: 2 },
      limits: { timeout: '5m' },
      modes: ['hybrid'],
    }),
  };
}

/** What stays behind of a screen once the program has ended: nothing of the live timeline. */
async function assertGone(screen: Screen): Promise<void> {
  assert.ok(screen.raw.lastIndexOf(showCursor) > screen.raw.lastIndexOf(hideCursor), 'the cursor is back');
  assert.doesNotMatch((await screen.lines()).join('\n'), / of about /);
}

describe('a run in a terminal', { skip: process.platform === 'win32' }, () => {
  for (const columns of [40, 80, 120]) {
    it(
      `of ${columns} columns shows lanes that grow, within the width, and leaves nothing but its result`,
      { timeout: 60_000 },
      async (t) => {
        const { cwd, path } = watched(t, '1500ms');
        const screen = new Screen(t, ['run', path], { cwd, columns });
        await screen.until(/1\.[0-4] s of about 1\.50 s/);
        const live = await screen.lines();
        assert.match(live[0]!, /^hybrid · \d\.\d s of about 1\.50 s$/);
        assert.match(
          live.find((line) => line.startsWith(' late'))!,
          /^ late +░{8}/,
        );
        assert.equal(live.filter((line) => line.startsWith(' worker-')).length, 2);
        for (const line of live) assert.ok(stringWidth(line) <= columns, line);
        assert.equal(await screen.ended, 0);
        await assertGone(screen);
        assert.match((await screen.lines())[0]!, /^scenario · 2 sources/);
      },
    );
  }

  it(
    'follows the terminal when that becomes narrower or wider, and leaves no residue',
    { timeout: 60_000 },
    async (t) => {
      const { cwd, path } = watched(t, '3s');
      const screen = new Screen(t, ['run', path], { cwd, columns: 100 });
      for (const [at, columns] of [
        [/0\.[6-9] s of about/, 50],
        [/1\.[2-9] s of about/, 120],
      ] as const) {
        await screen.until(at);
        await screen.resize(columns);
      }
      await screen.until(/2\.[2-9] s of about/);
      assert.match((await screen.lines())[0]!, /^hybrid/);
      assert.equal(await screen.ended, 0);
      await assertGone(screen);
    },
  );

  it('with --no-live keeps the plain line', { timeout: 60_000 }, async (t) => {
    const { cwd, path } = watched(t, '600ms');
    const screen = new Screen(t, ['run', path, '--no-live'], { cwd, columns: 80 });
    assert.equal(await screen.ended, 0);
    assert.match(screen.raw, /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    assert.doesNotMatch(screen.raw, / of about /);
    assert.match(screen.raw, /hybrid \(about 601 ms\)|hybrid \(about 0\.60 s\)/);
  });

  for (const flags of [['--quiet'], ['--verbose'], ['--virtual']]) {
    it(`has no live timeline with ${flags.join(' ')}`, { timeout: 60_000 }, async (t) => {
      const { cwd, path } = watched(t, '600ms');
      const screen = new Screen(t, ['run', path, ...flags], { cwd, columns: 80 });
      assert.equal(await screen.ended, 0);
      assert.doesNotMatch(screen.raw, / of about /);
    });
  }

  for (const [what, end] of [
    ['Ctrl-C', (screen: Screen) => screen.pty.write('\u0003')],
    ['SIGTERM', (screen: Screen) => process.kill(screen.pty.pid, 'SIGTERM')],
  ] as const) {
    it(`ended by ${what} leaves a clean screen, and the cursor`, { timeout: 60_000 }, async (t) => {
      const { cwd, path } = watched(t, '4m');
      const screen = new Screen(t, ['run', path], { cwd, columns: 80 });
      await screen.until(/[1-9]\.\d s of about/);
      end(screen);
      assert.equal(await screen.ended, 130);
      await assertGone(screen);
      assert.match(
        (await screen.lines()).join('\n'),
        /^Interrupted before anything was finished; nothing was saved\.$/,
      );
    });
  }

  it('plays by turns where it is repeated, and is replayed from its report', { timeout: 60_000 }, async (t) => {
    const { cwd, path } = watched(t, '500ms');
    const screen = new Screen(t, ['run', path, '--runs', '2', '--warmup', '1', '--modes', 'sequential,hybrid'], {
      cwd,
      columns: 80,
    });
    assert.equal(await screen.ended, 0);
    for (const words of ['warming up', 'round 1 of 2', 'round 2 of 2']) assert.ok(screen.raw.includes(words), words);
    await assertGone(screen);
    const report = join('agent-bench-results', readdirSync(join(cwd, 'agent-bench-results'))[0]!);
    assert.equal(savedReport(cwd).modes.length, 2);
    const replayed = new Screen(t, ['replay', report, '--mode', 'hybrid', '--run', '2'], { cwd, columns: 80 });
    assert.equal(await replayed.ended, 0);
    assert.match(replayed.raw, /hybrid · \d+\.\d s of /);
    assert.doesNotMatch((await replayed.lines()).join('\n'), /hybrid · \d+\.\d s of |sequential/);
  });
});
