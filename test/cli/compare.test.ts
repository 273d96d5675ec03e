import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { compareSchema, reporters, type Comparison, type Report } from '#src/index.js';
import { measuredReport, scattered } from '../support/reports.js';
import { agentBench, folder, type Ended } from './spawned.js';

/** A folder with reports in it, by file name. */
async function folderWith(
  t: TestContext,
  reports: Readonly<Record<string, Report | string | Promise<Report>>>,
): Promise<string> {
  const cwd = folder(t);
  for (const [name, report] of Object.entries(reports)) {
    const given = await report;
    writeFileSync(join(cwd, name), typeof given === 'string' ? given : reporters.json(given));
  }
  return cwd;
}

async function comparison(args: readonly string[], cwd: string): Promise<Comparison> {
  const { code, stdout, stderr } = await agentBench(['compare', ...args, '--json', '-'], { cwd });
  assert.equal(code, 0, stderr);
  return compareSchema.parse(JSON.parse(stdout));
}

function makespanOf({ comparisons }: Comparison, mode = 'hybrid'): Comparison['comparisons'][number] {
  return comparisons.find((one) => one.mode === mode && one.figure === 'makespan')!;
}

function refused({ code, stdout, stderr }: Ended, said: RegExp): void {
  assert.deepEqual(
    { code, stdout, lines: stderr.trimEnd().split('\n').length },
    { code: 2, stdout: '', lines: 1 },
    stderr,
  );
  assert.match(stderr, said);
}

describe('agent-bench compare', () => {
  it('says first in a sentence what became of each makespan, then in figures, then what is to blame', async (t) => {
    const cwd = await folderWith(t, {
      'a.json': measuredReport(scattered()),
      'b.json': measuredReport(scattered(1.1)),
    });
    const { code, stdout, stderr } = await agentBench(
      ['compare', 'a.json', 'b.json', '--md', 'c.md', '--json', 'c.json'],
      { cwd },
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const order = [
      'sequential is slower: +10 %',
      'hybrid is slower: +10 %',
      'hybrid          base',
      'where hybrid’s',
      'Saved in c.json and c.md',
    ];
    const places = order.map((words) => stdout.indexOf(words));
    assert.ok(
      places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]!)),
      stdout,
    );
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    assert.match(readFileSync(join(cwd, 'c.md'), 'utf8'), /^# made-up: a\.json and b\.json\n\n- sequential is slower/);
    assert.equal(
      makespanOf(compareSchema.parse(JSON.parse(readFileSync(join(cwd, 'c.json'), 'utf8')))).verdict,
      'slower',
    );
    assert.deepEqual(readdirSync(cwd).toSorted(), ['a.json', 'b.json', 'c.json', 'c.md']);
  });

  it('takes a floor, and reports of other machines', async (t) => {
    const far = { ...(await measuredReport(scattered(1.1))) };
    const cwd = await folderWith(t, {
      'a.json': measuredReport(scattered()),
      'b.json': measuredReport(scattered(1.1)),
      'far.json': { ...far, environment: { ...far.environment, cpuModel: 'Other' } },
    });
    assert.equal(makespanOf(await comparison(['a.json', 'b.json', '--floor', '15%'], cwd)).verdict, 'same');
    assert.equal(makespanOf(await comparison(['a.json', 'far.json'], cwd)), undefined);
    const across = await comparison(['a.json', 'far.json', '--across-machines'], cwd);
    assert.deepEqual([makespanOf(across).verdict, across.acrossMachines], ['slower', true]);
  });

  it('passes no verdict on one run of each, and says why', async (t) => {
    const cwd = await folderWith(t, { 'a.json': measuredReport([1]), 'b.json': measuredReport([3]) });
    const report = await comparison(['a.json', 'b.json'], cwd);
    assert.ok(report.comparisons.every(({ verdict, reason }) => verdict === 'inconclusive' && reason !== undefined));
    const { stdout } = await agentBench(['compare', 'a.json', 'b.json'], { cwd });
    assert.match(
      stdout.replaceAll(/\s+/g, ' '),
      /hybrid is inconclusive: \+200 %, 5\.50 s before, 16\.50 s now; one run says nothing of chance; make both with --runs 10/,
    );
  });

  for (const [what, change, said] of [
    ['an empty file', () => '', /b\.json.*not JSON/],
    ['something else', () => '{}', /b\.json is not a report of agent-bench/],
    ['a report without a run', (report) => ({ ...report, modes: [] }), /b\.json: no mode was finished/],
    [
      'a report of another version',
      (report) => ({ ...report, schemaVersion: 99 }),
      /b\.json is a report of version 99; this agent-bench reads version 2/,
    ],
    [
      'a report on the other clock',
      (report) => ({ ...report, clock: 'virtual' }),
      /real and virtual time cannot be compared/,
    ],
    [
      'another scenario',
      (report) => ({ ...report, scenario: { ...report.scenario, city: 'Rome' } }),
      /different scenarios; city: "New York" and "Rome"/,
    ],
    [
      'other modes',
      (report) => ({ ...report, modes: report.modes.map((mode) => ({ ...mode, mode: 'parallel' })).slice(1) }),
      /no mode in common/,
    ],
  ] as [string, (report: Report) => unknown, RegExp][]) {
    it(`refuses ${what}`, async (t) => {
      const report = await measuredReport(scattered());
      const other = change(report);
      const cwd = await folderWith(t, {
        'a.json': report,
        'b.json': typeof other === 'string' ? other : JSON.stringify(other),
      });
      refused(await agentBench(['compare', 'a.json', 'b.json'], { cwd }), said);
    });
  }

  it('refuses a report with a mode twice', async (t) => {
    const report = await measuredReport(scattered());
    const cwd = await folderWith(t, {
      'a.json': report,
      'b.json': { ...report, modes: [...report.modes, report.modes[0]!] },
    });
    const { code, stderr } = await agentBench(['compare', 'a.json', 'b.json'], { cwd });
    assert.deepEqual(
      { code, stderr },
      { code: 2, stderr: 'error: b.json is not a whole report:\n  modes: the same mode twice\n' },
    );
  });

  for (const [args, said] of [
    [['compare', 'a.json'], /missing required argument 'new'/],
    [['compare', 'none.json', 'none.json'], /no file and no baseline 'none\.json'/],
    [['compare', 'no/none.json', 'no/none.json'], /cannot read report no\/none\.json: it does not exist/],
    [['compare', 'a', 'b', '--floor', '0'], /--floor.*percentage above 0/],
    [['compare', 'a', 'b', '--runs', '5'], /--runs: .*this is for --interleaved/],
    [['compare', '--interleaved', '--virtual', 'capstne'], /unknown scenario 'capstne'; did you mean 'capstone'/],
    [['compare', '--interleaved', '--virtual', '--rusn 3'], /--interleaved '--rusn 3': unknown option '--rusn'/],
    [['compare', '--interleaved', '--virtual', "--city 'New"], /a quote or a backslash at the end is not closed/],
    [['compare', '--interleaved', '--virtual', '--virtual --runs 3'], /--runs is about both sides; give it to compare/],
    [['compare', '--interleaved', '--virtual', '--cores 2'], /--cores 2: cores are simulated/],
    [['compare', '--interleaved', '--virtual', '--quick'], /one side has --virtual and the other has not/],
    [
      ['compare', '--interleaved', '--virtual --modes hybrid', '--virtual --modes parallel'],
      /no mode in common: hybrid and parallel/,
    ],
    [
      ['compare', '--interleaved', '--virtual', '--virtual', '--md', 'none/a.md'],
      /--md none\/a\.md: cannot be written/,
    ],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async (t) => {
      const { code, stderr } = await agentBench(args, { cwd: folder(t) });
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    });
  }
});

describe('agent-bench compare --interleaved', () => {
  it('runs both sides, says how they differ, and saves the reports of both', async (t) => {
    const cwd = folder(t);
    const sides = ['--virtual --cores 2', "capstone --virtual --cores 2 --infer-cost 2.2s --question 'Is it warm?'"];
    const { code, stdout, stderr } = await agentBench(['compare', '--interleaved', ...sides, '--runs', '2'], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /they differ in question: [^]* and "Is it warm\?"/);
    assert.match(stdout, /hybrid is slower: \+7\.3 %, 5\.50 s before, 5\.90 s now \(simulated, exact\)\./);
    const saved = readdirSync(join(cwd, 'agent-bench-results')).toSorted();
    assert.deepEqual(
      saved.map((name) => /-(base|new)\.json$/.exec(name)?.[1]),
      ['base', 'new'],
    );
    const { code: shown } = await agentBench(['report', join('agent-bench-results', saved[1]!)], { cwd });
    assert.equal(shown, 0);
  });

  it('finds nothing between sides that are the same', async (t) => {
    const cwd = folder(t);
    const report = await comparison(['--interleaved', ' --virtual', 'capstone --virtual', '--runs', '2'], cwd);
    assert.deepEqual([report.interleaved, report.differences], [true, []]);
    assert.ok(report.comparisons.every(({ verdict }) => verdict === 'same'));
  });
});

describe('agent-bench baseline', () => {
  it('saves a report under a name, lists it, shows it, and compare knows it', async (t) => {
    const cwd = await folderWith(t, {
      'a.json': measuredReport(scattered()),
      'b.json': measuredReport(scattered(1.1)),
    });
    const saved = await agentBench(['baseline', 'save', 'main-1.0', 'a.json'], { cwd });
    assert.deepEqual({ code: saved.code, stderr: saved.stderr }, { code: 0, stderr: '' });
    assert.deepEqual(
      JSON.parse(readFileSync(join(cwd, 'agent-bench-baselines/main-1.0.json'), 'utf8')),
      JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')),
    );
    const list = await agentBench(['baseline', 'list'], { cwd });
    assert.equal(
      list.stdout,
      'main-1.0  made-up, 2026-01-31, Example CPU, 2 cores: sequential 12.50 s (10 runs), hybrid 5.50 s (10 runs)\n',
    );
    const show = await agentBench(['baseline', 'show', 'main-1.0'], { cwd });
    assert.match(show.stdout, /^made-up · 3 sources/);
    const report = await comparison(['main-1.0', 'b.json'], cwd);
    assert.deepEqual([report.base.name, makespanOf(report).verdict], ['main-1.0', 'slower']);
  });

  it('knows another folder, and says what in it is no baseline', async (t) => {
    const cwd = await folderWith(t, { 'a.json': measuredReport() });
    assert.equal((await agentBench(['baseline', 'save', 'one', 'a.json', '--dir', 'deep/er'], { cwd })).code, 0);
    writeFileSync(join(cwd, 'deep/er/broken.json'), '{"kind": "run", "schemaVersion": 2}');
    writeFileSync(join(cwd, 'deep/er/notes.txt'), 'no report');
    writeFileSync(join(cwd, 'deep/er/\u001b[31m.json'), '');
    const { code, stdout } = await agentBench(['baseline', 'list', '--dir', 'deep/er'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^broken {2}not a baseline: /m);
    assert.match(stdout, /^one {2}made-up/m);
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('notes'));
    assert.equal((await agentBench(['compare', 'one', 'a.json', '--dir', 'deep/er'], { cwd })).code, 0);
  });

  it(
    'refuses a folder in which none can be made, though it is there',
    { skip: process.platform !== 'linux', timeout: 60_000 },
    async (t) => {
      const cwd = await folderWith(t, { 'a.json': measuredReport() });
      for (const dir of ['/proc/x', '/proc/x/y'])
        refused(
          await agentBench(['baseline', 'save', 'main', 'a.json', '--dir', dir], { cwd }),
          /cannot be used: no folder can be made in \/proc$/m,
        );
    },
  );

  it('has an empty list where there is no folder', async (t) => {
    const { code, stdout } = await agentBench(['baseline', 'list'], { cwd: folder(t) });
    assert.equal(code, 0);
    assert.match(stdout, /^No baselines in agent-bench-baselines\//);
  });

  for (const [args, said] of [
    [['save', '../main', 'a.json'], /baseline '\.\.\/main': write a name, not a path; the folder is named by --dir/],
    [['save', 'a\\b', 'a.json'], /write a name, not a path/],
    [['show', '/etc/passwd'], /write a name, not a path/],
    [['save', '.hidden', 'a.json'], /not beginning with a dot/],
    [['save', '', 'a.json'], /baseline ''/],
    [['save', 'a b', 'a.json'], /letters, digits/],
    [['save', 'main'], /missing required argument 'report'/],
    [['save'], /missing required argument 'name'/],
    [['list', 'main'], /too many arguments/],
    [['save', 'main', 'none.json'], /cannot read report none\.json/],
    [['show', 'main'], /cannot read report agent-bench-baselines.main\.json: it does not exist/],
    [['save', 'main', 'a.json', '--dir', 'a.json'], /--dir a\.json: cannot be used: .*a\.json is a file, not a folder/],
    [
      ['save', 'main', 'a.json', '--dir', 'a.json/deep'],
      /--dir a\.json\/deep: cannot be used: .*a\.json is a file, not a folder/,
    ],
    [['save', 'a.json', 'a.json'], /baseline 'a\.json': write the name without \.json/],
    [['lst'], /unknown command 'lst' \(Did you mean list\?\)/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async (t) => {
      const cwd = await folderWith(t, { 'a.json': measuredReport() });
      refused(await agentBench(['baseline', ...args], { cwd }), said);
      assert.deepEqual(readdirSync(cwd), ['a.json']);
    });
  }
});
