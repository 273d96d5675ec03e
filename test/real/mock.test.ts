import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { fault } from '#src/scenario/fields/fault.js';
import { resolveScenario } from '#src/scenario/load.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { startMock, type Mock, type RequestLog } from '#src/server/mock/start.js';
import { realClock } from '#src/time/real.js';

const payload = { source: 'weather', city: '{{city}}', text: 'Sunny in {{city}}. You asked: {{question}}' };
const quick = { name: 'weather', latency: '20ms', payload: { inline: payload } } as const;
const answer = { source: 'weather', city: 'New York', text: 'Sunny in New York. You asked: Warm?' };
const wholeLength = Buffer.byteLength(`${JSON.stringify(answer)}\n`);
const soonMs = 15_000;

interface Served {
  readonly mock: Mock;
  readonly lines: RequestLog[];
  /** Resolves when so many requests have ended. */
  logged(count: number): Promise<void>;
}

async function serve(
  t: TestContext,
  scenario: Partial<ScenarioInput> = {},
  modelFaults: readonly string[] = [],
): Promise<Served> {
  const lines: RequestLog[] = [];
  let look = (): void => {};
  const mock = await startMock({
    loaded: await resolveScenario({ sources: [quick], question: 'Warm?', ...scenario }),
    port: 0,
    clock: realClock,
    modelFaults: modelFaults.map((text) => fault.parse(text)),
    log: (line) => {
      lines.push(line);
      look();
    },
  });
  t.after(() => mock.close());
  const logged = (count: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (lines.length >= count) resolve();
      };
      look();
    });
  return { mock, lines, logged };
}

/** What comes over a socket for a request, byte by byte, until the server ends it or nothing has come for `quietMs`. */
async function raw(
  { port }: Mock,
  path: string,
  { quietMs, body }: { quietMs?: number; body?: string } = {},
): Promise<{ text: string; ended: 'end' | 'reset' | 'quiet' }> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = new Promise<'end' | 'reset' | 'quiet'>((resolve) => {
    socket.on('end', () => {
      resolve('end');
    });
    socket.on('error', () => {
      resolve('reset');
    });
    if (quietMs !== undefined)
      socket.setTimeout(quietMs, () => {
        resolve('quiet');
      });
  });
  const head = body === undefined ? `GET ${path}` : `POST ${path}`;
  socket.write(
    `${head} HTTP/1.1\r\nHost: mock\r\nConnection: ` +
      `close\r\n${body === undefined ? '' : `Content-Length: ${body.length}\r\n`}\r\n${body ?? ''}`,
  );
  const how = await ended;
  socket.destroy();
  return { text, ended: how };
}

const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);

describe('a mock of a source', { timeout: soonMs }, () => {
  it('answers with the payload, filled in from the URL, from a JSON body, or from the scenario', async (t) => {
    const { mock } = await serve(t);
    const get = await fetch(`${mock.url}/sources/weather`);
    assert.equal(get.headers.get('content-type'), 'application/json');
    assert.deepEqual(await get.json(), answer);
    const urlFilled = await fetch(`${mock.url}/sources/weather?city=S%C3%A3o%20Paulo&question=Wet`);
    assert.deepEqual(await urlFilled.json(), {
      source: 'weather',
      city: 'São Paulo',
      text: 'Sunny in São Paulo. You asked: Wet',
    });
    const posted = await fetch(`${mock.url}/sources/weather`, {
      method: 'POST',
      body: JSON.stringify({ city: 'Oslo', question: 3 }),
    });
    assert.deepEqual(await posted.json(), { source: 'weather', city: 'Oslo', text: 'Sunny in Oslo. You asked: Warm?' });
    assert.equal((await fetch(`${mock.url}/sources/weather`, { method: 'POST', body: 'city=Oslo' })).status, 200);
  });

  it('takes the latency that a simulation draws, and scales it', async (t) => {
    const { mock, lines, logged } = await serve(t, { sources: [{ ...quick, latency: '3s' }], scale: 0.1 });
    await (await fetch(`${mock.url}/sources/weather`)).text();
    await logged(1);
    assert.ok(lines[0]!.ms >= 300 && lines[0]!.ms < 2000, `${lines[0]!.ms} ms`);
  });

  for (const [name, status, headers] of [
    ['error', 500, {}],
    ['flaky:1', 500, {}],
    ['server-error:503', 503, {}],
    ['rate-limited:2100ms', 429, { 'retry-after': '3', 'retry-after-ms': '2100' }],
  ] as const)
    it(`${name} is status ${status} with the reason as JSON`, async (t) => {
      const { mock } = await serve(t, { sources: [{ ...quick, faults: [name] }] });
      const response = await fetch(`${mock.url}/sources/weather`);
      assert.equal(response.status, status);
      for (const [header, value] of Object.entries(headers)) assert.equal(response.headers.get(header), value);
      const { error } = (await response.json()) as { error: { kind: string; message: string } };
      assert.match(error.message, /^injected fault: /);
      assert.equal(error.kind, { 503: 'status', 429: 'rate-limited' }[status as number] ?? 'error');
    });

  for (const [faults, met] of [
    [['flaky:1'], ['flaky']],
    [['flaky:0'], []],
    [['burst:1h/1h'], ['burst']],
    [
      ['slow:2x', 'server-error:503'],
      ['slow', 'server-error'],
    ],
    [
      ['server-error:503', 'slow:2x'],
      ['slow', 'server-error'],
    ],
    [
      ['malformed', 'slow-drip:20ms'],
      ['malformed', 'slow-drip'],
    ],
    [['truncated'], ['truncated']],
    [['stale@1h..'], []],
    [['reset'], ['reset']],
  ] as const)
    it(`names what a request has met of ${faults.join(' and ')}`, async (t) => {
      const { mock, lines, logged } = await serve(t, { sources: [{ ...quick, faults: [...faults] }] });
      await raw(mock, '/sources/weather');
      await logged(1);
      assert.deepEqual([...lines[0]!.faults].toSorted(), [...met].toSorted());
    });

  it('malformed is a payload that its schema refuses', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['malformed'] }] });
    assert.deepEqual(await (await fetch(`${mock.url}/sources/weather`)).json(), { ...answer, source: 0 });
  });

  it('reset breaks the connection before anything is answered', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['reset'] }] });
    assert.deepEqual(await raw(mock, '/sources/weather'), { text: '', ended: 'reset' });
  });

  for (const [name, share] of [
    ['truncated', 0.5],
    ['truncated:0.9', 0.9],
    ['truncated:0', 0],
  ] as const)
    it(`${name} promises the whole body and ends after ${share} of it`, async (t) => {
      const { mock } = await serve(t, { sources: [{ ...quick, faults: [name] }] });
      const { text, ended } = await raw(mock, '/sources/weather');
      assert.match(text, new RegExp(`^HTTP/1.1 200 .*content-length: ${wholeLength}\r\n`, 's'));
      assert.equal(bodyOf(text), JSON.stringify(answer).slice(0, Math.floor(wholeLength * share)));
      assert.equal(ended, 'end');
      await assert.rejects(fetch(`${mock.url}/sources/weather`).then((response) => response.text()));
    });

  it('stalled sends the headers and half of the body, then nothing', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['stalled'] }] });
    const { text, ended } = await raw(mock, '/sources/weather', { quietMs: 500 });
    assert.equal(bodyOf(text), JSON.stringify(answer).slice(0, Math.floor(wholeLength / 2)));
    assert.equal(ended, 'quiet');
  });

  it('hang sends nothing at all', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['hang'] }] });
    assert.deepEqual(await raw(mock, '/sources/weather', { quietMs: 300 }), { text: '', ended: 'quiet' });
  });

  it('slow-drip sends the headers in time and the body in pieces', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['slow-drip:400ms/4'] }] });
    const startMs = realClock.now();
    const response = await fetch(`${mock.url}/sources/weather`);
    const headMs = realClock.now() - startMs;
    const pieces: string[] = [];
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) pieces.push(chunk);
    assert.deepEqual(JSON.parse(pieces.join('')), answer);
    assert.ok(pieces.length > 1 && pieces.length <= 4, `${pieces.length} pieces`);
    assert.ok(realClock.now() - startMs >= headMs + 250, 'pieces take time');
  });

  it('a drip that is cut off drips first', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['truncated', 'slow-drip:100ms'] }] });
    const { text, ended } = await raw(mock, '/sources/weather');
    assert.equal(bodyOf(text), JSON.stringify(answer).slice(0, Math.floor(wholeLength / 2)));
    assert.equal(ended, 'end');
  });

  it('has windows that begin with the first request', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, faults: ['error@..300ms'] }] });
    const statusOf = async (): Promise<number> => (await fetch(`${mock.url}/sources/weather`)).status;
    assert.equal(await statusOf(), 500);
    await new Promise<void>((resolve) => {
      realClock.after(350, resolve);
    });
    assert.equal(await statusOf(), 200);
  });

  it('gives the same sequence of answers for the same seed, counted or told, and another for another', async (t) => {
    const scenario = { sources: [{ ...quick, latency: 0, faults: ['flaky:0.3', 'stale%0.5'] }] };
    const headers = (index: number): Record<string, string> => ({
      'x-agent-bench-index': String(index),
      'x-agent-bench-attempt': '1',
    });
    const sequence = async (seed: number, told: boolean): Promise<string[]> => {
      const { mock } = await serve(t, { ...scenario, seed });
      const answers: string[] = [];
      for (let i = 0; i < 20; i++) {
        const response = await fetch(`${mock.url}/sources/weather`, told ? { headers: headers(i) } : {});
        answers.push(`${response.status} ${await response.text()}`);
      }
      return answers;
    };
    const first = await sequence(1, false);
    assert.ok(new Set(first).size > 2);
    assert.deepEqual(await sequence(1, false), first);
    assert.deepEqual(await sequence(1, true), first);
    assert.notDeepEqual(await sequence(2, false), first);
  });

  it('names what there is where there is nothing, and refuses what is wrong', async (t) => {
    const { mock } = await serve(t, { sources: [{ ...quick, name: 'a/b c' }] });
    const message = async (path: string, init: RequestInit = {}): Promise<[number, string]> => {
      const response = await fetch(`${mock.url}${path}`, init);
      return [response.status, ((await response.json()) as { error: { message: string } }).error.message];
    };
    assert.equal((await fetch(`${mock.url}/sources/a%2fb%20c`)).status, 200);
    assert.deepEqual(await message('/weather'), [
      404,
      'there is nothing at /weather; there is /sources/a%2Fb%20c, /v1/chat/completions, /v1/models and /',
    ]);
    assert.deepEqual(await message('/v1/chat/completions'), [405, '/v1/chat/completions takes POST, not GET']);
    assert.equal((await message('/sources/a%2Fb%20c', { headers: { 'x-agent-bench-index': 'one' } }))[0], 400);
    assert.equal((await message('/sources/a%2Fb%20c', { method: 'DELETE' }))[0], 405);
    const list = (await (await fetch(mock.url)).json()) as { sources: unknown };
    assert.deepEqual(list.sources, [{ name: 'a/b c', path: '/sources/a%2Fb%20c' }]);
  });

  it('reads no more than 1 MB of a request', async (t) => {
    const { mock } = await serve(t);
    const response = await fetch(`${mock.url}/sources/weather`, { method: 'POST', body: 'x'.repeat(1_000_001) });
    assert.equal(response.status, 413);
  });

  it('ends what it does for a client that has gone away', async (t) => {
    const { mock, lines, logged } = await serve(t, { sources: [{ ...quick, latency: '1h' }] });
    await assert.rejects(fetch(`${mock.url}/sources/weather`, { signal: AbortSignal.timeout(200) }));
    await logged(1);
    assert.equal(lines[0]!.finished, false);
  });

  it('ends everything at once when it is closed', async (t) => {
    const { mock } = await serve(t, {
      sources: [
        { ...quick, latency: '1h' },
        { ...quick, name: 'stalled', faults: ['stalled'] },
      ],
    });
    const asked = [raw(mock, '/sources/weather'), raw(mock, '/sources/stalled'), fetch(`${mock.url}/sources/weather`)];
    const settled = Promise.allSettled(asked);
    const idle = connect(mock.port, '127.0.0.1');
    await once(idle, 'connect');
    const closed = once(idle, 'close');
    idle.on('error', () => {});
    idle.resume();
    await fetch(mock.url); // so the others are there
    await mock.close();
    await Promise.all([settled, closed]);
    await assert.rejects(fetch(mock.url));
  });
});

describe('a mock of a model', { timeout: soonMs }, () => {
  const model = {
    type: 'openai',
    url: 'http://models.example/v1',
    model: 'small',
    firstToken: '50ms',
    tokensPerSecond: 100,
    tokens: 20,
  } as const;
  const messages = [{ role: 'user', content: 'Is it warm in Oslo? Oslo is warm today. Bring a hat.' }];

  async function ask(mock: Mock, more: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${mock.url}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ model: 'small', messages, ...more }),
    });
  }

  interface Chunk {
    readonly object: string;
    readonly choices: readonly {
      readonly delta: { readonly content?: unknown; readonly role?: string };
      readonly finish_reason: string | null;
    }[];
    readonly usage?: { readonly completion_tokens: number };
  }

  const eventsOf = (text: string): string[] =>
    text
      .split('\n\n')
      .filter(Boolean)
      .map((event) => event.replace(/^data: /, ''));

  it('answers in one piece with usage, the same for the same messages', async (t) => {
    const { mock } = await serve(t, { inference: model });
    const startMs = realClock.now();
    const response = await ask(mock, {});
    const body = (await response.json()) as {
      choices: { message: { content: string }; finish_reason: string }[];
      usage: Record<string, number>;
      model: string;
    };
    assert.ok(realClock.now() - startMs >= 240, 'paced');
    assert.equal(body.model, 'small');
    assert.equal(body.choices[0]!.message.content.trim().split(/\s+/).length, 20);
    assert.equal(body.choices[0]!.finish_reason, 'stop');
    assert.deepEqual(body.usage, { prompt_tokens: 12, completion_tokens: 20, total_tokens: 32 });
    const again = (await (await ask(mock, {}, { authorization: 'Bearer any' })).json()) as typeof body;
    assert.equal(again.choices[0]!.message.content, body.choices[0]!.message.content);
  });

  it('streams at its pace, with the reason that it ended, usage where asked for, and [DONE]', async (t) => {
    const { mock } = await serve(t, { inference: model });
    const startMs = realClock.now();
    const response = await ask(mock, { stream: true, stream_options: { include_usage: true }, max_tokens: 5 });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const arrivals: number[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      arrivals.push(realClock.now() - startMs);
      text += chunk;
    }
    assert.ok(arrivals[0]! >= 45 && arrivals.at(-1)! >= 95, arrivals.join(', '));
    const events = eventsOf(text);
    assert.equal(events.pop(), '[DONE]');
    const chunks = events.map((event) => JSON.parse(event) as Chunk);
    assert.ok(chunks.every(({ object }) => object === 'chat.completion.chunk'));
    assert.equal(chunks.filter(({ choices }) => choices[0]?.delta.content !== undefined).length, 5);
    assert.equal(chunks[0]!.choices[0]!.delta.role, 'assistant');
    assert.equal(chunks[5]!.choices[0]!.finish_reason, 'length');
    assert.deepEqual([chunks[6]!.choices.length, chunks[6]!.usage!.completion_tokens], [0, 5]);
    assert.equal(chunks.length, 7);
  });

  it('truncated is a stream that ends without its reason and without [DONE]', async (t) => {
    const { mock } = await serve(t, { inference: { ...model, modelFaults: ['truncated'] } });
    const chunks = eventsOf(await (await ask(mock, { stream: true })).text()).map(
      (event) => JSON.parse(event) as Chunk,
    );
    assert.equal(chunks.length, 10);
    assert.ok(chunks.every(({ choices }) => choices[0]!.finish_reason === null));
  });

  it('stalled is a stream that stops in the middle', async (t) => {
    const { mock } = await serve(t, {}, ['stalled']);
    const { text, ended } = await raw(mock, '/v1/chat/completions', {
      quietMs: 1000,
      body: JSON.stringify({ messages, stream: true, max_tokens: 4 }),
    });
    assert.equal(text.match(/chat\.completion\.chunk/g)?.length, 2);
    assert.equal(ended, 'quiet');
  });

  it('says in the format of OpenAI that it is asked too often, and breaks connections', async (t) => {
    const { mock } = await serve(t, { inference: { ...model, modelFaults: ['rate-limited:5s%1'] } });
    const response = await ask(mock, { stream: true });
    assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '5']);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    assert.deepEqual(
      [error['type'], error['code'], typeof error['message']],
      ['rate_limit_error', 'rate-limited', 'string'],
    );
    const broken = await serve(t, {}, ['reset']);
    await assert.rejects(ask(broken.mock, {}));
  });

  it('lists its models, and one where the scenario has none', async (t) => {
    const names = async (inference?: typeof model): Promise<string[]> => {
      const { mock } = await serve(
        t,
        inference === undefined ? {} : { inference: { ...inference, fallbackModel: 'tiny' } },
      );
      return ((await (await fetch(`${mock.url}/v1/models`)).json()) as { data: { id: string }[] }).data.map(
        ({ id }) => id,
      );
    };
    assert.deepEqual([await names(), await names(model)], [['mock'], ['small', 'tiny']]);
  });
});

describe('starting a mock', () => {
  it('says that a port is in use, and what a scenario lacks', async (t) => {
    const { mock } = await serve(t);
    const loaded = await resolveScenario({ sources: [quick] });
    await assert.rejects(startMock({ loaded, port: mock.port, clock: realClock }), {
      name: 'UsageError',
      message: `--port ${mock.port}: the port is in use; choose another, or --port 0 for any that is free`,
    });
    const unmeasured = await resolveScenario({ sources: [{ type: 'exec', name: 'program', command: ['cat'] }] });
    await assert.rejects(startMock({ loaded: unmeasured, port: 0, clock: realClock }), {
      name: 'UsageError',
      message: /sources\.0\.latency/,
    });
  });
});
