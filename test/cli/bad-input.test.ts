import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { agentBench, folder, scenarioFile, type Ended } from './spawned.js';

const source = { name: 'weather', latency: '1s' };

/** What is written, then what the message must name: the flag or field, the value, the remedy. */
const wrongFlags: readonly (readonly [args: string, ...named: string[]])[] = [
  ['rnu', "'rnu'", 'Did you mean run?'],
  ['--nope', "'--nope'", '--help'],
  ['run --modse hybrid', "'--modse'", 'Did you mean --modes?'],
  ['run --modes hybird', '--modes', "'hybird'", "did you mean 'hybrid'?"],
  ['run --modes ,', '--modes', "','", 'sequential,concurrent,parallel,hybrid'],
  ['run capston', "'capston'", "did you mean 'capstone'?"],
  ['run capstone hybrid', "'run'", 'Expected 1 argument'],
  ['run ./missing.json', './missing.json', 'does not exist'],
  ['run --latency wether=2s', '--latency', "'wether'", "did you mean 'weather'?"],
  ['run --html --virtual', '--html', '--virtual is a flag', './--virtual'],
  ['run --seed --quick', '--seed', '--quick is a flag'],
  ['run --latency weather', '--latency', "'weather'", 'NAME=DURATION'],
  ['run --latency weather=-2s', '--latency', "'weather=-2s'", '1.5s'],
  ['run --latency weather=', '--latency', "'weather='", '1.5s'],
  ['run --infer-cost NaN', '--infer-cost', "'NaN'", '1.5s'],
  ['run --infer-cost -1', '--infer-cost', "'-1'", '1.5s'],
  ['run --fetch-timeout 0', '--fetch-timeout', "'0'", 'above zero and up to 24h'],
  ['run --fetch-timeout soon', '--fetch-timeout', "'soon'", 'above zero and up to 24h'],
  ['run --timeout 1year', '--timeout', "'1year'", '1.5s'],
  ['run --timeout 999h', '--timeout', "'999h'", '24h'],
  ['run --timeout Infinity', '--timeout', "'Infinity'", '1.5s'],
  ['run --cache-ttl soon', '--cache-ttl', "'soon'", '1.5s'],
  ['run --workers 0', '--workers', "'0'", 'from 1 to'],
  ['run --workers 1.5', '--workers', "'1.5'", 'whole number'],
  ['run --workers 1e3', '--workers', "'1e3'", 'whole number'],
  ['run --workers 257', '--workers 257', 'at most 256', '--virtual'],
  ['run --runs 0', '--runs', "'0'", 'from 1 to'],
  ['run --runs 1000000000', '--runs', "'1000000000'", '100,000'],
  ['run --scale 0', '--scale', "'0'", 'above 0'],
  ['run --scale NaN', '--scale', "'NaN'", 'above 0'],
  ['run --scale 1e9', '--scale', "'1e9'", 'up to 1000'],
  ['run --quick --scale 2', '--quick', '--scale'],
  ['run --quiet --verbose', '--quiet', '--verbose'],
  ['run --seed -1', '--seed', "'-1'", 'whole number'],
  ['run --cores 4', '--cores 4', '--virtual'],
  ['run --virtual --cores 0', '--cores', "'0'", 'from 1 to'],
  ['run --contention 2', '--contention 2', '--virtual'],
  ['run --virtual --contention 0.5', '--contention', "'0.5'", 'from 1 to'],
  ['run --retries -1', '--retries', "'-1'", 'whole number'],
  ['run --fail-source wether', '--fail-source', "'wether'", "did you mean 'weather'?"],
  ['run --fail-source weather=hnag', '--fail-source', "'hnag'", "did you mean 'hang'?"],
  ['run --fail-source weather=flaky', '--fail-source', 'flaky:PROBABILITY'],
  ['run --fail-source weather=flaky:2', '--fail-source', "'2'", 'flaky:PROBABILITY'],
  ['run --fail-source weather=flaky:NaN', '--fail-source', "'NaN'", 'flaky:PROBABILITY'],
  ['run --fail-source weather=slow:fast', '--fail-source', "'fast'", 'slow:DURATION'],
  ['run --fail-source weather=slow:-3x', '--fail-source', "'-3x'", 'slow:DURATION'],
  ['run --fail-source weather=hang@2s', '--fail-source', "'@2s'", '@FROM..UNTIL'],
  ['run --fail-source weather=hang%7', '--fail-source', "'7'", '%RATE'],
  ['run --fail-worker carsh', '--fail-worker', "'carsh'", "did you mean 'crash'?"],
  ['run --fail-worker slow-core', '--fail-worker', 'slow-core:FACTORx'],
  ['run --block-loop long', '--block-loop', "'long'", 'DURATION[@FROM]'],
  ['run --fail-source weather=error:now', '--fail-source', "'now'", 'takes no argument'],
  ['run --question=', '--question', 'some text'],
  ['run --city', '--city', 'argument missing'],
  ['run --json=', '--json', "''", 'Name a file, or - for standard output'],
  ['run --md=', '--md', "''", 'Name a file, or - for standard output'],
  ['run --json no-folder/a.json', '--json no-folder/a.json', 'does not exist', 'create it'],
  ['run --json .', '--json .', 'folder', 'name a file'],
  ['run --md no-folder/a.md', '--md no-folder/a.md', 'does not exist', 'create it'],
  ['run --json a.json --md a.json', '--json a.json', '--md a.json', 'its own'],
  ['run --json - --md -', '--json -', '--md -', 'its own'],
  ['run --gate hybrid.speedup>=1 --md gates.xml --junit gates.xml', '--md gates.xml', '--junit gates.xml', 'its own'],
  ['run --gate hybrid.speedup>=1 --junit no-folder/a.xml', '--junit no-folder/a.xml', 'does not exist', 'create it'],
  ['run --gate hybrid.speedup>=1 --junit -', '--junit', "'-'", 'Name a file'],
  ['run --junit gates.xml', '--junit gates.xml', 'no gates', '--gate'],
  ['run --gate', '--gate', 'argument missing'],
  ['run --gate=', '--gate', 'column 1', 'hybrid.makespan'],
  ['run --gate hybrid.speedpu>=1', "--gate 'hybrid.speedpu>=1'", 'column 8', "did you mean 'speedup'?"],
  ['run --gate hybird.speedup>=1', 'column 1', "did you mean 'hybrid'?"],
  ['run --gate hybrid.makespan.p59<6s', 'column 17', "'p59'"],
  ['run --gate sources.wether.fetch<6s', 'column 9', "did you mean 'weather'?"],
  ['run --gate hybrid.efficiency>=6s', 'column 20', 'a share, as in 90% or 0.9', "'6s'"],
  [
    'run --gate hybrid-barrier.makespan<6s',
    "'hybrid-barrier' is not run",
    '--modes sequential,concurrent,parallel,hybrid,hybrid-barrier',
  ],
  ['run --modes hybrid --gate hybrid.speedup>=1', 'sequential mode', '--modes sequential,hybrid'],
  [
    'run --gate hybrid.makespan>=2s --gate hybrid.makespan<1s',
    "'hybrid.makespan>=2s'",
    "'hybrid.makespan<1s'",
    'contradict each other',
  ],
  ['run --gate hybrid.speedup>=1 --baseline .', '.', 'folder'],
  ['run --gate hybrid.speedup>=1 --inconclusive never', '--inconclusive', "'never'", 'pass, fail, retry'],
  ['ask', "'question'"],
  ['ask --virtual --fail-source wether Why?', '--fail-source', "'wether'", "did you mean 'weather'?"],
  ['ask Why? --scenario capston', "'capston'", "did you mean 'capstone'?"],
  ['schema', "'what'"],
  ['schema reprot', "'reprot'", "did you mean 'report'?"],
  ['report', "'file'"],
  ['report missing.json', 'missing.json', 'does not exist'],
  ['report .', 'it is a folder'],
];

/** A scenario file's content, then what the message must name. */
const wrongScenarios: readonly (readonly [content: unknown, ...named: string[]])[] = [
  ['', 'mine.json:1:1', 'not JSON'],
  ['{\n  "sources": [,]\n}', 'mine.json:2:15', 'not JSON'],
  ['[1, 2]', 'top level', 'expected object'],
  ['null', 'top level', 'expected object'],
  [{}, 'sources', 'missing'],
  [{ sources: [] }, 'sources', 'at least one source'],
  [{ sources: [source, source] }, 'sources.1.name', "'weather'", 'must differ'],
  [{ sources: Array.from({ length: 10_001 }, (_, i) => ({ name: `s${i}`, latency: 1 })) }, 'sources', 'at most 10000'],
  [{ sources: [{ name: 'weather' }] }, 'sources.0.latency', 'missing'],
  [{ sources: [{ name: '', latency: 1 }] }, 'sources.0.name'],
  [{ sources: [{ name: 'a', latency: '-1s' }] }, 'sources.0.latency', '"-1s"', '1.5s'],
  [{ sources: [{ name: 'a', latency: -1 }] }, 'sources.0.latency', '-1', '1.5s'],
  [{ sources: [{ name: 'a', latency: '2 weeks' }] }, 'sources.0.latency', '"2 weeks"', '1.5s'],
  [{ sources: [{ name: 'a', latency: { type: 'unifrom', min: 1, max: 2 } }] }, 'sources.0.latency.type', 'uniform'],
  [
    { sources: [{ name: 'a', latency: { type: 'uniform', min: 3, max: 2 } }] },
    'sources.0.latency',
    'min to be at most max',
  ],
  [
    { sources: [{ name: 'a', latency: { type: 'empirical', percentiles: { 50: 9, 90: 1 } } }] },
    'sources.0.latency.percentiles',
    'do not fall',
  ],
  [{ sources: [{ ...source, latncy: 1 }] }, 'sources.0', "'latncy'", "did you mean 'latency'?"],
  [{ sources: [{ ...source, faults: ['hnag'] }] }, 'sources.0.faults.0', "'hnag'", "did you mean 'hang'?"],
  [{ sources: [{ ...source, timeout: 0 }] }, 'sources.0.timeout', 'above zero'],
  [{ sources: [source], faults: ['wether=hang'] }, 'faults', "'wether'", "did you mean 'weather'?"],
  [{ sources: [source], modes: ['hybird'] }, 'modes.0', "'hybird'", "did you mean 'hybrid'?"],
  [{ sources: [source], inference: { workers: 0 } }, 'inference.workers', '>=1'],
  [{ sources: [source], inference: { cost: '1 year' } }, 'inference.cost', '"1 year"', '1.5s'],
  [
    { sources: [source], gates: ['hybrid.makespan <= 1s', 'hybrid.speedpu >= 1'] },
    "gates.1 'hybrid.speedpu >= 1', column 8",
    "did you mean 'speedup'?",
  ],
  [{ sources: [source], gates: 'hybrid.speedup >= 1' }, 'gates', 'expected array'],
  [{ sources: [source], gates: Array.from({ length: 101 }, () => 'hybrid.speedup >= 1') }, 'gates', '100'],
  [{ sources: [source], scale: 0 }, 'scale', '>0'],
  [{ sources: [source], seed: 0.5 }, 'seed', 'int'],
  [{ sources: [{ ...source, payload: { fixture: 'wether' } }] }, "'weather'", "'wether'", "did you mean 'weather'?"],
  [{ sources: [{ ...source, payload: { file: 'missing.txt' } }] }, 'missing.txt', 'does not exist'],
];

/** A report file's content, then what the message must name. */
const wrongReports: readonly (readonly [content: unknown, ...named: string[]])[] = [
  ['{"schemaVersion": 1, "modes": [', 'mine.json:1:', 'not JSON'],
  ['', 'mine.json:1:1', 'not JSON'],
  [{ name: 'no report' }, 'is not a report', 'schemaVersion'],
  [{ schemaVersion: 99 }, 'version 99', 'version 2', 'make the report again'],
  [{ schemaVersion: { a: 1 } }, 'version {"a":1}'],
  [{ schemaVersion: 2 }, 'of no known kind', 'missing', 'resilience', 'run'],
  [{ schemaVersion: 2, kind: 'rnu' }, 'of no known kind', '"rnu"'],
  [{ schemaVersion: 1, modes: [null, { runs: [null] }] }, 'version 1', 'make the report again'],
  [{ schemaVersion: 1 }, 'version 1', 'not a whole report of `run`', 'make the report again'],
  [{ kind: 'run', schemaVersion: 2, modes: [] }, 'not a whole report', 'tool', 'createdAt'],
];

/** Holds for every wrong input: exit code 2, nothing on standard output, nothing written, a message without a stack. */
function assertRefused(
  { code, stdout, stderr }: Ended,
  named: readonly string[],
  cwd: string,
  before: readonly string[],
): void {
  for (const part of named)
    assert.ok(stderr.replaceAll(/\s+/g, ' ').includes(part), `'${part}' is missing in: ${stderr}`);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
  assert.match(stderr, /^error: /);
  assert.doesNotMatch(stderr, /\n +at /);
  assert.deepEqual(readdirSync(cwd), before);
}

async function refused(args: readonly string[], named: readonly string[], cwd: string): Promise<void> {
  const before = readdirSync(cwd);
  assertRefused(await agentBench(args, { cwd }), named, cwd, before);
}

interface Case {
  readonly what: string;
  readonly named: readonly string[];
  /** The command line, once its file is in the folder. */
  readonly args: (cwd: string) => readonly string[];
}

const cases: readonly Case[] = [
  ...wrongFlags.map(([args, ...named]) => ({ what: args, named, args: () => args.split(' ') })),
  ...wrongScenarios.map(([content, ...named]) => ({
    what: `scenario ${JSON.stringify(content).slice(0, 100)}`,
    named,
    args: (cwd: string) => ['run', scenarioFile(cwd, content), '--virtual'],
  })),
  ...wrongReports.map(([content, ...named]) => ({
    what: `report ${JSON.stringify(content).slice(0, 100)}`,
    named,
    args: (cwd: string) => ['report', scenarioFile(cwd, content)],
  })),
];

describe('bad input is refused, with the flag or field, the value and the remedy named', () => {
  const root = mkdtempSync(join(tmpdir(), 'agent-bench-test-'));
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const lines = cases.map(({ args }, i) => {
    const cwd = join(root, String(i));
    mkdirSync(cwd);
    return { args: args(cwd), cwd };
  });
  const before = lines.map(({ cwd }) => readdirSync(cwd));
  const results = Promise.all(lines.map(({ args, cwd }) => agentBench(args, { cwd })));
  for (const [i, { what, named }] of cases.entries()) {
    it(what, async () => {
      assertRefused((await results)[i]!, named, lines[i]!.cwd, before[i]!);
    });
  }

  it('an empty question', (t) => refused(['ask', '  '], ['question'], folder(t)));

  it('a truncated report of our own', async (t) => {
    const cwd = folder(t);
    const { stdout } = await agentBench(['run', '--virtual', '--json', '-'], { cwd });
    await refused(['report', scenarioFile(cwd, stdout.slice(0, stdout.length / 2))], ['mine.json:', 'not JSON'], cwd);
    await refused(
      ['report', scenarioFile(cwd, { ...(JSON.parse(stdout) as object), modes: [{ mode: 'hybrid' }] })],
      ['modes.0'],
      cwd,
    );
  });
});
