import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '#src/model/errors.js';
import { parseJson } from '#src/scenario/json-file.js';
import { builtInNames, loadScenario, resolveScenario } from '#src/scenario/load.js';
import { scenarioSchema } from '#src/scenario/schema.js';
import { simulate, simulator, times } from '../support/simulate.js';
import { scenarioInput } from '../properties/scenarios.js';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-bench-load-'));
});
after(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the built-in scenarios', () => {
  it('are those that the documentation lists', async () => {
    assert.deepEqual(await builtInNames(), [
      'capstone',
      'cpu-heavy',
      'degraded',
      'five-sources',
      'io-heavy',
      'reliable',
      'slow-tail',
    ]);
  });

  for (const name of ['capstone', 'cpu-heavy', 'degraded', 'five-sources', 'io-heavy', 'reliable', 'slow-tail']) {
    const status = name === 'degraded' ? 'partial' : 'complete';
    it(`${name} is answered as ${status}, bears its own name and says what it shows`, async () => {
      const { scenario } = await loadScenario(name);
      assert.equal(scenario.name, name);
      assert.ok(scenario.description.length > 10);
      assert.equal((await simulate(scenario, 'hybrid')).answer.status, status);
    });
  }

  it('capstone has the payloads that the product describes, with the question filled in', async () => {
    const { answer } = await simulate({ ...(await loadScenario('capstone')).scenario, city: 'Boston' }, 'hybrid');
    const payloadOf = (name: string): unknown =>
      answer.sources[name]?.ok === true ? answer.sources[name].payload : undefined;
    assert.deepEqual(payloadOf('weather'), {
      source: 'weather',
      city: 'Boston',
      temp: 72,
      condition: 'sunny',
      humidity: 45,
    });
    const news = payloadOf('news') as { articles?: object[] } | object[];
    const articles = Array.isArray(news) ? news : news.articles!;
    assert.deepEqual(
      articles.map((article) => Object.keys(article)),
      [
        ['title', 'source', 'snippet', 'url'],
        ['title', 'source', 'snippet', 'url'],
      ],
    );
    assert.ok(JSON.stringify(payloadOf('knowledge_base')).length > 100);
  });

  it('slow-tail meets its tail in about 3 of 100 queries, the same ones in every mode', async () => {
    const { scenario } = await loadScenario('slow-tail');
    const slowIn = async (mode: 'hybrid' | 'sequential'): Promise<number[]> => {
      const simulation = await simulator(scenario);
      const slow: number[] = [];
      for (let index = 0; index < 300; index++) {
        const { spans } = await simulation.run(mode, { index });
        const [[start, end]] = times(spans, 'fetch', 'search') as [[number, number, string]];
        assert.ok(end - start === 500 || end - start === 5000);
        if (end - start === 5000) slow.push(index);
      }
      return slow;
    };
    const slow = await slowIn('hybrid');
    assert.ok(slow.length >= 3 && slow.length <= 18, `${slow.length} of 300`);
    assert.deepEqual(await slowIn('sequential'), slow);
  });
});

describe('a scenario file', () => {
  for (const [what, text, at] of [
    ['a comma too many', '{\n  "name": "x",\n}', ':3:1: not JSON'],
    ['a missing quote', '{\n  "name": x\n}', ':2:11: not JSON'],
    ['a comment', '{ // hello\n}', ':1:3: not JSON'],
    ['nothing', '', ':1:1: not JSON'],
    ['half of it', '{"sources": [{"name": "a"', ':1:26: not JSON'],
  ] as const) {
    it(`with ${what} is refused with line and column`, async () => {
      const path = await written('broken.json', text);
      await assert.rejects(loadScenario(path), (error) => {
        assert.ok(error instanceof UsageError);
        assert.ok(error.message.startsWith(path + at), error.message);
        return true;
      });
    });
  }

  it('may begin with a byte order mark', async () => {
    const path = await written('bom.json', '\ufeff{"sources": [{"name": "a", "latency": 1}]}');
    assert.equal((await loadScenario(path)).scenario.sources.length, 1);
  });

  it('is named in what is wrong with its fields', async () => {
    const path = await written('wrong.json', '{"sources": [{"name": "a", "latency": -1}]}');
    await assert.rejects(loadScenario(path), (error: Error) =>
      error.message.startsWith(`${path} is not a scenario:\n  sources.0.latency: `),
    );
  });

  it('takes payload files from beside itself, JSON or text', async () => {
    await written('facts.json', '{"facts": ["one", 2]}');
    await written('notes.txt', 'Just text about {{city}}.');
    const path = await written(
      'with-files.json',
      JSON.stringify({
        sources: [
          { name: 'a', latency: 1, payload: { file: 'facts.json' } },
          { name: 'b', latency: 1, payload: { file: './notes.txt' } },
        ],
      }),
    );
    const { payloads } = await loadScenario(path);
    assert.deepEqual(
      [...payloads],
      [
        ['a', { facts: ['one', 2] }],
        ['b', 'Just text about {{city}}.'],
      ],
    );
  });

  it('with a broken payload file is refused with that file’s line and column', async () => {
    await written('bad-payload.json', '{\n"a": }');
    const path = await written(
      'with-bad.json',
      JSON.stringify({ sources: [{ name: 'a', latency: 1, payload: { file: 'bad-payload.json' } }] }),
    );
    await assert.rejects(
      loadScenario(path),
      (error: Error) => error instanceof UsageError && error.message.includes('bad-payload.json:2:6: not JSON'),
    );
  });

  for (const [what, name, ...said] of [
    ['that is missing', './nope.json', './nope.json', 'it does not exist'],
    ['that is a folder', tmpdir(), 'it is a folder'],
    ['that is no built-in, but nearly', 'capston', "unknown scenario 'capston'", "did you mean 'capstone'?"],
    ['that is no built-in at all', 'xyzzy', 'there is capstone, cpu-heavy', './xyzzy.json'],
    ['with control characters in its name', './a\u001b.json', String.raw`./a\x1b.json`],
  ] as const) {
    it(`${what} is refused in words`, async () => {
      await assert.rejects(loadScenario(name), (error) => {
        assert.ok(error instanceof UsageError);
        for (const words of said)
          assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
        return true;
      });
    });
  }

  it('in JSON is read as JSON.parse reads it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        assert.deepEqual(await parseJson(JSON.stringify(value), 'x.json'), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('a resolved scenario', () => {
  it('parses to itself, so that a report can be run again', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioInput, async (input) => {
        const { scenario } = await resolveScenario(input);
        const stored = JSON.parse(JSON.stringify(scenario)) as unknown;
        assert.deepEqual(scenarioSchema.parse(stored), scenario);
        assert.deepEqual((await resolveScenario(scenario)).scenario, scenario);
      }),
      { numRuns: 100 },
    );
  });

  it('has its faults where they belong, so that they are not injected twice', async () => {
    const { scenario } = await resolveScenario({
      sources: [
        { name: 'a', latency: 1, faults: ['slow:2x'] },
        { name: 'b', latency: 1 },
        { name: 'b=c', latency: 1 },
      ],
      faults: ['a=flaky:0.5', 'b=c=hang', 'a'],
    });
    assert.deepEqual(scenario.faults, []);
    assert.deepEqual(
      scenario.sources.map(({ faults }) => faults),
      [
        [
          { kind: 'slow', argument: '2x' },
          { kind: 'flaky', argument: '0.5' },
          { kind: 'error', argument: '' },
        ],
        [],
        [{ kind: 'hang', argument: '' }],
      ],
    );
  });

  it('makes up text of its own for each source without a payload, the same every time', async () => {
    const texts = async (): Promise<unknown[]> => [
      ...(
        await resolveScenario({
          sources: [
            { name: 'a', latency: 1 },
            { name: 'b', latency: 1 },
          ],
        })
      ).payloads.values(),
    ];
    const [a, b] = await texts();
    assert.notEqual(a, b);
    assert.deepEqual(await texts(), [a, b]);
  });

  it('may have names that mean something to JavaScript', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const { answer } = await simulate(
      { sources: names.map((name) => ({ name, latency: 1 })), faults: ['toString=hang'] },
      'hybrid',
    );
    assert.deepEqual(Object.keys(answer.sources), names);
    assert.deepEqual(
      answer.errors.map(({ source }) => source),
      ['toString'],
    );
  });
});
