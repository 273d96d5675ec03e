import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { templates } from '#src/cli/commands/init.js';
import { loadScenario } from '#src/scenario/load.js';
import { whyNotSimulable } from '#src/scenario/derived.js';
import { agentBench, folder } from './spawned.js';

const workflow = join('.github', 'workflows', 'agent-bench.yml');
const files = {
  module: ['agent-bench.jsonc', 'inference.mjs', 'sources.mjs', workflow],
  http: ['agent-bench.jsonc', workflow],
  openai: ['agent-bench.jsonc', workflow],
  exec: ['agent-bench.jsonc', 'agent.mjs', workflow],
} satisfies Record<keyof typeof templates, string[]>;

describe('init', () => {
  for (const name of Object.keys(templates) as (keyof typeof templates)[]) {
    const { mock } = templates[name];
    it(
      `--template ${name} writes ${files[name].join(', ')}: a scenario that loads and can be simulated, and the ` +
        'command that runs it',
      async (t) => {
        const cwd = folder(t);
        const { code, stdout, stderr } = await agentBench(['init', '--template', name], { cwd });
        assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
        const run = `run agent-bench.jsonc${mock ? ' --mock' : ''}`;
        assert.deepEqual(
          stdout.match(/^ {2}(\S+)(?= {2})/gm)?.map((path) => path.trim()),
          files[name],
        );
        assert.ok(stdout.endsWith(`Next:\n  npx agent-bench ${run}\n`));
        for (const file of files[name]) assert.ok(existsSync(join(cwd, file)), file);
        assert.equal(whyNotSimulable((await loadScenario(join(cwd, 'agent-bench.jsonc'))).scenario), undefined);
        assert.ok(readFileSync(join(cwd, workflow), 'utf8').includes(`npx agent-bench ${run} --runs 20`));
        const simulated = await agentBench(['run', 'agent-bench.jsonc', '--virtual', '--cores', '2', '--quiet'], {
          cwd,
        });
        assert.equal(simulated.code, 0, simulated.stderr);
        assert.match(simulated.stdout, /^(?:hybrid|concurrent) answers in /);
      },
    );
  }

  for (const [name, args] of [
    [undefined, []],
    ['exec', []],
    ['http', ['--mock']],
    ['openai', ['--mock']],
  ] as const) {
    it(`${name === undefined ? 'without --template writes functions of your own, which run' : `--template ${name} runs`} at once on real time`, async (t) => {
      const cwd = folder(t);
      await agentBench(['init', ...(name === undefined ? [] : ['--template', name]), '--dir', 'deep/in here'], { cwd });
      const there = join(cwd, 'deep', 'in here');
      const limits = ['--fetch-timeout', '1m', '--timeout', '10m']; // however busy the machine is
      const { code, stdout, stderr } = await agentBench(
        ['run', 'agent-bench.jsonc', '--modes', 'hybrid', ...limits, ...args],
        { cwd: there },
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^hybrid · .* · 2\/2 sources/m);
    });
  }

  it('says how to enter a folder whose name a shell would read otherwise', async (t) => {
    const { stdout } = await agentBench(['init', '--dir', "it's; ls"], { cwd: folder(t) });
    assert.ok(stdout.endsWith(String.raw`  cd 'it'\''s; ls' && npx agent-bench run agent-bench.jsonc` + '\n'));
  });

  it('never overwrites: where any of its files is there, it names those and writes none', async (t) => {
    const cwd = folder(t);
    mkdirSync(join(cwd, '.github', 'workflows'), { recursive: true });
    writeFileSync(join(cwd, workflow), 'mine');
    symlinkSync('nowhere', join(cwd, 'sources.mjs'));
    const { code, stdout, stderr } = await agentBench(['init'], { cwd });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(
      stderr,
      /^error: --dir \.: sources\.mjs and \.github\/workflows\/agent-bench\.yml are there already, so nothing was written; move them away/,
    );
    assert.equal(readFileSync(join(cwd, workflow), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(cwd).toSorted(), ['.github', 'sources.mjs']);
  });

  for (const [what, args, expected] of [
    ['a template that is nearly one', ['--template', 'htp'], /Unknown template 'htp'; did you mean 'http'\?/],
    [
      'a template that is none',
      ['--template', 'nonsense'],
      /Unknown template 'nonsense'; there is module, http, openai, exec/,
    ],
    [
      'a folder that is a file',
      ['--dir', 'file'],
      /^error: --dir file: cannot be used: \S*file is a file, not a folder$/m,
    ],
    [
      'a folder in which nothing can be made',
      ['--dir', '/proc/agent-bench'],
      /^error: --dir \/proc\/agent-bench: cannot be used: no folder can be made in \/proc$/m,
    ],
    ['no folder at all', ['--dir', ''], /--dir <folder>.*Name a folder\./],
    ['standard output for a folder', ['--dir', '-'], /--dir <folder>.*Name a folder\./],
  ] as const) {
    it(
      `refuses ${what} in one line`,
      { skip: args[1].startsWith('/proc') && process.platform !== 'linux' },
      async (t) => {
        const cwd = folder(t);
        writeFileSync(join(cwd, 'file'), '');
        const { code, stdout, stderr } = await agentBench(['init', ...args], { cwd });
        assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
        assert.match(stderr, expected);
        assert.equal(stderr.trimEnd().split('\n').length, 1);
        assert.deepEqual(readdirSync(cwd), ['file']);
      },
    );
  }
});
