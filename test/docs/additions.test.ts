import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { cleanEnv } from '../cli/spawned.js';
import { blocksOf, root, textOf } from './pages.js';

const execute = promisify(execFile);

/** Which file a block of the page is, or which line of one it stands beside. */
const first = /^\/\/ (?<path>src\/[\w/.-]+), (?:a new file|(?<side>above|below) "(?<beside>.*)")\n/;

interface Addition {
  readonly path: string;
  readonly text: string;
  /** The beginning of the line that it stands above or below; undefined of a new file. */
  readonly beside: string | undefined;
  readonly below: boolean;
}

const additions = blocksOf(textOf('docs/architecture.md')).flatMap(({ text }): Addition[] => {
  const { path, side, beside } = first.exec(text)?.groups ?? {};
  return path === undefined ? [] : [{ path, text: text.replace(first, ''), beside, below: side === 'below' }];
});

/** The text with an addition beside the one line that begins as it says. */
function withAddition(old: string, { path, text, beside, below }: Addition): string {
  const lines = old.split('\n');
  const at = lines.flatMap((line, i) => (line.startsWith(beside!) ? [i] : []));
  assert.equal(at.length, 1, `${path} has one line that begins with ${beside}`);
  return lines.toSpliced(at[0]! + (below ? 1 : 0), 0, text.replace(/\n$/, '')).join('\n');
}

describe('what the architecture page adds to a copy', () => {
  const copy = mkdtempSync(join(tmpdir(), 'agent-bench-copy-'));
  after(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  before(async () => {
    for (const part of [
      'package.json',
      'tsconfig.json',
      'bin',
      'src',
      'fixtures/scenarios',
      'fixtures/sources',
      'dist/web',
    ])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    for (const addition of additions) {
      const path = join(copy, addition.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        addition.beside === undefined ? addition.text : withAddition(readFileSync(path, 'utf8'), addition),
      );
    }
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await execute(process.execPath, [tsc, '-p', copy]).catch((failed: { readonly stdout: string }) => {
      assert.fail(failed.stdout);
    });
  });

  /** What the changed command line prints; on standard output alone. */
  async function prints(...args: string[]): Promise<string> {
    const command = [join(copy, 'bin', 'agent-bench.js'), ...args];
    return (await execute(process.execPath, command, { cwd: copy, env: cleanEnv() })).stdout;
  }

  const simulated = ['--virtual', '--cores', '2'];

  it('is a mode, which takes as long as one step after another', async () => {
    const csv = await prints('run', ...simulated, '--modes', 'sequential,depth-first', '--makespans', '-');
    assert.deepEqual(csv.trim().split('\n').toSorted(), ['depth-first 12500', 'sequential 12500']);
  });

  it('is a fault, which comes when it says', async () => {
    const report = JSON.parse(
      await prints(
        'run',
        ...simulated,
        '--modes',
        'hybrid',
        '--fail-source',
        'weather=late-error:700ms',
        '--json',
        '-',
      ),
    ) as { readonly modes: readonly [{ readonly runs: readonly [{ readonly result: { readonly errors: unknown } }] }] };
    assert.deepEqual(report.modes[0].runs[0].result.errors, [
      {
        source: 'weather',
        stage: 'fetch',
        kind: 'error',
        message: 'injected fault: late error',
        attempts: 1,
        elapsedMs: 700,
      },
    ]);
  });

  it('is a policy, by which every fetch begins later', async () => {
    const scenario = {
      sources: [{ name: 'a', latency: '500ms' }],
      inference: { cost: '1s' },
      policies: [{ type: 'delay', by: '250ms' }],
      modes: ['hybrid'],
    };
    writeFileSync(join(copy, 'delayed.json'), JSON.stringify(scenario));
    assert.equal(await prints('run', 'delayed.json', ...simulated, '--makespans', '-'), 'hybrid 1750\n');
  });

  it('is an operation, with its help, its schema, its document and its page', async () => {
    assert.match(await prints('--help'), /^ {2}census .* count the sources of a scenario$/m);
    assert.match(await prints('census', '--help'), /--html <file\|->/);
    assert.match(await prints('schema', 'census'), /"const": "census"/);
    assert.match(await prints('complete', 'cen'), /^census/m);
    const { kind, types } = JSON.parse(await prints('census', '--json', '-')) as Record<string, unknown>;
    assert.deepEqual({ kind, types }, { kind: 'census', types: { synthetic: 3 } });
    assert.match(await prints('census', '--md', '-'), /^# capstone: sources by type\n[^]*\| synthetic \| 3 \|/);
    assert.match(await prints('census', '--html', '-'), /<h1>capstone: sources by type<\/h1>/);
  });

  it('is a renderer, in which any document can be written', async () => {
    assert.equal(await prints('census', '--outline', '-'), 'capstone: sources by type\n');
    assert.match(await prints('run', ...simulated, '--outline', '-'), /^capstone/);
  });
});
