import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, posix } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/**
 * A line imports only from lines before it; siblings in one line never import each other. `index` is `src/index.ts`.
 */
const layers = [
  ['lib'],
  ['model'],
  ['adapters'],
  ['time', 'sources', 'faults', 'policies', 'inference', 'agent', 'analysis', 'machine'],
  ['scenario'],
  ['world'],
  ['results'],
  ['judge'],
  ['experiments'],
  ['render', 'server'],
  ['cli', 'index', 'web'],
];

/** Where the clock is read, timers are set and dice are thrown: real time, randomness, and what measures real CPU. */
const ownTime = new Set([
  'time/real.ts',
  'lib/random.ts',
  'inference/workers/worker.ts',
  'inference/workers/workload-worker.ts',
  'inference/kernel/calibrate.ts',
  'inference/workers/thread-cpu.ts',
]);
const timeWords =
  /\b(?:Date\.now|new Date|Date\(|performance|hrtime|setTimeout|setInterval|setImmediate|AbortSignal\.timeout|Math\.random|node:timers)\b/g;

/** Who makes what has to do with the world outside. Each is made once, where a world is built. */
const adapters = /\b(?:createPool|synthetic|new SimulatedCores|new VirtualClock|buildAgent|buildSources)\(/g;

/** What only the command line may touch: arguments, streams, exit codes, signals, variables. */
const processWords = /\bprocess\.(?:argv|stdin|stdout|stderr|exit|exitCode|env|on|once|kill)\b|\bconsole\./g;

interface SourceFile {
  readonly path: string;
  /** The text without comments, strings kept. */
  readonly code: string;
  readonly text: string;
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true })
  .map((path) => path.toString().replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .toSorted()
  .map((path) => {
    const text = readFileSync(`${src}${path}`, 'utf8');
    return { path, text, code: withoutComments(text) };
  });

const paths = new Set(files.map(({ path }) => path));

function withoutComments(text: string): string {
  // A string, a template or a regular expression may hold what looks like a comment, so they are matched first and
  // kept.
  return text.replaceAll(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/(?!\[).*$/gm,
    (_, kept: string | undefined) => kept ?? '',
  );
}

/** The files that a file imports, types and dynamic imports included. */
function importsOf({ path, code }: SourceFile): string[] {
  const specifiers = [...code.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map(([, specifier]) => specifier!);
  const named = specifiers
    .filter((specifier) => specifier.endsWith('.js'))
    .map((specifier) => posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts'));
  return named.map((name) => (paths.has(name) ? name : `${name}x`)); // a component's file ends in tsx
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : basename(path, '.ts');
}

function layerOf(path: string): number {
  return layers.findIndex((layer) => layer.includes(folderOf(path)));
}

/** Where a pattern occurs, as `path: what`. */
function occurrences(pattern: RegExp, among: readonly SourceFile[]): string[] {
  return among.flatMap(({ path, code }) => [...code.matchAll(pattern)].map(([found]) => `${path}: ${found}`));
}

describe('architecture', () => {
  it('has source files, and every import of theirs is one of them', () => {
    assert.ok(files.length > 50);
    const missing = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !paths.has(imported))
        .map((imported) => `${file.path}: ${imported}`),
    );
    assert.deepEqual(missing, []);
    assert.ok(
      importsOf(files.find(({ path }) => path === 'cli/command-line.ts')!).includes('cli/commands/mock.ts'),
      'dynamic imports are seen',
    );
  });

  it('every folder has its layer', () => {
    assert.deepEqual(
      files.map(({ path }) => path).filter((path) => layerOf(path) === -1),
      [],
    );
  });

  it('the page of the architecture has the rooms by layer, and names no file that is not there', () => {
    const page = readFileSync(`${src}../docs/architecture.md`, 'utf8');
    const rows = [...page.matchAll(/^\| ((?:`[\w-]+` ?)+) \|/gm)].map(([, rooms]) => rooms!);
    assert.deepEqual(
      rows.map((rooms) => [...rooms.matchAll(/`([\w-]+)`/g)].map(([, room]) => room!).toSorted()),
      layers.map((layer) => layer.toSorted()),
    );
    const [before] = page.split('## Where to add what');
    const named = [...before!.matchAll(/`src\/([\w/-]+\.ts)`/g)].map(([, path]) => path!);
    assert.ok(named.length > 15);
    assert.deepEqual(
      named.filter((path) => !paths.has(path)),
      [],
    );
  });

  it('a layer imports only from layers below it, and siblings never import each other', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => folderOf(imported) !== folderOf(file.path) && layerOf(imported) >= layerOf(file.path))
        .map((imported) => `${file.path} imports ${imported}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('a class is given its look in one stylesheet of the page, and in others only within what is theirs', () => {
    const sheets = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.css'));
    const owners = new Map<string, Set<string>>();
    for (const path of sheets) {
      const rules = readFileSync(`${src}${path}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      const selectors = [...rules.matchAll(/([^{};]+)\{/g)].flatMap(([, selector]) =>
        selector!.trim().startsWith('@') ? [] : selector!.split(','),
      );
      for (const selector of selectors) {
        const name = /\.([a-z][\w-]*)/i.exec(selector)?.[1];
        if (name !== undefined) owners.set(name, (owners.get(name) ?? new Set()).add(path));
      }
    }
    assert.ok(owners.size > 50);
    const shared = [...owners]
      .filter(([, among]) => among.size > 1)
      .map(([name, among]) => `.${name}: ${[...among].join(', ')}`);
    assert.deepEqual(shared, []);
  });

  it('nothing that the page loads needs Node', () => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const loaded = new Set<string>();
    const load = (path: string): void => {
      if (loaded.has(path)) return;
      loaded.add(path);
      const { code } = byPath.get(path)!;
      // What is imported for its types alone is not loaded.
      for (const imported of importsOf({ path, text: '', code: code.replaceAll(/^import type [^;]*;/gm, '') }))
        load(imported);
    };
    load('web/report/main.tsx');
    assert.ok(loaded.has('agent/modes.ts') && loaded.has('time/virtual.ts'), 'the page runs the modes themselves');
    assert.deepEqual(
      occurrences(
        /from 'node:[^']*'|\bprocess\./g,
        files.filter(({ path }) => loaded.has(path)),
      ),
      ['time/virtual.ts: process.'],
    );
  });

  it('there are no cycles', () => {
    const imports = new Map(files.map((file) => [file.path, importsOf(file)]));
    const done = new Set<string>();
    const visit = (path: string, above: readonly string[]): void => {
      assert.ok(!above.includes(path), [...above, path].join(' → '));
      if (done.has(path)) return;
      for (const imported of imports.get(path) ?? []) visit(imported, [...above, path]);
      done.add(path);
    };
    for (const path of imports.keys()) visit(path, []);
  });

  it('only the two builders of worlds make them out of adapters', () => {
    const elsewhere = files.filter(({ path }) => !/^world\/(?:real|virtual)\.ts$/.test(path));
    const made = occurrences(adapters, elsewhere).filter(
      (found) =>
        !/^inference\/workers\/pool\.ts: createPool|^sources\/synthetic\.ts: synthetic|^world\/(?:sources|agent)\.ts: (?:build|synthetic)/.test(
          found,
        ),
    );
    assert.deepEqual(made, []);
  });

  it('only the command line touches arguments, streams, exit codes, signals and variables, but for few places', () => {
    assert.deepEqual(
      occurrences(
        processWords,
        files.filter(({ path }) => !path.startsWith('cli/')),
      ),
      [
        'adapters/environment-variables.ts: process.env', // whoever needs a variable is handed it
        'adapters/module/count-output.ts: process.stdout', // what code of others writes on a thread is counted
        'adapters/module/count-output.ts: process.stderr',
        'adapters/module/user-code-call.ts: process.on', // a thread hears of errors that code of others does not catch
        'adapters/module/user-code-call.ts: process.on',
        'adapters/process/process-group.ts: process.on', // programs end with agent-bench
        'adapters/process/process-group.ts: process.kill',
        'inference/workers/worker.ts: process.exit', // of a worker thread that crashes, where that is the fault
      ],
    );
  });

  it('clocks, timers and chance stand only where time is made or CPU is measured', () => {
    const elsewhere = files.filter(({ path }) => !ownTime.has(path));
    // which lets continuations run and takes no time
    assert.deepEqual(occurrences(timeWords, elsewhere), ['time/virtual.ts: setImmediate']);
    assert.ok(occurrences(timeWords, files).length > 3, 'the words are found where they may stand');
  });

  it('a file above 300 lines has a reason', () => {
    const reasons: Readonly<Record<string, string>> = {};
    const long = files.filter(({ text }) => text.trimEnd().split('\n').length > 300).map(({ path }) => path);
    assert.deepEqual(long, Object.keys(reasons));
  });

  it('a line has at most 120 columns, but for one that is a regular expression', () => {
    const long = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => line.length > 120 && !/^\s*\/\^?\S+\/[a-z]*[,;]$/.test(line))
        .map((line) => `${path}: ${line}`),
    );
    assert.deepEqual(long, []);
  });

  it('no folder has more than 20 files beside each other', () => {
    const counts = new Map<string, number>();
    for (const { path } of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > 20).map(([folder, count]) => `${folder}: ${count}`);
    assert.deepEqual(full, []);
  });

  it('no file is named for nothing in particular', () => {
    assert.deepEqual(
      files.filter(({ path }) => /\b(?:util|utils|helper|helpers|manager|common|misc)\b/.test(path)),
      [],
    );
    for (const { path } of files) assert.match(path, /^[a-z0-9/-]+(?:\.d)?\.tsx?$/);
  });

  it('every public export says what it is', () => {
    const index = files.find(({ path }) => path === 'index.ts')!;
    const undocumented: string[] = [];
    for (const [, names, from] of index.code.matchAll(/export (?:type )?\{([^}]*)\} from '(\.[^']*)'/g)) {
      const { text, path } = files.find(
        (file) => file.path === posix.join(dirname(index.path), from!).replace(/\.js$/, '.ts'),
      )!;
      for (const name of names!
        .split(',')
        .map((one) => one.trim().replace(/^type /, ''))
        .filter(Boolean))
        if (!documented(name, text)) undocumented.push(`${path}: ${name}`);
    }
    for (const [, name] of index.code.matchAll(/^export (?:async )?(?:function|interface|class|const|type) (\w+)/gm))
      if (!documented(name!, index.text)) undocumented.push(`index.ts: ${name}`);
    assert.deepEqual(undocumented, []);
  });
});

/** Whether a comment ends on the line before the name's declaration. */
function documented(name: string, text: string): boolean {
  const lines = text.split('\n');
  const at = lines.findIndex((line) =>
    new RegExp(`^export (?:async )?(?:function|interface|class|const|type) ${name}\\b`).test(line),
  );
  return at > 0 && lines[at - 1]!.trimEnd().endsWith('*/');
}
