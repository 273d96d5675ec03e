import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { agentBench, bin, cleanEnv, folder } from '../spawned.js';

/** Whether a program is installed. */
function installed(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** Runs a shell's script with agent-bench on its path, after the script of the completion. */
async function inShell(
  shell: string,
  args: readonly string[],
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout: completion, code } = await agentBench(['completion', shell], { cwd });
  assert.equal(code, 0);
  writeFileSync(join(cwd, 'completion'), completion);
  writeFileSync(join(cwd, 'agent-bench'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(cwd, 'agent-bench'), 0o755);
  const path = `${cwd}:${process.env['PATH'] ?? ''}`;
  const { stdout, stderr, status } = spawnSync(shell, [...args, '-c', script], {
    cwd,
    encoding: 'utf8',
    env: cleanEnv({ ...env, PATH: path }),
    timeout: 60_000,
  });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  return stdout;
}

/** What bash would put in the place of the word before the cursor; `words` is how readline splits the line. */
const bashScript = `source ./completion
COMP_POINT=\${#COMP_LINE}
COMP_WORDS=($WORDS '') COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_agent_bench agent-bench
printf '%s\\n' "\${COMPREPLY[@]}"`;

describe('completion in bash', { skip: !installed('bash') && 'bash is not installed' }, () => {
  const cases: readonly (readonly [line: string, replies: readonly string[]])[] = [
    ['agent-bench run --mod', ['--modes']],
    ['agent-bench run --modes hybrid,s', ['hybrid,sequential']],
    ['agent-bench run capst', ['capstone']],
    ['agent-bench run --latency ', ['weather=', 'news=', 'knowledge_base=']],
    ['agent-bench run --fail-source news=ha', ['hang']],
    ['agent-bench run --fail-source=news=ha', ['hang']],
    ["agent-bench run --gate 'hybrid.speed", ['hybrid.speedup']],
    ['agent-bench run ./odd.json --latency ', ['two\\ words=', '\\$\\(touch\\ harm\\)=']],
    ['agent-bench run ./odd.json --latency two\\ w', ['two\\ words=']],
    ['agent-bench run ./od', ['./odd.json']],
    ['agent-bench nonsense ', ['']],
  ];
  for (const [line, replies] of cases) {
    it(`replies ${replies.join(' ')} to '${line}'`, async (t) => {
      const cwd = folder(t);
      writeFileSync(
        join(cwd, 'odd.json'),
        JSON.stringify({ sources: [{ name: 'two words' }, { name: '$(touch harm)' }] }),
      );
      const out = await inShell('bash', ['--norc', '--noprofile'], bashScript, cwd, {
        COMP_LINE: line,
        WORDS: 'agent-bench',
      });
      assert.deepEqual(out.split('\n').slice(0, -1), replies);
    });
  }

  it('does with words alone, where nobody sets the line', async (t) => {
    const script =
      'source ./completion; COMP_WORDS=(agent-bench run --modes hy); COMP_CWORD=3; _agent_bench; echo ' +
      '"${COMPREPLY[@]}"';
    assert.equal(await inShell('bash', ['--norc', '--noprofile'], script, folder(t)), 'hybrid hybrid-barrier\n');
  });
});

describe('completion in fish', { skip: !installed('fish') && 'fish is not installed' }, () => {
  it('offers modes and faults', async (t) => {
    const script =
      "source ./completion; complete -C 'agent-bench run --modes hyb'; complete -C 'agent-bench run --fail-source " +
      "news=ha'";
    const out = await inShell('fish', ['--no-config'], script, folder(t));
    for (const word of ['hybrid', 'hybrid-barrier', 'news=hang']) assert.match(out, new RegExp(`^${word}\\t`, 'm'));
  });
});

describe('completion in zsh', { skip: !installed('zsh') && 'zsh is not installed' }, () => {
  it('has a script that zsh accepts', async (t) => {
    assert.equal(
      await inShell(
        'zsh',
        ['-f'],
        'autoload -U compinit; compinit -u -D; source ./completion; echo $_comps[agent-bench]',
        folder(t),
      ),
      '_agent_bench\n',
    );
  });
});

it('completion of a shell that there is not names those that there are', async (t) => {
  const { code, stderr } = await agentBench(['completion', 'tcsh'], { cwd: folder(t) });
  assert.equal(code, 2);
  assert.match(stderr, /tcsh.*bash, zsh, fish/);
});
