import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveScenario } from '#src/scenario/load.js';
import { parseJson } from '#src/scenario/json-file.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { chatRequest } from '#src/server/mock/chat-request.js';
import { matchingScenario } from '#src/server/mock/matching-scenario.js';
import { pointedAt } from '#src/server/mock/pointed-at.js';
import type { Exchange } from '#src/server/mock/exchange.js';
import { placeOf, mockContextOf } from '#src/server/mock/applied-faults.js';
import { realClock } from '#src/time/real.js';
import { sourcePath } from '#src/server/mock/routes.js';

const url = 'http://127.0.0.1:8787';
const openai = {
  type: 'openai',
  url: 'https://models.example/v1',
  model: 'small',
  apiKey: 'sk-secret',
  headers: { 'x-team': 'secret' },
} as const;

/** A scenario with a source of each sort. */
const mixed: ScenarioInput = {
  name: 'mixed',
  sources: [
    {
      name: 'made up',
      latency: '1s',
      payload: { inline: { a: 1 } },
      faults: ['error'],
      policies: [{ type: 'retry', attempts: 1 }],
    },
    {
      type: 'http',
      name: 'weather',
      argument: 'city',
      url: 'https://weather.example/{{city}}?key={{env.KEY}}',
      headers: { authorization: 'Bearer {{env.TOKEN}}' },
      method: 'POST',
      body: { city: '{{city}}' },
      select: 'current',
      latency: { type: 'uniform', min: 1, max: 2 },
      timeout: '2s',
    },
  ],
  inference: openai,
};

describe('a scenario that is pointed at a mock', () => {
  it('asks it in the place of what is asked over HTTP, and keeps the rest', async () => {
    const loaded = await resolveScenario(mixed);
    const { sources, inference, ...rest } = pointedAt(loaded, url);
    const { sources: ownSources, inference: ownInference, ...own } = loaded.scenario;
    assert.deepEqual(rest, own);
    assert.deepEqual(sources[0], ownSources[0]);
    assert.deepEqual(JSON.parse(JSON.stringify(sources[1])), {
      type: 'http',
      name: 'weather',
      argument: 'city',
      url: `${url}/sources/weather?question={{question}}&city={{city}}`,
      headers: { 'x-agent-bench-index': '{{index}}', 'x-agent-bench-attempt': '{{attempt}}' },
      maxBytes: 10_000_000,
      redirects: 5,
      latency: { type: 'uniform', min: 1, max: 2 },
      timeout: 2000,
      faults: [],
      policies: [],
    });
    assert.ok(inference.type === 'openai' && ownInference.type === 'openai');
    assert.equal(inference.url.toString(), `${url}/v1`);
    assert.equal(inference.apiKey, undefined);
    assert.deepEqual(Object.keys(inference.headers), [
      'x-agent-bench-index',
      'x-agent-bench-attempt',
      'x-agent-bench-source',
    ]);
    assert.deepEqual([inference.model, inference.firstToken], [ownInference.model, ownInference.firstToken]);
  });

  it('says no source in a header that could not hold its name', async () => {
    const { inference } = pointedAt(
      await resolveScenario({ ...mixed, sources: [{ name: 'Straßenwetter ☀', latency: 1 }] }),
      url,
    );
    assert.ok(inference.type === 'openai' && !('x-agent-bench-source' in inference.headers));
  });

  it('has inference of its own left alone', async () => {
    const loaded = await resolveScenario({ sources: [{ name: 'a', latency: 1 }] });
    assert.deepEqual(pointedAt(loaded, url), loaded.scenario);
  });
});

describe('the place of a request', () => {
  it('is counted by source, for as many sources as are worth it', () => {
    const mock = mockContextOf(realClock, { seed: 1, scale: 1, question: '', city: '' });
    const indexOf = (source: string): number => placeOf({ request: { headers: {} } } as Exchange, source, mock).index;
    assert.deepEqual([indexOf('a'), indexOf('a'), indexOf('b')], [0, 1, 0]);
    for (let i = 0; i < 30_000; i++) {
      indexOf(`other ${i}`);
      if (i % 10_000 === 0) indexOf('a');
    }
    assert.equal(mock.counts.size, 20_000);
    assert.deepEqual([indexOf('a'), indexOf('b')], [5, 0]);
  });
});

describe('the scenario file that matches a mock', () => {
  const written = async (input: ScenarioInput) => {
    const loaded = await resolveScenario(input);
    const text = matchingScenario(loaded, url);
    return {
      text,
      loaded,
      again: await resolveScenario((await parseJson(text, 'out.json')) as ScenarioInput, '/nowhere'),
    };
  };

  it(
    'asks every source over HTTP with the latencies, timeouts and policies that it had, and leaves the faults to ' +
      'the mock',
    async () => {
      const { text, loaded, again } = await written({
        ...mixed,
        seed: 7,
        scale: 0.5,
        policies: [{ type: 'quorum', count: 1 }],
        limits: { timeout: '9s' },
      });
      const kept = ({ name, latency, timeout, cost, policies }: (typeof again.scenario.sources)[number]) => ({
        name,
        latency,
        timeout,
        cost,
        policies,
      });
      assert.deepEqual(again.scenario.sources.map(kept), loaded.scenario.sources.map(kept));
      assert.deepEqual(
        again.scenario.sources.map(({ type, faults }) => [type, faults.length]),
        [
          ['http', 0],
          ['http', 0],
        ],
      );
      const { seed, scale, policies, limits, modes, question } = loaded.scenario;
      assert.deepEqual({ ...again.scenario, seed, scale, policies, limits, modes, question }, again.scenario);
      assert.deepEqual([...again.payloads], [...loaded.payloads]);
      assert.ok(!text.includes('secret') && !/faults/i.test(text), 'no secret, no fault');
    },
  );

  it('is short: it does not say what goes without saying', async () => {
    const { text } = await written({ name: 'one', sources: [{ name: 'a', latency: '2s' }] });
    assert.deepEqual(JSON.parse(text), {
      name: 'one',
      sources: [
        {
          type: 'http',
          name: 'a',
          url: `${url}/sources/a?question={{question}}&city={{city}}`,
          headers: { 'x-agent-bench-index': '{{index}}', 'x-agent-bench-attempt': '{{attempt}}' },
          latency: 2000,
        },
      ],
    });
  });

  it('refuses to write an inference whose secret it would have to spell out', async () => {
    const loaded = await resolveScenario({
      sources: [{ name: 'a', latency: 1 }],
      inference: { type: 'exec', command: ['cat'], env: { TOKEN: 'sk-secret' }, cost: 1 },
    });
    assert.throws(() => matchingScenario(loaded, url), { name: 'UsageError', message: /inference: it holds a secret/ });
  });
});

describe('a request for a chat completion', () => {
  const messages = [{ role: 'user', content: 'Is it warm?' }];

  it('needs messages and nothing else', () => {
    assert.deepEqual(chatRequest(JSON.stringify({ messages })), {
      model: 'mock',
      texts: ['Is it warm?'],
      question: 'Is it warm?',
      stream: false,
      withUsage: false,
      maxTokens: Infinity,
    });
  });

  it('is about the last message of the user, in parts or whole', () => {
    const parts = [{ type: 'text', text: 'One.' }, { type: 'image_url' }, { type: 'text', text: 'Two.' }];
    const asked = chatRequest(
      JSON.stringify({
        messages: [...messages, { role: 'user', content: parts }, { role: 'assistant', content: null }],
        max_completion_tokens: 3,
      }),
    );
    assert.deepEqual([asked.question, asked.texts.length, asked.maxTokens], ['One.\n\nTwo.', 3, 3]);
  });

  for (const [body, message] of [
    ['{', /no JSON/],
    ['[]', /body: .*expected \{"model"/],
    ['{"messages": []}', /^messages: /],
    ['{"messages": [{"role": "user", "content": 7}]}', /^messages\.0\.content: /],
    ['{"messages": [{"role": "user", "content": "a"}], "max_tokens": 0}', /^max_tokens: /],
  ] as const)
    it(`${body} is refused with what is wrong and what is expected`, () => {
      assert.throws(() => chatRequest(body), { name: 'Refusal', status: 400, message });
    });
});

describe('the path of a source', () => {
  for (const [name, path] of [
    ['weather', '/sources/weather'],
    ['a/b c?', '/sources/a%2Fb%20c%3F'],
    ['\ud800', '/sources/%EF%BF%BD'],
  ] as const)
    it(`of ${JSON.stringify(name)} is ${path}`, () => {
      assert.equal(sourcePath(name), path);
    });
});
