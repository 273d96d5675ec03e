import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { modeNames } from '#src/agent/modes.js';
import { faultKinds } from '#src/faults/index.js';
import { workerFaultKinds } from '#src/inference/workers/worker-faults.js';
import { figureNames, sourceFigureNames } from '#src/results/figures.js';
import { parseGate } from '#src/judge/gates/parse.js';
import { statisticNames } from '#src/judge/gates/statistic.js';
import { topicNames } from '#src/cli/topics.js';
import { agentBench, folder } from './spawned.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('help', () => {
  for (const flag of ['--version', '-V']) {
    it(`${flag} prints the version of package.json`, async (t) => {
      const ended = await agentBench([flag], { cwd: folder(t) });
      assert.deepEqual(ended, { code: 0, stdout: `${version}\n`, stderr: '' });
    });
  }

  for (const args of [['--help'], ['-h'], ['help']]) {
    it(`${args.join(' ')} lists the commands, examples and exit codes on standard output`, async (t) => {
      const { code, stdout, stderr } = await agentBench(args, { cwd: folder(t) });
      assert.equal(code, 0);
      assert.equal(stderr, '');
      for (const command of [
        'run',
        'compare',
        'baseline',
        'sweep',
        'ask',
        'record',
        'init',
        'scenarios',
        'figures',
        'schema',
        'report',
        'replay',
        'doctor',
        'completion',
      ])
        assert.match(stdout, new RegExp(`^  ${command}\\b`, 'm'));
      assert.match(stdout, /Examples:\n +agent-bench run/);
      for (const exitCode of [0, 1, 2, 3, 4, 10, 11, 12, 130])
        assert.match(stdout, new RegExp(`^  ${exitCode} +\\S`, 'm'));
    });
  }

  it('run --help names every mode, fault and flag, examples and exit codes', async (t) => {
    const { code, stdout } = await agentBench(['run', '--help'], { cwd: folder(t) });
    assert.equal(code, 0);
    const flags =
      'modes question city latency infer-cost fetch-timeout timeout workers runs scale quick seed virtual cores ' +
      'contention fail-source fail-worker block-loop retries cache-ttl gate baseline across-machines inconclusive ' +
      'json md html classroom junit svg trace otlp csv spans-csv no-live quiet verbose no-color';
    for (const flag of flags.split(' ')) assert.match(stdout, new RegExp(`--${flag}\\b`), flag);
    const oneLine = stdout.replaceAll(/\s+/g, '');
    for (const word of [...modeNames, ...Object.keys(faultKinds), ...Object.keys(workerFaultKinds)])
      assert.ok(oneLine.includes(word), word);
    assert.match(stdout, /Examples:/);
    assert.match(stdout, /Exit codes:/);
  });

  for (const command of ['compare', 'baseline', 'ask', 'sweep', 'record', 'init', 'schema', 'report', 'replay']) {
    it(`${command} --help shows an example`, async (t) => {
      const { code, stdout } = await agentBench([command, '--help'], { cwd: folder(t) });
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples?:\\n +agent-bench ${command}`));
    });
  }

  it('of every command fits a screen: 60 lines of 80 columns', async (t) => {
    const { stdout } = await agentBench(['--help'], { cwd: folder(t) });
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]+)\b/gm)].map(([, name]) => name!);
    assert.ok(commands.length > 15);
    for (const command of [...commands.filter((name) => name !== 'help' && name !== 'agent-bench'), ...topicNames]) {
      const { code, stdout: help } = await agentBench(['help', command], { cwd: folder(t) });
      assert.equal(code, 0, command);
      const lines = help.trimEnd().split('\n');
      assert.ok(lines.length <= 60, `${command}: ${lines.length} lines`);
      assert.deepEqual(
        lines.filter((line) => line.length > 80 && !/agent-bench|curl/.test(line)),
        [],
        command,
      );
    }
  });

  it('explains every fault, policy and gate flag under a topic, and says what there is of others', async (t) => {
    const cwd = folder(t);
    const { stdout: faults } = await agentBench(['help', 'faults'], { cwd });
    for (const kind of [...Object.keys(faultKinds), ...Object.keys(workerFaultKinds)])
      assert.match(faults, new RegExp(`^  ${kind}\\b`, 'm'));
    assert.match((await agentBench(['help', 'gates'], { cwd })).stdout, /--gate <expr> +what must hold/);
    const { code, stderr } = await agentBench(['help', 'falts'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^error: help: there is no command or topic 'falts'; did you mean 'faults'\?\n$/);
    const extra = await agentBench(['help', 'run', 'faults'], { cwd });
    assert.equal(extra.code, 2);
    assert.match(extra.stderr, /^error: help: 'run' has no command 'faults'; see agent-bench help run\n$/);
  });

  it('figures lists every figure with its unit, every statistic, and gates that can be read as they stand', async (t) => {
    const { code, stdout, stderr } = await agentBench(['figures'], { cwd: folder(t) });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    for (const name of [...figureNames, ...sourceFigureNames])
      assert.match(
        stdout,
        new RegExp(`^  ${name} +(?:duration|share|ratio|number), (?:lower|higher) is better, `, 'm'),
      );
    for (const name of statisticNames) assert.match(stdout, new RegExp(`^  ${name} +\\S`, 'm'));
    const gates = [...stdout.matchAll(/^ {2}(\S.* (?:<=|>=|==|<|>) .*?) {2,}\S/gm)].map(([, gate]) => gate!);
    assert.ok(gates.length >= 8);
    for (const gate of gates) parseGate(gate, { modes: ['sequential', 'hybrid'], sources: ['weather', 'my source'] });
  });

  it('without a command it shows the help and says that it was used wrongly', async (t) => {
    const { code, stdout, stderr } = await agentBench([], { cwd: folder(t) });
    assert.equal(code, 2);
    assert.match(stdout + stderr, /Usage: agent-bench/);
  });

  it('scenarios lists the built-ins with what they are for, the default first', async (t) => {
    const { code, stdout } = await agentBench(['scenarios'], { cwd: folder(t) });
    assert.equal(code, 0);
    const names = [...stdout.matchAll(/^(\S+) {2,}\S/gm)].map(([, name]) => name);
    assert.deepEqual(names, ['capstone', 'cpu-heavy', 'degraded', 'five-sources', 'io-heavy', 'reliable', 'slow-tail']);
  });
});
