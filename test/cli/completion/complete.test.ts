import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { commandLine } from '#src/cli/command-line.js';
import { complete } from '#src/cli/completion/complete.js';
import { agentBench, folder, scenarioFile } from '../spawned.js';

/** What is offered after these words; the text after the last space is being written. */
async function offered(line: string): Promise<string[]> {
  const { candidates, files } = await complete(line.split(' '), await commandLine([], { code: 0 }));
  return [...candidates.map(({ text }) => text), ...(files ? ['FILES'] : [])];
}

/** A file of a scenario with these sources. */
function ownScenario(t: TestContext, names: readonly string[], file = 'mine.json'): string {
  const cwd = folder(t);
  return join(cwd, scenarioFile(cwd, { sources: names.map((name) => ({ name, latency: 1 })) }, file));
}

const modes = ['sequential', 'concurrent', 'parallel', 'hybrid', 'hybrid-barrier'];
const builtIns = ['capstone', 'cpu-heavy', 'degraded', 'five-sources', 'io-heavy', 'reliable', 'slow-tail'];
const schemas = ['scenario', 'run', 'resilience', 'compare', 'sweep', 'verify', 'what-if', 'record', 'ask', 'doctor'];
const sourceFigures = ['attempts', 'fetch', 'completeness'];

describe('completion offers', () => {
  const cases: readonly (readonly [line: string, offered: readonly string[]])[] = [
    ['sc', ['scenarios', 'schema']],
    ['run --mod', ['--modes']],
    ['run --no', ['--no-live', '--no-color']],
    ['replay ', ['FILES']],
    ['replay report.json --mode hyb', ['hybrid', 'hybrid-barrier']],
    ['run --modes ', modes],
    ['run --modes hy', ['hybrid', 'hybrid-barrier']],
    ['run --modes hybrid,s', ['hybrid,sequential']],
    ['run --modes=p', ['--modes=parallel']],
    ['run ', [...builtIns, 'FILES']],
    ['run slow', ['slow-tail', 'FILES']],
    ['run --quick cap', ['capstone', 'FILES']],
    ['run capstone extra', []],
    ['run --runs ', []],
    ['run --question run --mod', ['--modes']],
    ['run --json ', ['FILES']],
    ['run --html ', ['FILES']],
    ['report a.json --cl', ['--classroom']],
    ['run --inconclusive ', ['pass', 'fail', 'retry']],
    ['run --dispatch s', ['shortest-first']],
    ['what-if --set kn', ['knowledge_base=']],
    ['what-if slow-tail --set fetch', ['fetch=', 'fetch-timeout=']],
    ['run --latency ', ['weather=', 'news=', 'knowledge_base=']],
    ['run slow-tail --latency p', ['profile=']],
    ['run --fail-source n', ['news=']],
    [
      'run --fail-source news=s',
      ['slow:', 'stale', 'server-error', 'stalled', 'slow-drip:'].map((kind) => `news=${kind}`),
    ],
    ['run --fail-source=news=h', ['--fail-source=news=hang']],
    ['run --fail-source other=h', []],
    ['run --fail-worker s', ['stuck', 'slow-core:']],
    ['mock --fail-model ha', ['hang']],
    ['record capstone -o ', ['FILES']],
    ['init --template ', ['module', 'http', 'openai', 'exec']],
    ['run --gate ', [...modes.map((mode) => `${mode}.`), 'sources.', 'virtual.']],
    ['run --gate hybrid.cp', ['hybrid.cpu', 'hybrid.cpuRatio']],
    ['run --gate hybrid.makespan.p9', ['hybrid.makespan.p90', 'hybrid.makespan.p95', 'hybrid.makespan.p99']],
    ['run --gate hybrid.nonsense.p9', []],
    ['run --gate hybrid.makespan.p95.', []],
    ['run --gate virtual.se', ['virtual.sequential.']],
    ['run --gate sources.n', ['sources.news.']],
    ['run --gate virtual.hybrid.sources.news.', sourceFigures.map((name) => `virtual.hybrid.sources.news.${name}`)],
    ['run -- --mo', ['FILES']],
    ['ask --scenario io', ['io-heavy', 'FILES']],
    ['ask --scenario slow-tail --latency s', ['search=']],
    ['ask ', []],
    ['sweep --over c', ['cores=', 'contention=']],
    ['sweep five-sources --over latency.w', ['latency.weather=']],
    ['resilience --tune ', ['timeout', 'hedge', 'retry', 'quorum']],
    ['baseline ', ['save', 'show', 'list', 'help']],
    ['report ', ['FILES']],
    ['schema ', schemas],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['help sw', ['sweep']],
    ['nonsense ', []],
    ['run --nonsense=x', []],
  ];
  for (const [line, expected] of cases) {
    it(`${expected.length === 0 ? 'nothing' : `${expected.slice(0, 3).join(' ')}${expected.length > 3 ? ' …' : ''}`} after '${line}'`, async () => {
      assert.deepEqual(await offered(line), expected);
    });
  }

  it('every command, but not itself', async () => {
    const commands = await offered('');
    for (const name of ['run', 'sweep', 'baseline', 'completion', 'help']) assert.ok(commands.includes(name), name);
    assert.ok(!commands.includes('complete'));
  });

  it('the sources of a file, whatever else is wrong with it, and comments in it', async (t) => {
    assert.deepEqual(await offered(`run ${ownScenario(t, ['a=b', 'a', 'c'])} --latency a`), ['a=b=', 'a=']);
    const file = ownScenario(t, [], 'mine.jsonc');
    writeFileSync(file, '{ // mine\n "sources": [{"name": "north", "type": "nonsense"}, {"name": 7}, {}, ], ');
    assert.deepEqual(await offered(`run ${file} --latency `), ['north=']);
  });

  it('no name that a terminal would take for a command to itself', async (t) => {
    assert.deepEqual(await offered(`run ${ownScenario(t, ['\u001b[2J', 'two\nlines', 'good'])} --latency `), ['good=']);
  });

  it('the baselines of the folder that --dir names', async (t) => {
    const dir = join(folder(t), 'kept');
    mkdirSync(dir);
    writeFileSync(join(dir, 'main.json'), '{}');
    writeFileSync(join(dir, 'notes.txt'), '');
    assert.deepEqual(await offered(`baseline show --dir ${dir} `), ['main']);
    assert.deepEqual(await offered(`compare --dir ${dir} main m`), ['main', 'FILES']);
  });
});

describe('agent-bench complete', () => {
  it('prints each word with its summary, and says where a file may stand', async (t) => {
    const { code, stdout, stderr } = await agentBench(['complete', '--', 'run', 'capst'], { cwd: folder(t) });
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'capstone\t\n\tfiles\n', stderr: '' });
  });

  for (const [what, words] of [
    ['a scenario that is not there', ['run', './nothing.json', '--latency', '']],
    ['a folder in the place of a scenario', ['run', './', '--latency', '']],
    ['a command that there is not', ['nonsense', '--modes', '']],
    ['no word at all', []],
  ] as const) {
    it(`prints no error for ${what}`, async (t) => {
      const { code, stderr } = await agentBench(['complete', '--', ...words], { cwd: folder(t) });
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    });
  }
});
