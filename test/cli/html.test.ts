import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PageData } from '#src/render/page.js';
import { agentBench, cleanEnv, folder, savedReport } from './spawned.js';

const hybrid = ['run', '--virtual', '--cores', '2', '--modes', 'hybrid'];

/** What a page shows. */
function dataIn(page: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">([^<]*)<\/script>/.exec(page)![1]!) as PageData;
}

describe('a report as a page', () => {
  it('is written beside the JSON report, and holds the same', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench([...hybrid, '--html', 'a.html'], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /hybrid answers in 5\.50 s[^]*\nSaved in agent-bench-results\/\S+\.json and a\.html\n$/);
    assert.deepEqual(dataIn(readFileSync(join(cwd, 'a.html'), 'utf8')), { kind: 'run', report: savedReport(cwd) });
  });

  it('goes to standard output, where nothing else goes then', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(
      [...hybrid, '--html', '-', '--classroom', '--gate', 'hybrid.completeness >= 1'],
      { cwd },
    );
    assert.equal(code, 0);
    assert.match(stdout, /^<!doctype html>[^]*<\/html>\n$/);
    assert.match(stderr, /hybrid\.completeness >= 1[^]*\nSaved in agent-bench-results\//);
    assert.deepEqual(dataIn(stdout), { kind: 'run', report: savedReport(cwd), view: 'classroom' });
  });

  it('is made of what the other commands find, too, and of what they have saved', async (t) => {
    const cwd = folder(t);
    for (const [kind, args] of [
      ['resilience', ['resilience', '--cores', '2', '--runs', '20']],
      ['sweep', ['sweep', '--over', 'workers=1..2']],
    ] as const) {
      const { code, stderr } = await agentBench([...args, '--html', 'a.html', '--json', 'a.json'], { cwd });
      assert.equal(code, 0, stderr);
      const shown = dataIn(readFileSync(join(cwd, 'a.html'), 'utf8'));
      assert.deepEqual(shown, { kind, report: JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')) as unknown });
      const again = await agentBench(['report', 'a.json', '--html', '-'], { cwd });
      assert.deepEqual({ code: again.code, stderr: again.stderr }, { code: 0, stderr: '' });
      assert.deepEqual(dataIn(again.stdout), shown);
    }
  });

  it('of a kind that has no page of its own holds what the terminal says', async (t) => {
    const cwd = folder(t);
    const asked = await agentBench(['ask', 'Is it <b>warm</b>?', '--virtual', '--json', 'a.json'], { cwd });
    assert.equal(asked.code, 0, asked.stderr);
    const whatIf = await agentBench(['what-if', 'capstone', '--virtual', '--json', 'w.json'], { cwd });
    assert.equal(whatIf.code, 0, whatIf.stderr);
    for (const [file, said] of [
      ['a.json', /<h1>Is it &lt;b&gt;warm&lt;\/b&gt;\?<\/h1>[^]*3 of 3 sources answered/],
      ['w.json', /Found by replaying the run/],
    ] as const) {
      const { code, stdout } = await agentBench(['report', file, '--html', '-'], { cwd });
      assert.equal(code, 0);
      assert.match(stdout, said, file);
    }
  });

  it('of a comparison holds what was compared', async (t) => {
    const cwd = folder(t);
    for (const name of ['a', 'b']) await agentBench([...hybrid, '--json', `${name}.json`], { cwd });
    const { code, stdout } = await agentBench(['compare', 'a.json', 'b.json', '--html', 'c.html'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /hybrid is as fast as before[^]*\nSaved in c\.html\n$/);
    const data = dataIn(readFileSync(join(cwd, 'c.html'), 'utf8'));
    assert.ok(data.kind === 'compare');
    const sides = ['a', 'b'].map((name) => JSON.parse(readFileSync(join(cwd, `${name}.json`), 'utf8')) as unknown);
    assert.deepEqual(data.sides, sides);
    assert.deepEqual(readdirSync(cwd).toSorted(), ['a.json', 'b.json', 'c.html']);

    const now = await agentBench(['compare', '--interleaved', '--virtual', '--virtual', '--runs', '2', '--html', '-'], {
      cwd,
    });
    const shown = dataIn(now.stdout);
    assert.ok(
      shown.kind === 'compare' && shown.sides!.every(({ modes }) => modes.every(({ runs }) => runs.length === 2)),
    );
  });

  it('of a comparison goes to standard output as Markdown does', async (t) => {
    const cwd = folder(t);
    await agentBench([...hybrid, '--json', 'a.json'], { cwd });
    const { code, stdout } = await agentBench(['compare', 'a.json', 'a.json', '--md', '-'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^# capstone: a\.json and a\.json\n/);
  });

  it('is made of a saved report, which is shown as well', async (t) => {
    const cwd = folder(t);
    await agentBench([...hybrid, '--json', 'a.json'], { cwd });
    const { code, stdout, stderr } = await agentBench(['report', 'a.json', '--html', 'a.html', '--classroom'], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^capstone[^]*\nSaved in a\.html\n$/);
    const data = dataIn(readFileSync(join(cwd, 'a.html'), 'utf8'));
    assert.deepEqual([data.kind, data.kind === 'run' && data.view], ['run', 'classroom']);
  });

  for (const [args, said] of [
    [
      ['run', '--html', 'none/a.html'],
      /^error: --html none\/a\.html: cannot be written: the folder .* does not exist; create it first\n$/,
    ],
    [['run', '--html', '.'], /^error: --html \.: cannot be written: it is a folder; name a file in it\n$/],
    [['run', '--html', 'a', '--json', 'a'], /^error: --json a and --html a name the same place; give each its own\n$/],
    [['run', '--html', '-', '--md', '-'], /^error: --md - and --html - name the same place; give each its own\n$/],
    [['run', '--classroom'], /^error: --classroom: .*; say where the page goes with --html FILE\n$/],
    [['report', 'a.json', '--classroom'], /^error: --classroom: .*; say where the page goes with --html FILE\n$/],
    [['sweep', '--over', 'workers=1', '--classroom'], /^error: unknown option '--classroom'/],
    [['run', '--html'], /^error: option '--html <file\|->' argument missing/],
    [['run', '--html', ''], /^error: option '--html <file\|->' argument '' is invalid/],
    [['resilience', '--html', 'none/a.html'], /^error: --html none\/a\.html: cannot be written/],
    [['sweep', '--over', 'workers=1', '--html', 'none/a.html'], /^error: --html none\/a\.html: cannot be written/],
    [['verify', '--html', 'none/a.html'], /^error: --html none\/a\.html: cannot be written/],
    [['compare', 'a.json', 'a.json', '--html', 'none/a.html'], /^error: --html none\/a\.html: cannot be written/],
    [['report', 'a.json', '--html', 'none/a.html'], /^error: --html none\/a\.html: cannot be written/],
  ] as const) {
    it(`is refused before anything is done: ${args.join(' ')}`, async (t) => {
      const cwd = folder(t);
      writeFileSync(join(cwd, 'a.json'), (await agentBench([...hybrid, '--json', '-'], { cwd: folder(t) })).stdout);
      const { code, stdout, stderr } = await agentBench(args, { cwd });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, said);
      assert.deepEqual(readdirSync(cwd), ['a.json']);
    });
  }

  it('is for a class room only of a run', async (t) => {
    const cwd = folder(t);
    await agentBench(['sweep', '--over', 'workers=1..2', '--json', 'a.json'], { cwd });
    const { code, stdout, stderr } = await agentBench(['report', 'a.json', '--html', 'a.html', '--classroom'], { cwd });
    assert.deepEqual(
      { code, stdout, stderr },
      {
        code: 2,
        stdout: '',
        stderr: 'error: --classroom: a.json is a report of `sweep`, and this is made of a report of `run`\n',
      },
    );
  });

  it(
    'that cannot be saved leaves the JSON report saved and the results shown',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const cwd = folder(t);
      symlinkSync('/dev/full', join(cwd, 'a.html'));
      const { code, stdout, stderr } = await agentBench([...hybrid, '--html', 'a.html', '--json', 'a.json'], { cwd });
      assert.deepEqual({ code, stderr }, { code: 2, stderr: 'error: cannot write a.html: the disk is full\n' });
      assert.match(stdout, /hybrid answers in 5\.50 s[^]*\nSaved in a\.json\n$/);
    },
  );

  it('is refused with the command that builds it, where it was not built', async (t) => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const cwd = folder(t);
    cpSync(join(root, 'dist'), join(cwd, 'dist'), {
      recursive: true,
      filter: (path) => !path.endsWith(join('web', 'report')),
    });
    for (const name of ['bin', 'package.json']) cpSync(join(root, name), join(cwd, name), { recursive: true });
    for (const name of ['fixtures', 'node_modules']) symlinkSync(join(root, name), join(cwd, name), 'junction');
    const args = [join(cwd, 'bin', 'agent-bench.js'), ...hybrid, '--html', 'a.html'];
    const [code, stderr] = await new Promise<[unknown, string]>((resolve) => {
      execFile(process.execPath, args, { cwd, env: cleanEnv() }, (error, _, text) => {
        resolve([error?.code, text]);
      });
    });
    assert.equal(code, 2);
    assert.match(stderr, /^error: --html: .* was not built; run `npm run build` and try again\n$/);
  });
});
