import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Answer } from '#src/model/outcome.js';
import { modes } from '#src/agent/modes.js';
import { runQuery } from '#src/agent/query.js';
import type { World } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import type { Span, TraceEvent } from '#src/model/trace.js';
import { loadScenario, resolveScenario } from '#src/scenario/load.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { realWorld } from '#src/world/real.js';
import { realClock } from '#src/time/real.js';
import { agentBench, folder } from '../cli/spawned.js';
import { instantsOf, spansOf } from '../support/timelines.js';

/** Needs no calibration. */
const inference = {
  type: 'module',
  module: fileURLToPath(new URL('../../fixtures/modules/trouble.mjs', import.meta.url)),
} as const;
const modules = fileURLToPath(new URL('../../fixtures/modules/', import.meta.url));

async function open(input: ScenarioInput, where = modules): Promise<World> {
  return realWorld(await resolveScenario(input, where), { cores: 2, workers: 2, within: new Scope() });
}

/** Asks one question in the hybrid mode; says what came of it, and what was noted of each source. */
async function ask(
  world: World,
  agent = world.agent(),
): Promise<{ answer: Answer; noted: string[]; spans: Span[]; ms: number }> {
  const events: TraceEvent[] = [];
  const startMs = realClock.now();
  const query = { index: 0, seed: 1, question: 'Why?', arguments: { city: 'Oslo' } };
  const asked = { mode: modes.hybrid.run, name: 'hybrid', query, world, agent, timeoutMs: 20_000, within: new Scope() };
  const answer = await runQuery({ ...asked, sink: (event) => events.push(event) });
  return {
    answer,
    noted: instantsOf(events).map(({ name, what }) => `${name}: ${what}`),
    spans: spansOf(events),
    ms: realClock.now() - startMs,
  };
}

/** What each trouble comes to: the kind of the failure and its message, or what is answered; and what is noted. */
const troubles: readonly [name: string, said: RegExp, noted?: RegExp][] = [
  ['throws', /^error: out of ideas$/],
  ['rejects', /^error: a text$/],
  ['throwsOdd', /^error: \{ a: 1 \}$/],
  ['throwsBare', /^error: \[Object: null prototype\] \{\}$/],
  ['throwsShy', /^error: .+$/],
  ['logsOdd', /^"logged"$/, /^bad: a value that cannot be shown$/],
  ['returnsMuch', /^too-large: (?:its module|it) returned more than 10,000,000 bytes of JSON \(maxBytes\)$/],
  [
    'hangs',
    /^timeout: no answer within 1\.00 s; the module went on after its signal was aborted; its thread was ended$/,
    /went on after its signal/,
  ],
  ['heeds', /^timeout: no answer within 1\.00 s$/],
  [
    'neverYields',
    /^timeout: no answer within 1\.00 s; the module never yielded; its thread was ended$/,
    /never yielded/,
  ],
  ['exits', /^exited: .*exit code 3$/],
  ['returnsNothing', /^malformed: .*: undefined$/],
  ['returnsFunction', /^malformed: .*: a function at articles\.0\.read$/],
  ['returnsCycle', /^malformed: .*: a cycle at knot$/],
  ['rejectsUnheard', /^error: an error that nothing caught: nobody listens$/],
  [
    'writes',
    /^"written"$/,
    /wrote 25 bytes to standard output, which are not shown.*wrote 18 bytes to standard error, which are not shown/,
  ],
  [
    'floods',
    /^"logged"$/,
    /^(?:bad: line \d+ \\x1b\[31mx+… ?){20}bad: logged more than 20 lines, of which the rest is left out$/,
  ],
  ['fine', /^\{"temp":7,"at":"1970-01-01T00:00:00\.000Z"\}$/, /^bad: \{ a: 1 \}$/],
];

/** Of sources alone. */
const moreTroubles: typeof troubles = [
  ['returnsBigInt', /^malformed: .*: a BigInt at 0$/],
  ['returnsInstance', /^malformed: .*: an instance of Forecast at today$/],
  ['returnsNaN', /^malformed: .*: NaN at temp$/],
];

describe('a source that is a module', () => {
  for (const [name, said, noted = /^$/] of [...troubles, ...moreTroubles]) {
    it(`that ${name}: harms itself alone, and the answer says so`, async (t) => {
      const sources: ScenarioInput['sources'] = [
        { type: 'module', name: 'bad', module: './trouble.mjs', export: name, timeout: '1s' },
        { name: 'good', latency: 10 },
        { type: 'module', name: 'own', module: './trouble.mjs', export: 'fine', argument: 'city' },
      ];
      const world = await open({ sources, inference });
      t.after(() => world.close());
      const agent = world.agent();
      // Twice, as a thread that was lost has to be there again.
      for (let round = 0; round < 2; round++) {
        const { answer, noted: all } = await ask(world, agent);
        const bad = answer.sources['bad']!;
        assert.match(bad.ok ? JSON.stringify(bad.payload) : `${bad.error.kind}: ${bad.error.message}`, said);
        assert.match(all.filter((one) => one.startsWith('bad')).join(' '), noted);
        assert.ok(answer.sources['good']!.ok && answer.sources['own']!.ok);
      }
    });
  }

  it('that fails once its thread had nothing to do says so with the next call, and the thread is there again after it', async (t) => {
    const sources: ScenarioInput['sources'] = ['exitsLater', 'rejectsLater'].map((name) => ({
      type: 'module',
      name,
      module: './trouble.mjs',
      export: name,
    }));
    const world = await open({ sources, inference });
    t.after(() => world.close());
    const agent = world.agent();
    assert.equal((await ask(world, agent)).answer.completeness, 1);
    await new Promise((resolve) => {
      realClock.after(200, () => {
        resolve(undefined);
      });
    });
    const { answer, noted } = await ask(world, agent);
    const { exitsLater, rejectsLater } = answer.sources;
    assert.ok(exitsLater?.ok === false && exitsLater.error.kind === 'exited', JSON.stringify(exitsLater));
    assert.ok(rejectsLater?.ok === true);
    assert.deepEqual(noted, [
      'rejectsLater: between two calls there was an error that nothing caught: late and unheard',
    ]);
    assert.equal((await ask(world, agent)).answer.completeness, 1);
  });

  it('is asked with the query, and can be TypeScript with what only a compiler understands', async (t) => {
    const cwd = folder(t);
    writeFileSync(
      join(cwd, 'own.ts'),
      `import { defineScenario } from 'agent-bench';
enum Color { Red = 'red', Blue = 'blue' }
export async function fetch(query: Record<string, unknown>, { signal }: { signal: AbortSignal }) {
  return { ...query, color: Color.Blue, aborted: signal.aborted, defined: typeof defineScenario };
}`,
    );
    const world = await open(
      { sources: [{ type: 'module', name: 'own', module: 'own.ts', argument: 'city' }], inference },
      cwd,
    );
    t.after(() => world.close());
    const own = (await ask(world)).answer.sources['own'];
    const query = { question: 'Why?', city: 'Oslo', index: 0, seed: 1, source: 'own', attempt: 1, argument: 'Oslo' };
    assert.deepEqual(own?.ok === true && own.payload, { ...query, color: 'blue', aborted: false, defined: 'function' });
  });

  it('runs the copies of a hedge on threads of their own', async (t) => {
    const source = {
      type: 'module',
      name: 'own',
      module: './trouble.mjs',
      export: 'neverYields',
      timeout: '400ms',
    } as const;
    const world = await open({ sources: [{ ...source, policies: [{ type: 'hedge', after: '100ms' }] }], inference });
    t.after(() => world.close());
    const { answer, ms } = await ask(world);
    assert.equal(answer.sources['own']?.ok, false);
    assert.ok(ms < 5000, `${ms} ms`);
  });
});

describe('inference that is a module', () => {
  for (const [name, said, noted = /^$/] of troubles) {
    it(`that ${name}: harms itself alone, and the answer says so`, async (t) => {
      const sources = [name, 'good'].map((payload, i) => ({
        name: i === 0 ? 'bad' : 'good',
        latency: 1,
        payload: { inline: payload },
      }));
      const world = await open({ sources, inference: { ...inference, policies: [{ type: 'timeout', after: '1s' }] } });
      t.after(() => world.close());
      const agent = world.agent();
      for (let round = 0; round < 2; round++) {
        const { answer, noted: all } = await ask(world, agent);
        const [error] = answer.errors;
        // All failures of inference are of one kind.
        const kind = error?.kind === 'timeout' ? 'timeout' : said.source.slice(1, said.source.indexOf(':'));
        assert.match(
          error === undefined ? JSON.stringify(answer.inferences['bad']?.value) : `${kind}: ${error.message}`,
          said,
        );
        assert.ok(error === undefined || error.kind === 'timeout' || error.kind === 'inference');
        assert.match(all.filter((one) => one.startsWith('bad')).join(' '), noted);
        assert.equal(answer.inferences['good']?.summary, 'understood good of good: Why?');
      }
    });
  }

  it('runs on the workers, whose CPU time is measured', async (t) => {
    const sources = ['a', 'b'].map((name) => ({ name, latency: 1 }));
    const world = await open({ sources, inference: { ...inference, export: 'worksHard' } });
    t.after(() => world.close());
    const { spans } = await ask(world);
    const inferences = spans.filter(({ kind }) => kind === 'inference');
    assert.deepEqual(inferences.map(({ lane }) => lane).toSorted(), ['worker-1', 'worker-2']);
    for (const { cpuMs } of inferences) assert.ok(cpuMs! > 10 && cpuMs! < 2000, `${cpuMs} ms`);
  });
});

describe('a module that cannot be used', () => {
  const source = { type: 'module', name: 'own', module: './trouble.mjs' } as const;
  const refused: readonly [string, ScenarioInput, RegExp][] = [
    [
      'a missing file',
      { sources: [{ ...source, module: './nowhere.ts' }] },
      /^source 'own': \.\/nowhere\.ts: it does not exist$/,
    ],
    [
      'a missing export',
      { sources: [{ ...source, export: 'fin' }] },
      /^source 'own': \.\/trouble\.mjs: it exports no 'fin'; did you mean 'fine'\?$/,
    ],
    [
      'an export that is no function',
      { sources: [{ ...source, export: 'notAFunction' }] },
      /: its export 'notAFunction' is no function, but a string$/,
    ],
    [
      'inference without its export',
      { sources: [{ name: 'a', latency: 1 }], inference: { type: 'module', module: 'trouble.mjs', export: 'infers' } },
      /^inference: trouble\.mjs: it exports no 'infers'; did you mean 'infer'\?$/,
    ],
  ];
  for (const [what, input, said] of refused) {
    it(`is refused in a line before anything is run: ${what}`, async () => {
      await assert.rejects(open(input), (error: Error) => {
        assert.equal(error.name, 'UsageError');
        assert.match(error.message, said);
        return true;
      });
    });
  }

  it('is refused in a line: syntax that is none, exiting at the top level, an export of nothing', async (t) => {
    const cwd = folder(t);
    const files: Record<string, [string, RegExp]> = {
      'broken.ts': ['export const fetch = ;', /: line 1, column \d+: /],
      'broken.mjs': ['export const x = 1;\nexport const fetch = ;', /: line 2: /],
      'leaves.mjs': ['process.exit(5)', /: it ended its thread while it was loaded \(exit code 5\)$/],
      'empty.mjs': ['', /: it exports no 'fetch', and nothing else$/],
      'other.cjs': ['exports.fetches = () => 1;', /: it exports no 'fetch'; did you mean 'fetches'\?$/],
      'odd.mjs': ['throw Object.create(null)', /: it throws while it is loaded: \[Object: null prototype\] \{\}$/],
      'imports.mjs': ["import 'nonsuch-package';", /: it imports 'nonsuch-package', which is not there$/],
      'typed.ts': [
        "import '@lib/helper';",
        /: it imports '@lib\/helper', which is not there; paths of a tsconfig are not read$/,
      ],
      'ours.ts': ["import 'jiti';", /: it imports 'jiti', which is not there/],
    };
    for (const [file, [text, said]] of Object.entries(files)) {
      writeFileSync(join(cwd, file), text);
      await assert.rejects(open({ sources: [{ ...source, module: file }] }, cwd), said);
    }
  });

  it('is given up where it is not loaded in time', async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, 'endless.mjs'), 'for (;;);');
    await assert.rejects(
      open({ sources: [{ ...source, module: 'endless.mjs' }] }, cwd),
      /: it is not loaded after 10\.00 s/,
    );
  });
});

describe('the command line with modules', () => {
  it('shows nothing of what they write, and says that they wrote', async (t) => {
    const cwd = folder(t);
    const scenario = {
      sources: [{ type: 'module', name: 'own', module: join(modules, 'trouble.mjs'), export: 'writes' }],
      inference: { type: 'module', module: join(modules, 'trouble.mjs'), export: 'writes' },
    };
    writeFileSync(join(cwd, 'mine.json'), JSON.stringify(scenario));
    const { code, stdout, stderr } = await agentBench(['run', './mine.json', '--modes', 'hybrid'], { cwd });
    assert.equal(code, 0, stderr);
    assert.ok(!/loud|more ö/.test(stdout + stderr));
    assert.match(stdout, /own: wrote 25 bytes to standard output/);
    assert.match(stdout, /inference of type module/);
  });

  it('loads a scenario from a module with comments, types and calculation, and from one that is wrong says where', async (t) => {
    const cwd = folder(t);
    const text = (cost: string): string =>
      `import { defineScenario } from 'agent-bench';
const latencies = [10, 20]; // of each source
export default defineScenario({ sources: latencies.map((latency, i) => ({ name: \`s\${i}\`, latency })), inference: ` +
      `{ cost: ${cost} } });`;
    writeFileSync(join(cwd, 'mine.ts'), text("'30ms'"));
    writeFileSync(join(cwd, 'mine.mjs'), text("'soon'"));
    const { code, stdout, stderr } = await agentBench(['run', './mine.ts', '--virtual', '--cores', '2'], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /hybrid answers in 50 ms/);
    const wrong = await agentBench(['run', './mine.mjs', '--virtual'], { cwd });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /mine\.mjs is not a scenario:\n {2}inference\.cost: /);
  });

  it('refuses worker faults, and a cheaper inference, where the kernel is not what works', async () => {
    await assert.rejects(
      resolveScenario({
        sources: [{ name: 'a', latency: 1 }],
        inference: { ...inference, faults: ['crash'], policies: [{ type: 'model-fallback', cost: 1 }] },
      }),
      (error: Error) =>
        /inference\.faults: workers fail in the kernel's work only/.test(error.message) &&
        /only the kernel has a cheaper inference/.test(error.message),
    );
  });
});

describe('the examples with modules', () => {
  it('run', async (t) => {
    const examples = fileURLToPath(new URL('../../fixtures/examples/', import.meta.url));
    const loaded = await loadScenario(join(examples, 'module', 'scenario.json'));
    const world = await realWorld(loaded, { cores: 2, workers: 2, within: new Scope() });
    t.after(() => world.close());
    const { answer, noted } = await ask(world);
    assert.equal(answer.status, 'complete');
    assert.deepEqual(noted, ['weather: attempt 1 for Oslo']);
    assert.equal(answer.inferences['weather']?.keyPhrases.length, 3);

    const typed = await loadScenario(join(examples, 'module-scenario.ts'));
    assert.equal(typed.scenario.name, 'typed');
  });
});
