import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import stringWidth from 'fast-string-width';
import { canRedraw } from '#src/cli/terminal.js';
import { agentBench, bin, cleanEnv, folder, savedReport, scenarioFile } from './spawned.js';

// oxlint-disable-next-line no-control-regex
const escape = /\u001b\[/;
const hybrid = ['run', '--virtual', '--cores', '2', '--modes', 'hybrid'];

describe('whether lines are drawn over', () => {
  for (const [CI, drawn] of [
    ['true', false],
    ['1', false],
    ['yes', false],
    ['false', true],
    ['0', true],
    ['', true],
  ] as const)
    it(`is ${drawn ? '' : 'not '}so in a terminal with CI=${CI}`, () => {
      assert.equal(canRedraw({ isTTY: true, columns: 80 }, { TERM: 'xterm', CI }), drawn);
    });
});

describe('colour', () => {
  for (const [when, args, env, colourful] of [
    ['in a pipe', [], {}, false],
    ['in a pipe with FORCE_COLOR', [], { FORCE_COLOR: '1' }, true],
    ['with FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, false],
    ['with FORCE_COLOR and NO_COLOR', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['with FORCE_COLOR and --no-color', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ] as const) {
    it(`${when}: ${colourful ? 'yes' : 'no'}`, async (t) => {
      const cwd = folder(t);
      const { code, stdout, stderr } = await agentBench([...hybrid, ...args], { cwd, env });
      assert.equal(code, 0);
      assert.equal(escape.test(stdout), colourful);
      assert.doesNotMatch(stderr, escape);
    });
  }

  it('--no-color is understood before the command too', async (t) => {
    const { code, stdout } = await agentBench(['--no-color', ...hybrid], { cwd: folder(t), env: { FORCE_COLOR: '1' } });
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, escape);
  });

  it('never gets into a document', async (t) => {
    const cwd = folder(t);
    for (const document of [
      ['--json', '-'],
      ['--md', '-'],
    ])
      assert.doesNotMatch(
        (await agentBench([...hybrid, ...document], { cwd, env: { FORCE_COLOR: '3' } })).stdout,
        escape,
      );
  });
});

describe('output that cannot go where it should', () => {
  it('a reader that goes away, as head does, is no error, and the report is saved', async (t) => {
    const cwd = folder(t);
    const child = spawn(process.execPath, [bin, 'run', '--virtual', '--runs', '50'], {
      cwd,
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number];
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(savedReport(cwd).interrupted, false);
  });

  it(
    'a full disk is said, with exit code 2, and the results are shown all the same',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const { code, stdout, stderr } = await agentBench([...hybrid, '--json', '/dev/full'], { cwd: folder(t) });
      assert.equal(code, 2);
      assert.match(stderr, /^error: cannot write \/dev\/full: the disk is full/);
      assert.match(stdout, /hybrid answers in 5\.50 s/);
    },
  );

  it(
    'a working folder that was deleted is said in a line, and a report goes where a whole path says',
    { skip: process.platform === 'win32' },
    async (t) => {
      const cwd = folder(t);
      const gone = join(cwd, 'gone');
      const from = async (...args: string[]): Promise<{ code: number; stderr: string }> => {
        mkdirSync(gone, { recursive: true });
        const command = 'cd "$0" && rmdir "$0" && exec "$@"';
        const child = spawn('sh', ['-c', command, gone, process.execPath, bin, ...hybrid, ...args], {
          env: cleanEnv(),
        });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        child.stdout.resume();
        const [code] = (await once(child, 'close')) as [number];
        return { code, stderr };
      };
      const said = 'error: the working folder is not there any more; change to another one and run again\n';
      assert.deepEqual(await from(), { code: 2, stderr: said });
      assert.deepEqual(await from('--json', join(cwd, 'a.json')), { code: 0, stderr: '' });
      assert.match(readFileSync(join(cwd, 'a.json'), 'utf8'), /"kind": "run"/);
    },
  );

  it('a device takes a report as it comes', { skip: process.platform === 'win32' }, async (t) => {
    const { code } = await agentBench([...hybrid, '--json', '/dev/null'], { cwd: folder(t) });
    assert.equal(code, 0);
  });

  it('a folder without permission is found before the run', { skip: process.getuid?.() === 0 }, async (t) => {
    const cwd = folder(t);
    mkdirSync(join(cwd, 'locked'));
    chmodSync(join(cwd, 'locked'), 0o500);
    const { code, stdout, stderr } = await agentBench(['run', '--json', 'locked/a.json'], { cwd });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /^error: --json locked\/a\.json: cannot be written: permission denied/);
  });

  it('a results folder that is a file is found before the run', async (t) => {
    const cwd = folder(t);
    scenarioFile(cwd, '', 'agent-bench-results');
    const { code, stdout, stderr } = await agentBench(['run'], { cwd });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(
      stderr,
      /^error: the report cannot be saved under agent-bench-results\/: .*agent-bench-results is a file, not a folder; name another place/,
    );
    assert.match(stderr, /with --json FILE, or --json - for standard output\n$/);
    const named = await agentBench(['run', '--json', 'agent-bench-results/a.json'], { cwd });
    assert.match(
      named.stderr,
      /^error: --json agent-bench-results\/a\.json: cannot be written: .* is a file, not a folder\n$/,
    );
  });

  it('a full disk does not end the run after its first mode', { skip: process.platform !== 'linux' }, async (t) => {
    const { code, stdout } = await agentBench(['run', '--virtual', '--cores', '2', '--json', '/dev/full'], {
      cwd: folder(t),
    });
    assert.equal(code, 2);
    assert.match(stdout, /hybrid answers in 5\.50 s/);
  });

  it(
    'standard output on a full disk is said, after the report is saved',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const cwd = folder(t);
      const { code, stderr } = await redirected([...hybrid], { cwd, stdout: '/dev/full' });
      assert.deepEqual(
        { code, stderr },
        { code: 2, stderr: 'error: cannot write standard output: the disk is full\n' },
      );
      assert.equal(savedReport(cwd).interrupted, false);
    },
  );

  for (const args of [['--version'], ['--help'], ['scenarios'], [...hybrid, '--json', '-']]) {
    it(`agent-bench ${args.join(' ')} on a full disk says so`, { skip: process.platform !== 'linux' }, async (t) => {
      const { code, stderr } = await redirected(args, { cwd: folder(t), stdout: '/dev/full' });
      assert.deepEqual(
        { code, stderr },
        { code: 2, stderr: 'error: cannot write standard output: the disk is full\n' },
      );
    });
  }

  it(
    'standard output that stops taking text in the middle of it is said',
    { skip: process.platform === 'win32' },
    async (t) => {
      const cwd = folder(t);
      const command = `ulimit -f 4 && exec "$0" "$@" > out.json`; // no file beyond 2 or 4 KB
      const child = spawn('sh', ['-c', command, process.execPath, bin, ...hybrid, '--json', '-'], {
        cwd,
        env: cleanEnv(),
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 2);
      assert.match(stderr, /^error: cannot write standard output: it would get larger than files may be here\n$/);
    },
  );

  it('standard error on a full disk is no reason to stop', { skip: process.platform !== 'linux' }, async (t) => {
    const cwd = folder(t);
    const { code } = await redirected([...hybrid, '--verbose'], { cwd, stderr: '/dev/full' });
    assert.equal(code, 0);
    assert.equal(savedReport(cwd).interrupted, false);
    assert.equal((await redirected(['run', '--nope'], { cwd, stderr: '/dev/full' })).code, 2);
  });

  it(
    'two files that cannot be saved are both named, and the results are shown',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const cwd = folder(t);
      symlinkSync('/dev/full', join(cwd, 'a.md'));
      const { code, stdout, stderr } = await agentBench([...hybrid, '--json', '/dev/full', '--md', 'a.md'], { cwd });
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^error: cannot write \/dev\/full: the disk is full\ncannot write a\.md: the disk is full\n$/,
      );
      assert.match(stdout, /hybrid answers in 5\.50 s/);
      assert.doesNotMatch(stdout, /Saved/);
    },
  );

  it('more runs than a report can hold are refused before the first', async (t) => {
    const { code, stdout, stderr } = await agentBench(['run', '--virtual', '--runs', '8334'], { cwd: folder(t) });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(
      stderr,
      /^error: --runs 8334: 4 modes with 3 sources make 100,008 answers.* --runs 8333 is the most for this\n$/,
    );
  });

  it(
    'Markdown that cannot be saved leaves the JSON report saved',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const cwd = folder(t);
      const { code, stdout } = await agentBench([...hybrid, '--json', 'a.json', '--md', '/dev/full'], { cwd });
      assert.equal(code, 2);
      assert.match(stdout, /\nSaved in a\.json\n$/);
      assert.deepEqual(readdirSync(cwd), ['a.json']);
    },
  );
});

/**
 * Runs the command with a standard stream on a file or a device. Gives what it said on standard error, if that is not
 * redirected.
 */
async function redirected(
  args: readonly string[],
  { cwd, stdout = '/dev/null', stderr: stderrTo }: { cwd: string; stdout?: string; stderr?: string },
): Promise<{ code: number | null; stderr: string }> {
  const files = [openSync(stdout, 'w'), ...(stderrTo === undefined ? [] : [openSync(stderrTo, 'w')])];
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: cleanEnv(),
    stdio: ['ignore', files[0]!, files[1] ?? 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  for (const file of files) closeSync(file);
  return { code, stderr };
}

// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What a scenario file may call a source. */
const hostileNames = {
  'a terminal command': '\u001b]0;owned\u0007\u001b[2J',
  'line breaks': 'two\nlines\r\n',
  'a bidirectional override': 'abc\u202efed',
  'an 8-bit control': 'a\u009b31mb',
  markup: '<script>alert(1)</script>|`*_[x](y)',
  'wide characters': '東京の天気予報サービス最新版です',
  emoji: '👩‍👩‍👧‍👦🇪🇺👍🏽',
  'two hundred characters': 'x'.repeat(200),
  'words that are one': `${'y'.repeat(99)} ${'z'.repeat(100)}`,
  'a key of every object': 'constructor',
  'a number': '7',
  'an equals sign': 'a=b=hang',
};

describe('hostile names and payloads from files are printed safely', { concurrency: 2 }, () => {
  const names = Object.values(hostileNames);
  const scenario = {
    name: names.slice(0, 7).join(' '),
    question: names.join(' '),
    sources: names.map((name, i) => ({
      name,
      latency: i,
      payload: { inline: { text: `${name}. A passage about ${name}.` } },
      faults: i % 3 === 0 ? ['malformed'] : [],
    })),
  };

  for (const [what, args] of Object.entries({
    'run as text': ['run', './mine.json', '--virtual'],
    'run that repeats': ['run', './mine.json', '--virtual', '--runs', '3'],
    ask: ['ask', names.join(' '), '--scenario', './mine.json', '--virtual'],
  })) {
    it(`${what}: nothing but text, in 80 columns`, async (t) => {
      const cwd = folder(t);
      scenarioFile(cwd, scenario);
      const { code, stdout, stderr } = await agentBench(args, { cwd });
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.doesNotMatch(stdout, unsafe);
      for (const line of stdout.split('\n')) assert.ok(stringWidth(line) <= 80, line);
    });
  }

  it('run --verbose: nothing but text, a line per event', async (t) => {
    const cwd = folder(t);
    scenarioFile(cwd, scenario);
    const { code, stderr } = await agentBench(['run', './mine.json', '--virtual', '--verbose'], { cwd });
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, unsafe);
    for (const line of stderr.trimEnd().split('\n')) assert.match(line, /^ *\d+\.\d{3} ms +(begin|end) /);
  });

  it('Markdown holds no markup of theirs', async (t) => {
    const cwd = folder(t);
    scenarioFile(cwd, scenario);
    const { stdout } = await agentBench(['run', './mine.json', '--virtual', '--md', '-'], { cwd });
    assert.doesNotMatch(stdout, unsafe);
    const [beforeCode, , afterCode] = stdout.split('```');
    assert.doesNotMatch(`${beforeCode}${afterCode}`, /(?<!\\)<script>/);
    assert.equal(stdout.split('```').length, 3);
  });

  for (const [what, name] of Object.entries(hostileNames)) {
    it(`${what}: --fail-source finds it, equals signs and all`, async (t) => {
      const cwd = folder(t);
      scenarioFile(cwd, { sources: [{ name, latency: 1 }] });
      const { code } = await agentBench(
        ['run', './mine.json', '--virtual', '--fail-source', `${name}=hang`, '--json', '-'],
        { cwd },
      );
      assert.equal(code, 3);
    });
  }

  for (const args of [
    ['run', '--modes', 'X'],
    ['run', 'X'],
    ['run', './X'],
    ['run', '--latency', 'X=1'],
    ['run', '--latency', 'X'],
    ['run', '--fail-source', 'X'],
    ['run', '--fail-source', 'weather=X'],
    ['run', '--json', 'no/X'],
    ['run', '--json', 'X', '--md', 'X'],
    ['schema', 'X'],
    ['report', 'X'],
    ['X'],
    ['--X'],
    ['run', '--timeout', 'X'],
  ]) {
    it(`agent-bench ${args.join(' ')}: nothing but text in what is said of it`, async (t) => {
      const value = '\u001b]0;owned\u0007\u202e\u009b31m';
      const { code, stdout, stderr } = await agentBench(
        args.map((arg) => arg.replace('X', value)),
        { cwd: folder(t) },
      );
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.doesNotMatch(stderr, unsafe);
      assert.match(stderr, /owned/);
    });
  }
});
