import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Report } from '#src/index.js';
import { agentBench, folder, scenarioFile } from './spawned.js';

const examples = fileURLToPath(new URL('../../fixtures/examples/exec/', import.meta.url));
const python = spawnSync('python3', ['--version']).status === 0;

describe('programs as sources and inference', { timeout: 120_000 }, () => {
  for (const [file, there] of [
    ['scenario.json', true],
    ['python.json', python],
  ] as const) {
    it(`the example ${file} is answered`, { skip: !there }, async (t) => {
      const { code, stdout, stderr } = await agentBench(
        ['run', `${examples}${file}`, '--modes', 'hybrid', '--json', '-'],
        { cwd: folder(t) },
      );
      assert.equal(code, 0, stderr);
      const { sources, inferences } = (JSON.parse(stdout) as Report).modes[0]!.runs[0]!.result;
      assert.deepEqual(sources['weather']?.ok === true && sources['weather'].payload, {
        source: 'weather',
        text: 'What weather knows of New York.',
        units: 'celsius',
      });
      assert.equal(inferences['news']!.keyPhrases.join(' '), 'what news knows of should');
    });
  }

  it('cannot be simulated before they are measured, and that is said', async (t) => {
    const { code, stderr } = await agentBench(['run', `${examples}scenario.json`, '--virtual'], { cwd: folder(t) });
    assert.equal(code, 2);
    assert.match(stderr, /sources\.0\.latency: .*'weather' \(exec\).*agent-bench record/);
  });

  it('have the placeholders of their arguments filled in, each as one argument', async (t) => {
    const cwd = folder(t);
    writeFileSync(
      join(cwd, 'tell.cjs'),
      'process.stdin.resume().on("end", () => console.log(JSON.stringify({ summary: process.argv.slice(2).join("|") ' +
        '})))',
    );
    const tell = [process.execPath, 'tell.cjs', '--q={{question}}', '{{ source }}'];
    const scenario = {
      question: 'a "b" $(c)',
      city: 'Rome; ls',
      sources: [{ type: 'exec', name: 'a', command: [...tell, '{{city}}/{{index}}/{{attempt}}', '{{env.MY_REGION}}'] }],
      inference: { type: 'exec', command: tell },
      modes: ['hybrid'],
    };
    const { code, stdout, stderr } = await agentBench(['run', scenarioFile(cwd, scenario), '--json', '-'], {
      cwd,
      env: { MY_REGION: 'us' },
    });
    assert.equal(code, 0, stderr);
    const { sources, inferences } = (JSON.parse(stdout) as Report).modes[0]!.runs[0]!.result;
    assert.deepEqual(sources['a']?.ok === true && sources['a'].payload, {
      summary: '--q=a "b" $(c)|a|Rome; ls/0/1|us',
    });
    assert.equal(inferences['a']!.summary, '--q=a "b" $(c)|a');
  });

  const missing: readonly (readonly [what: string, scenario: object, named: RegExp])[] = [
    [
      'a source',
      { sources: [{ type: 'exec', name: 'a', command: ['no-such-program'] }] },
      /^error: sources\.0\.command: there is no program 'no-such-program' on PATH/m,
    ],
    [
      'a source whose argument names nothing',
      { sources: [{ type: 'exec', name: 'a', command: ['node', '{{citty}}'] }] },
      /sources\.0\.command\.1: unknown name in \{\{ \}\}; did you mean 'city'/,
    ],
    [
      'inference whose argument names what inference is not told',
      { sources: [{ name: 'a', latency: 1 }], inference: { type: 'exec', command: ['node', '{{city}}'] } },
      /inference\.command\.1: unknown name in \{\{ \}\}/,
    ],
    [
      'a source whose argument names a variable that is not set',
      { sources: [{ type: 'exec', name: 'a', command: ['node', '{{env.NOT_SET_ANYWHERE}}'] }] },
      /not set in the environment.*\n {2}NOT_SET_ANYWHERE, for sources\.0\.command\.1/,
    ],
    [
      'inference',
      { sources: [{ name: 'a', latency: 1 }], inference: { type: 'exec', command: ['./no-such-program'] } },
      /^error: inference\.command: the program '\.\/no-such-program' does not exist/m,
    ],
  ];
  for (const [what, scenario, named] of missing) {
    it(`a program of ${what} that cannot be started is told before the run`, async (t) => {
      const cwd = folder(t);
      const { code, stdout, stderr } = await agentBench(['run', scenarioFile(cwd, scenario)], { cwd });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, named);
    });
  }
});
