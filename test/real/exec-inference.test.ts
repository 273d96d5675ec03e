import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createPool, type Pool, type PoolOptions } from '#src/inference/workers/pool.js';
import { Failure } from '#src/model/errors.js';
import type { Inference, Job } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import type { CpuUsage } from '#src/model/trace.js';
import { environmentVariables } from '#src/adapters/environment-variables.js';
import { realClock } from '#src/time/real.js';
import { folder, Running, scenarioFile } from '../cli/spawned.js';
import { lives, until } from '../support/processes.js';

const job: Job = { source: 'weather', question: 'How warm is it?', payload: { temp: 7 } };

async function pool(
  t: TestContext,
  [file = '', ...args]: readonly string[],
  cwd = process.cwd(),
  options: Partial<PoolOptions> = {},
): Promise<Pool> {
  const workload = {
    type: 'exec',
    file,
    args,
    folder: cwd,
    given: { ...environmentVariables() },
    stated: { ASKED: '{{source}}' },
    maxBytes: 1e6,
  } as const;
  const made = await createPool({
    clock: realClock,
    workers: 1,
    cores: 2,
    costMs: 0,
    workload,
    graceMs: 5_000,
    ...options,
  });
  t.after(() => made.close());
  return made;
}

interface Ran {
  readonly inference: Inference;
  readonly usage: CpuUsage | undefined;
}

async function infer(on: Pool, scope = new Scope()): Promise<Ran> {
  let usage: CpuUsage | undefined;
  const inference = await on.infer(job, scope, {
    began: () => {},
    ended(_, used) {
      usage = used;
    },
    noted: () => {},
  });
  return { inference, usage };
}

const node = (script: string): string[] => [process.execPath, '-e', script];
const hanging = ['/bin/sh', '-c', 'echo $$ > pid; sleep 1000 & wait'];

async function pidIn(cwd: string): Promise<number> {
  const path = join(cwd, 'pid');
  await until(() => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n'));
  return Number(readFileSync(path, 'utf8'));
}

describe('inference by a program', { timeout: 60_000 }, () => {
  it('is asked with the source, the question and the payload, and answers with what it has of an inference', async (t) => {
    const script =
      'process.stdin.on("data", (d) => { const { source, question, payload } = JSON.parse(d); ' +
      'console.log(JSON.stringify({ summary: `${source}/${process.env.ASKED}: ${question} ${payload.temp}`, score: ' +
      '1 })) })';
    const { inference } = await infer(await pool(t, node(script)));
    assert.equal(inference.summary, 'weather/weather: How warm is it? 7');
    assert.deepEqual((inference as { value?: unknown }).value, { summary: inference.summary, score: 1 });
  });

  it('costs what its own process took of the CPU', { skip: process.platform !== 'linux' }, async (t) => {
    const { usage } = await infer(
      await pool(t, node('const t = process.cpuUsage(); while (process.cpuUsage(t).user < 300_000); console.log(1)')),
    );
    assert.ok(usage!.cpuMs >= 280 && usage!.cpuMs < 10_000, `${usage!.cpuMs} ms`);
  });

  it(
    'costs no time that its program had no part in, where another process holds its output',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const cwd = folder(t);
      const script =
        'const child = require("child_process").spawn("sleep", ["30"], { detached: true, stdio: "inherit" }); ' +
        'child.unref(); require("fs").writeFileSync("pid", `${child.pid}\\n`)';
      const on = await pool(t, node(script), cwd);
      const scope = new Scope();
      const notes: string[] = [];
      let cpuMs = 0;
      const observer = {
        began: () => {},
        ended: (_: number, usage: CpuUsage) => void (cpuMs = usage.cpuMs),
        noted: (text: string) => void notes.push(text),
      };
      const running = on.infer(job, scope, observer);
      const sleeping = await pidIn(cwd);
      const timer = realClock.after(3_000, () => {
        scope.abort(new Failure('timeout', 'over'));
      });
      await assert.rejects(running, { kind: 'timeout' });
      timer.cancel();
      process.kill(sleeping, 'SIGKILL');
      assert.ok(cpuMs < 2_000, `${cpuMs} ms`);
      assert.deepEqual(notes, ['the program has exited, and a process that it has started still holds its output']);
    },
  );

  it('that fails says why, and the worker goes on', async (t) => {
    const cwd = folder(t);
    const on = await pool(
      t,
      ['/bin/sh', '-c', 'if [ -e again ]; then echo 1; else touch again; echo no model >&2; exit 4; fi'],
      cwd,
    );
    await assert.rejects(infer(on), {
      name: 'Failure',
      kind: 'inference',
      message: 'the program exited with code 4: no model',
    });
    assert.equal((await infer(on)).inference.summary, '1');
  });

  it('that nobody wants any more is killed, and the worker is not lost', async (t) => {
    const cwd = folder(t);
    const on = await pool(
      t,
      ['/bin/sh', '-c', 'if [ -e pid ]; then echo 1; else echo $$ > pid; sleep 1000 & wait; fi'],
      cwd,
    );
    const scope = new Scope();
    const running = infer(on, scope);
    const pid = await pidIn(cwd);
    scope.abort(new Failure('timeout', 'over'));
    await assert.rejects(running, { kind: 'timeout', message: 'over' });
    assert.ok(!lives(pid), 'it is gone once the job is');
    assert.equal((await infer(on)).inference.summary, '1');
  });

  it('ends with a thread that is ended by force, as a pool is that is closed', async (t) => {
    const cwd = folder(t);
    const on = await pool(t, hanging, cwd);
    const running = infer(on);
    running.catch(() => {});
    const pid = await pidIn(cwd);
    await on.close();
    await assert.rejects(running);
    await until(() => !lives(pid));
  });

  it('ends with a thread that has no time to end it', async (t) => {
    const cwd = folder(t);
    const on = await pool(t, hanging, cwd, { graceMs: 0 });
    const scope = new Scope();
    const running = infer(on, scope);
    running.catch(() => {});
    const pid = await pidIn(cwd);
    scope.abort(new Failure('timeout', 'over'));
    // a thread that is quick needs no end
    await assert.rejects(running, /^Failure: over(?:; the program .*; its thread was ended)?$/);
    await until(() => !lives(pid));
  });
});

describe('Ctrl-C', { skip: process.platform === 'win32', timeout: 60_000 }, () => {
  const scenarios = {
    source: {
      sources: [{ type: 'exec', name: 'a', command: hanging, timeout: '10m' }],
      limits: { timeout: '20m' },
      modes: ['hybrid'],
    },
    inference: {
      sources: [{ name: 'a', latency: 0 }],
      inference: { type: 'exec', command: hanging },
      limits: { timeout: '20m' },
      modes: ['hybrid'],
    },
  };
  for (const [what, scenario] of Object.entries(scenarios)) {
    for (const signals of [1, 2]) {
      it(`${signals === 1 ? 'once' : 'twice'} leaves nothing of the program of ${what}`, async (t) => {
        const cwd = folder(t);
        const running = new Running(['run', scenarioFile(cwd, scenario)], { cwd });
        const pid = await pidIn(cwd);
        for (let i = 0; i < signals; i++) running.child.kill('SIGINT');
        assert.equal((await running.ended).code, 130);
        await until(() => !lives(pid));
      });
    }
  }
});
