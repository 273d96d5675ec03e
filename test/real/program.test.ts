import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Failure, UsageError } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import { Scope } from '#src/model/scope.js';
import { findProgram } from '#src/adapters/process/find-program.js';
import { environmentVariables } from '#src/adapters/environment-variables.js';
import { runProgram, type ProgramListener } from '#src/adapters/process/program.js';
import { folder } from '../cli/spawned.js';
import { lives, until } from '../support/processes.js';

const posix = { skip: process.platform === 'win32' };
/** Far above what anything here takes. */
const soonMs = 20_000;

interface Started {
  readonly scope?: Scope;
  readonly cwd?: string;
  readonly maxBytes?: number;
  readonly input?: Json;
  readonly env?: Readonly<Record<string, string>>;
  readonly listener?: ProgramListener;
}

function run(
  command: readonly string[],
  { scope = new Scope(), cwd = process.cwd(), maxBytes = 1e6, input = null, env = {}, listener }: Started = {},
): Promise<Json> {
  return runProgram(
    { command, env: { ...environmentVariables(), ...env }, folder: cwd, maxBytes },
    input,
    scope,
    listener,
  );
}

function node(script: string, options?: Started): Promise<Json> {
  return run([process.execPath, '-e', script], options);
}

function sh(script: string, options?: Started): Promise<Json> {
  return run(['/bin/sh', '-c', script], options);
}

/** How a run fails, as `kind: message`. */
async function failure(running: Promise<Json>): Promise<string> {
  const thrown: unknown = await running.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof Failure, String(thrown));
  return `${thrown.kind}: ${thrown.message}`;
}

/** Whether nothing is left of a process, so that its parent has heard of its end. */
function isReaped(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** The numbers that a script wrote into files of the folder. */
function pids(cwd: string, ...names: readonly string[]): number[] {
  return names.map((name) => Number(readFileSync(join(cwd, name), 'utf8')));
}

describe('a program', { timeout: 3 * soonMs }, () => {
  it('is asked in JSON and answers in JSON, in its folder and with its variables', async (t) => {
    const cwd = folder(t);
    const answer = node(
      'process.stdin.on("data", (d) => console.log(JSON.stringify([JSON.parse(d), process.cwd(), process.env.MINE])))',
      {
        cwd,
        input: { a: ['é'] },
        env: { MINE: 'x' },
      },
    );
    assert.deepEqual(await answer, [
      { a: ['é'] },
      (await node('console.log(JSON.stringify(process.cwd()))', { cwd })) as string,
      'x',
    ]);
  });

  it('gets its arguments as they are, as no shell reads them', async () => {
    assert.equal(
      await run([process.execPath, '-p', 'JSON.stringify(process.argv[1])', '$HOME `id` "quoted"']),
      '$HOME `id` "quoted"',
    );
  });

  it('need not read what it is asked, however long that is', async () => {
    assert.equal(await node('console.log(7)', { input: 'x'.repeat(5e6) }), 7);
    assert.equal(
      await node('process.stdin.destroy(); setTimeout(() => console.log(8), 100)', { input: 'x'.repeat(5e6) }),
      8,
    );
  });

  it('says what it took of the CPU', { skip: process.platform !== 'linux' }, async () => {
    let spentMs = 0;
    await node('const t = process.cpuUsage(); while (process.cpuUsage(t).user < 200_000); console.log(1)', {
      listener: {
        spent(ms) {
          spentMs = ms;
        },
      },
    });
    assert.ok(spentMs >= 180 && spentMs < 5_000, `${spentMs} ms`);
  });

  const failing: readonly (readonly [what: string, script: string, expected: RegExp])[] = [
    ['exits with a code', 'process.exitCode = 3', /^exited: the program exited with code 3$/],
    [
      'says why it exits',
      'console.error("first\\n  the database is away\\n\\n"); process.exitCode = 1',
      /^exited: the program exited with code 1: the database is away$/,
    ],
    ['throws', 'throw new Error("oh no")', /^exited: the program exited with code 1: Error: oh no$/],
    ['writes what is not safe to print', 'console.error("\\x1b[31mred"); process.exitCode = 1', /: \\x1b\[31mred$/],
    ['writes a line without an end', 'process.stderr.write("x".repeat(100_000)); process.exitCode = 1', /: …x{298}…$/],
    ['prints nothing', '', /^malformed: the program printed nothing on standard output$/],
    ['prints only white space', 'console.log("\\n \\n")', /^malformed: the program printed nothing/],
    [
      'prints no JSON',
      'console.log("[1,\\n 2,\\n oops]")',
      /^malformed: the program printed no JSON: line 3, column 2: invalid symbol in 'oops\]'$/,
    ],
    [
      'prints JSON and then more',
      'console.log("{}\\nLoading model…")',
      /^malformed: the program printed no JSON: line 2, column 1: .* in 'Loading model…'$/,
    ],
    [
      'prints half of it',
      'console.log(`{"a": [1, 2`)',
      /^malformed: the program printed no JSON: line \d, column \d+: /,
    ],
    [
      'prints what is not UTF-8',
      'process.stdout.write(Buffer.from([0x22, 0xff, 0x22]))',
      /^malformed: the program printed what is not UTF-8$/,
    ],
    [
      'prints what is nested too deeply',
      'console.log("[".repeat(5000) + "]".repeat(5000))',
      /^malformed: the program printed JSON that is nested more than 100 levels deep$/,
    ],
    [
      'prints without an end',
      'setInterval(() => process.stdout.write("x".repeat(60_000)))',
      /^too-large: the program printed more than 1,000,000 bytes \(maxBytes\)$/,
    ],
  ];
  for (const [what, script, expected] of failing) {
    it(`that ${what} has failed, and that is said`, async () => {
      assert.match(await failure(node(script)), expected);
    });
  }

  it('that a signal ends has failed, and that is said', posix, async () => {
    assert.equal(await failure(sh('echo dying >&2; kill -SEGV $$')), 'exited: the program was ended by SIGSEGV: dying');
  });

  it('that cannot be started has failed, and that is said without its arguments', async () => {
    assert.equal(
      await failure(run([join(process.cwd(), 'not-there'), 'argument'])),
      'exited: the program cannot be started (ENOENT)',
    );
    assert.equal(
      await failure(run([process.execPath, 'nul\0'])),
      'exited: the program cannot be started (ERR_INVALID_ARG_VALUE)',
    );
  });

  it('whose interpreter is not there has failed, and that is said', posix, async (t) => {
    const file = join(folder(t), 'tool');
    writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o755 });
    assert.equal(
      await failure(run([file])),
      'exited: the program cannot be started: what its first line names behind #! is not there',
    );
  });

  it('whose scope is aborted already is not started', async (t) => {
    const cwd = folder(t);
    const scope = new Scope();
    scope.abort(new Failure('deadline', 'too late'));
    assert.equal(await failure(node('require("fs").writeFileSync("there", "")', { scope, cwd })), 'deadline: too late');
    assert.ok(!existsSync(join(cwd, 'there')));
  });
});

describe('nothing of a program is left', { ...posix, timeout: 3 * soonMs }, () => {
  const family =
    'echo $$ > parent; sleep 1000 & echo $! > child; (sleep 1000 >/dev/null 2>&1 </dev/null & echo $! > grandchild); ';

  it('once its scope is aborted, not even what it has started', async (t) => {
    const cwd = folder(t);
    const scope = new Scope();
    const running = sh(`${family} touch ready; wait`, { scope, cwd });
    await until(() => existsSync(join(cwd, 'ready')));
    scope.abort(new Failure('timeout', 'no answer within 1 s'));
    assert.equal(await failure(running), 'timeout: no answer within 1 s');
    await until(() => !pids(cwd, 'parent', 'child', 'grandchild').some(lives));
  });

  it('once it has answered, not even what it has left behind, which may hold its output', async (t) => {
    const cwd = folder(t);
    assert.equal(await sh(`${family} echo 5`, { cwd }), 5);
    await until(() => !pids(cwd, 'parent', 'child', 'grandchild').some(lives));
  });

  it('once it has printed too much', async (t) => {
    const cwd = folder(t);
    assert.match(
      await failure(
        sh(`${family} while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done`, { cwd, maxBytes: 10_000 }),
      ),
      /^too-large/,
    );
    await until(() => !pids(cwd, 'parent', 'child', 'grandchild').some(lives));
  });

  it('but a process with a session of its own, and that it holds the output is said', async (t) => {
    const cwd = folder(t);
    const scope = new Scope();
    let spentMs: number | undefined;
    const escaping =
      'const child = require("child_process").spawn("sleep", ["30"], { detached: true, stdio: "inherit" }); ' +
      'child.unref(); require("fs").writeFileSync("child", String(child.pid)); const t = process.cpuUsage(); while ' +
      '(process.cpuUsage(t).user < 200_000); require("fs").writeSync(1, "5"); require("fs").writeFileSync("parent", ' +
      'String(process.pid))';
    const listener = { spent: (ms: number) => void (spentMs = ms) };
    const running = node(escaping, { scope, cwd, listener });
    await until(() => existsSync(join(cwd, 'parent')) && pids(cwd, 'parent').every(isReaped));
    scope.abort(new Failure('timeout', 'no answer within 1 s'));
    assert.equal(
      await failure(running),
      'timeout: no answer within 1 s; the program has exited, and a process that it has started still holds its output',
    );
    process.kill(pids(cwd, 'child')[0]!, 'SIGKILL');
    if (process.platform === 'linux') assert.ok(spentMs! >= 100 && spentMs! < 5_000, `${spentMs} ms`);
  });

  it('that heeds no signal', async (t) => {
    const cwd = folder(t);
    const scope = new Scope();
    const running = sh('trap "" TERM INT HUP; echo $$ > parent; touch ready; while :; do sleep 1; done', {
      scope,
      cwd,
    });
    await until(() => existsSync(join(cwd, 'ready')));
    scope.abort(new Failure('timeout', 'over'));
    await failure(running);
    await until(() => !pids(cwd, 'parent').some(lives));
  });
});

describe('the file of a program', () => {
  const refusal = (
    t: TestContext,
    name: string,
    env: Readonly<Record<string, string>> = { PATH: '/nowhere' },
  ): string => {
    try {
      return findProgram({ name, folder: folder(t), env, where: 'sources.0.command' });
    } catch (thrown) {
      assert.ok(thrown instanceof UsageError);
      return thrown.message;
    }
  };

  it('is the first on PATH', posix, (t) => {
    const cwd = folder(t);
    mkdirSync(join(cwd, 'bin'));
    writeFileSync(join(cwd, 'tool'), '', { mode: 0o644 });
    writeFileSync(join(cwd, 'bin', 'tool'), '', { mode: 0o755 });
    assert.equal(refusal(t, 'tool', { PATH: `/nowhere:${cwd}:${join(cwd, 'bin')}` }), join(cwd, 'bin', 'tool'));
  });

  it('with a slash is relative to the folder of the scenario', posix, (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, 'tool'), '', { mode: 0o755 });
    assert.equal(findProgram({ name: './tool', folder: cwd, env: {}, where: '' }), join(cwd, 'tool'));
  });

  it('is missed before the run, with the field, the name and the remedy', (t) => {
    assert.match(
      refusal(t, 'no-such-tool'),
      /^sources\.0\.command: there is no program 'no-such-tool' on PATH; install it, or name a file by its path/,
    );
    assert.match(
      refusal(t, './no-such-tool'),
      /^sources\.0\.command: the program '\.\/no-such-tool' does not exist; a path is relative to the folder of the scenario/,
    );
    for (const name of ['./', '.', '..']) assert.match(refusal(t, name), /is a folder/);
  });

  it('has to be executable', { skip: process.platform === 'win32' }, (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, 'agent.py'), '', { mode: 0o644 });
    assert.throws(() => findProgram({ name: './agent.py', folder: cwd, env: {}, where: 'inference.command' }), {
      name: 'UsageError',
      message:
        `inference.command: the program './agent.py' is not executable; \`chmod +x\` it, or name what runs ` +
        'it as well, as in ["python3", "agent.py"]',
    });
  });
});
