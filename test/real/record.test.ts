import assert from 'node:assert/strict';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run, type ModeReport, type ScenarioInput } from '#src/index.js';
import { median } from '#src/lib/statistics/descriptive.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { record } from '#src/experiments/record/record.js';
import { loadScenario, resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { agentBench, folder, Running, scenarioFile } from '../cli/spawned.js';

const ownScenario: ScenarioInput = {
  name: 'mine',
  sources: [
    { name: 'north', latency: { type: 'uniform', min: 150, max: 180 }, faults: ['flaky:0.3'] },
    { name: 'south', latency: 120, policies: [{ type: 'retry', attempts: 1, base: 5 }] },
  ],
  inference: { cost: 5 },
  modes: ['sequential', 'hybrid'],
};

const makespan = ({ runs }: ModeReport): number => median(runs.map(({ makespanMs }) => makespanMs));

describe('record', () => {
  it('writes a scenario that simulates to the makespans that are measured', async (t) => {
    const cwd = folder(t);
    const scenario = { ...ownScenario, sources: ownScenario.sources.map((source) => ({ ...source, faults: [] })) };
    const { code, stdout } = await agentBench(
      ['record', scenarioFile(cwd, scenario), '--runs', '15', '-o', 'recorded.json'],
      { cwd },
    );
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^mine · 2 sources · 15 rounds on real time\n\n {2}source +answered +median +p95 +failures\n {2}north +15\/15 .* –\n {2}south +15\/15 .* –\n/,
    );
    assert.match(stdout, /\nSaved in recorded\.json; agent-bench run recorded\.json --virtual simulates it\n$/);
    const { scenario: recorded } = await loadScenario(join(cwd, 'recorded.json'));
    const simulated = await run(recorded, { virtual: true, cores: 2, runs: 50 });
    const measured = await run(scenario, { runs: 7 });
    for (const [i, mode] of measured.modes.entries()) {
      const ratio = makespan(simulated.modes[i]!) / makespan(mode);
      assert.ok(ratio > 0.7 && ratio < 1.3, `${mode.mode}: simulated in ${ratio} of the measured time`);
    }
  });

  it('measures without policies, and with the faults of the scenario only where that is asked for', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { ...ownScenario, scale: 0.2 });
    const rate = async (...flags: string[]): Promise<unknown[]> => {
      const { stdout, stderr } = await agentBench(['record', path, '--runs', '25', ...flags, '-o', '-'], { cwd });
      assert.match(stderr, /north .*\n.*south/);
      return (JSON.parse(stdout) as ScenarioInput).sources.map(({ faults = [] }) => faults);
    };
    assert.deepEqual(await rate(), [[{ kind: 'flaky', argument: '0.3' }], []]);
    const [[north], south] = (await rate('--with-faults')) as [
      [{ kind: string; argument: string; rate: number }],
      unknown[],
    ];
    assert.deepEqual([north.kind, north.argument, south], ['flaky', '1', []]);
    assert.ok(north.rate > 0 && north.rate < 0.7);
    assert.deepEqual(readdirSync(cwd), ['mine.json']);
  });

  it('measures inference of your own, and makes it a cost', async (t) => {
    const cwd = folder(t);
    scenarioFile(
      cwd,
      'export function infer() { for (const end = Date.now() + 30; Date.now() < end; ); return "done"; }',
      'infer.mjs',
    );
    const path = scenarioFile(cwd, {
      ...ownScenario,
      inference: { type: 'module', module: './infer.mjs', workers: 2 },
    });
    const { stdout, code } = await agentBench(['record', path, '--runs', '5', '-o', '-'], { cwd });
    assert.equal(code, 0);
    const { inference, sources } = JSON.parse(stdout) as {
      inference: { cost: number; workers: number; type?: string };
      sources: { cost: number }[];
    };
    assert.deepEqual([inference.type, inference.workers], [undefined, 2]);
    for (const cost of [inference.cost, ...sources.map((source) => source.cost)])
      assert.ok(cost > 5 && cost < 60, String(cost));
  });

  it('keeps the rounds that were complete when it is interrupted', async () => {
    const loaded = await resolveScenario({ sources: [{ name: 'a', latency: 5 }] });
    const within = new Scope();
    const reason = new Failure('interrupted', 'enough');
    const progress = (_what: string, done: number): void => {
      if (done === 3) within.abort(reason);
    };
    const plan = makePlan(loaded, { clock: 'real', runs: 1000, cores: undefined, contention: 1 }, 2);
    const { rounds, sources } = await record({ plan, withFaults: false, within, progress });
    assert.deepEqual([rounds, sources.map(({ answeredMs }) => answeredMs.length)], [3, [3]]);
  });

  it('writes nothing when it is interrupted before anything was measured', async (t) => {
    const cwd = folder(t);
    const running = new Running(
      [
        'record',
        scenarioFile(cwd, { sources: [{ name: 'a', latency: '20s', timeout: '30s' }] }),
        '-o',
        'recorded.json',
      ],
      { cwd },
    );
    await running.until('stderr', 'rounds: 0 of 50');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.deepEqual([code, stdout, readdirSync(cwd)], [130, '', ['mine.json']]);
  });

  it('recommends a command that finds what it has written', async (t) => {
    const cwd = folder(t);
    const path = scenarioFile(cwd, { sources: [{ name: 'a', latency: 1 }] });
    for (const [file, named] of [
      ['recorded', './recorded'],
      ['re corded.json', "'re corded.json'"],
    ] as const) {
      const { stdout } = await agentBench(['record', path, '--runs', '1', '-o', file], { cwd });
      assert.ok(stdout.endsWith(`\nSaved in ${file}; agent-bench run ${named} --virtual simulates it\n`), stdout);
    }
    assert.equal((await agentBench(['run', './recorded', '--virtual'], { cwd })).code, 0);
  });

  it(
    'does not overwrite the scenario that it measures through a link',
    { skip: process.platform === 'win32' },
    async (t) => {
      const cwd = folder(t);
      const path = scenarioFile(cwd, { sources: [{ name: 'a', latency: 1 }] });
      symlinkSync('mine.json', join(cwd, 'link.json'));
      symlinkSync('.', join(cwd, 'here'));
      for (const [scenario, file] of [
        [path, 'link.json'],
        ['./link.json', 'mine.json'],
        [path, 'here/mine.json'],
      ] as const) {
        const { code, stderr } = await agentBench(['record', scenario, '--runs', '1', '-o', file], { cwd });
        assert.deepEqual(
          [code, stderr],
          [2, `error: -o ${file}: that is the scenario which is measured; name another file\n`],
        );
      }
    },
  );

  for (const [what, args, message] of [
    ['no place for what it writes', ['mine.json'], /-o, --output <file\|->' not specified/],
    [
      'a folder that is not there',
      ['./mine.json', '-o', 'no/where.json'],
      /^error: -o no\/where\.json: cannot be written: the folder .*no does not exist; create it first$/m,
    ],
    [
      'the scenario itself',
      ['./mine.json', '-o', 'mine.json'],
      /^error: -o mine\.json: that is the scenario which is measured; name another file$/m,
    ],
    [
      'a name of a module',
      ['./mine.json', '-o', 'a.mjs'],
      /^error: -o a\.mjs: what is written is JSON, and \.mjs is the name of a module; end it in \.json$/m,
    ],
    ['a folder', ['./mine.json', '-o', '.'], /^error: -o \.: cannot be written: it is a folder; name a file in it$/m],
    ['no round', ['./mine.json', '-o', '-', '--runs', '0'], /--runs <n>.* whole number from 1 to 10,000/],
    ['a scenario that there is not', ['capston', '-o', '-'], /unknown scenario 'capston'; did you mean 'capstone'\?/],
    [
      'a stand-in for nothing',
      ['./mine.json', '-o', '-', '--mock'],
      /^error: --mock: the scenario has neither an http source nor an openai model/m,
    ],
  ] as const) {
    it(`refuses ${what} in one line, and writes nothing`, async (t) => {
      const cwd = folder(t);
      scenarioFile(cwd, ownScenario);
      const { code, stdout, stderr } = await agentBench(['record', ...args], { cwd });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.deepEqual(readdirSync(cwd), ['mine.json']);
      assert.ok(!existsSync(join(cwd, 'no')));
    });
  }
});
