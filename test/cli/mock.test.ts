import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Report } from '#src/index.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { agentBench, folder, quickScenario, Running, scenarioFile } from './spawned.js';

const soonMs = 30_000;
const urlIn = (text: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(text)![0];

describe('agent-bench mock', { timeout: soonMs }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(
      `says where it serves, serves until ${signal}, and exits with 0`,
      { skip: process.platform === 'win32' },
      async (t) => {
        const cwd = folder(t);
        const running = new Running(
          ['mock', scenarioFile(cwd, quickScenario), '--port', '0', '--verbose', '--scenario-out', 'out.json'],
          { cwd },
        );
        await running.until('stdout', 'Ctrl-C ends it\n');
        const url = urlIn(running.stdout);
        assert.match(
          running.stdout,
          /^quick is served on http:\S+ with GET \/sources\/north and \/sources\/south; POST \/v1\/chat\/completions; out\.json asks it; /,
        );
        const out = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')) as ScenarioInput;
        assert.deepEqual(
          out.sources.map((source) => source.type === 'http' && String(source.url).startsWith(url)),
          [true, true],
        );
        const hanging = fetch(`${url}/sources/north`).then((response) => response.text());
        assert.match(await hanging, /north was asked/);
        await running.until('stderr', 'GET north: 200 after ');
        running.child.kill(signal);
        assert.equal((await running.ended).code, 0);
      },
    );

  it('says in one line that the port is in use, and leaves no file', async (t) => {
    const cwd = folder(t);
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await agentBench(['mock', '--port', String(port), '--scenario-out', 'out.json'], {
      cwd,
    });
    assert.deepEqual(
      [code, stdout, stderr],
      [2, '', `error: --port ${port}: the port is in use; choose another, or --port 0 for any that is free\n`],
    );
    assert.throws(() => readFileSync(join(cwd, 'out.json')), { code: 'ENOENT' });
  });

  it('overwrites nothing', async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, 'out.json'), 'mine');
    const { code, stderr } = await agentBench(['mock', '--port', '0', '--scenario-out', 'out.json'], { cwd });
    assert.deepEqual(
      [code, stderr],
      [2, 'error: --scenario-out out.json: it exists, and nothing is overwritten; remove it, or name another file\n'],
    );
    assert.equal(readFileSync(join(cwd, 'out.json'), 'utf8'), 'mine');
  });

  for (const [args, message] of [
    [['--port', '70000'], /--port .*Write a whole number from 0 to 65,535/],
    [['--fail-source', 'wether=reset'], /--fail-source wether=reset: unknown source 'wether'/],
    [['--fail-model', 'rest'], /--fail-model rest: unknown fault 'rest'; did you mean 'reset'/],
    [['--scenario-out', 'nowhere/out.json'], /--scenario-out nowhere\/out\.json: cannot be written/],
  ] as const)
    it(`refuses ${args.join(' ')}`, async (t) => {
      const { code, stderr } = await agentBench(['mock', '--port', '0', ...args], { cwd: folder(t) });
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
});

const overHttp = {
  sources: [
    {
      type: 'http',
      name: 'far',
      url: 'http://far.invalid/?key={{env.NOBODY_SET_THIS}}',
      latency: '20ms',
      payload: { inline: { text: 'About {{city}}.' } },
    },
  ],
  inference: { cost: '5ms' },
};

describe('agent-bench run --mock', { timeout: soonMs }, () => {
  it('asks a stand-in where the scenario names somebody far away, whose secrets it does not need', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench(
      ['ask', 'What is new?', '--scenario', scenarioFile(cwd, overHttp), '--mock', '--city', 'Oslo', '--json'],
      {
        cwd,
      },
    );
    assert.match(stderr, /^A stand-in on http:\/\/127\.0\.0\.1:\d+ answers for the http sources and the model\.$/m);
    assert.equal(code, 0);
    assert.deepEqual((JSON.parse(stdout) as { sources: { far: { payload: unknown } } }).sources.far.payload, {
      text: 'About Oslo.',
    });
  });

  it('lets faults be those of the agent, so that predictions know of them', async (t) => {
    const cwd = folder(t);
    const { code, stdout } = await agentBench(
      [
        'run',
        scenarioFile(cwd, overHttp),
        '--mock',
        '--modes',
        'hybrid',
        '--fail-source',
        'far=server-error',
        '--json',
        '-',
      ],
      { cwd },
    );
    assert.equal(code, 3);
    const report = JSON.parse(stdout) as Report;
    const [run] = report.modes[0]!.runs;
    assert.deepEqual([run!.result.completeness, run!.predictedCompleteness], [0, 0]);
    assert.equal(run!.result.errors[0]!.message, 'injected fault: server error (500)');
  });

  for (const [scenario, args, message] of [
    [quickScenario, ['--virtual'], /on simulated time nobody is asked/],
    [quickScenario, [], /neither an http source nor an openai model/],
    [
      { sources: [{ type: 'http', name: 'a', url: 'http://127.0.0.1/' }] },
      [],
      /sources\.0\.latency: --mock needs to know how long 'a' \(http\) takes/,
    ],
    [
      {
        sources: [
          { name: 'b', latency: 1 },
          { type: 'http', name: 'a', url: 'http://127.0.0.1/' },
        ],
      },
      [],
      /sources\.1\.latency: --mock needs/,
    ],
  ] as const)
    it(`refuses ${JSON.stringify(scenario).slice(0, 60)} ${args.join(' ')}`, async (t) => {
      const cwd = folder(t);
      const { code, stderr } = await agentBench(['run', scenarioFile(cwd, scenario), '--mock', ...args], { cwd });
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
});
