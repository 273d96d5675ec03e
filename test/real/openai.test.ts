import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { run as runScenario, type RunReport, type ScenarioInput } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { openOutside } from '#src/world/open-adapters.js';
import { resolveScenario } from '#src/scenario/load.js';
import { delta, end, served } from '../support/model-server.js';

type Inference = Extract<NonNullable<ScenarioInput['inference']>, { type: 'openai' }>;

function scenario(
  url: string,
  change: Partial<Inference> = {},
  names: readonly string[] = ['weather'],
  limits: ScenarioInput['limits'] = {},
): ScenarioInput {
  const sources = names.map((name) => ({ name, latency: 1, payload: { inline: `all about ${name}` } }));
  return { sources, inference: { type: 'openai', url, model: 'big', ...change }, modes: ['hybrid'], limits };
}

async function run(input: ScenarioInput): Promise<RunReport> {
  const report = await runScenario(input);
  return report.modes[0]!.runs[0]!;
}

/** What the answer says of the one failure. */
async function failure(input: ScenarioInput): Promise<string> {
  const [error] = (await run(input)).result.errors;
  return `${error?.stage} ${error?.kind}: ${error?.message}`;
}

function refuse(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ error: { message } }));
}

describe('a model server on real time', () => {
  it('is asked with model, question and payload, by whom its headers say, and streams', async () => {
    await served(
      async (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const piece of Buffer.from(`${delta('Sonne ☀')}${delta(' und')}${delta(' Föhn')}${end}`)) {
          response.write(Buffer.of(piece));
          if (piece === 0x0a) await pause(2);
        }
        response.end();
      },
      async (url, asked) => {
        const input = scenario(url, { apiKey: 'sesame', headers: { 'X-Team': 'a' }, price: { input: 1, output: 2 } }, [
          'weather é',
        ]);
        const { result, spans } = await run(input);
        const inference = result.inferences['weather é']!;
        assert.equal(inference.summary, 'Sonne ☀ und Föhn');
        assert.deepEqual(inference.tokens, { total: 3, distinct: 3, sentences: 1 });
        const { firstTokenMs, tokensPerSecond, ...counted } = inference.usage!;
        assert.deepEqual(counted, { model: 'big', inputTokens: 40, outputTokens: 3, cost: 46 / 1e6 });
        assert.ok(firstTokenMs! > 0 && firstTokenMs! < 5000 && tokensPerSecond! > 1);
        assert.equal(asked[0]!.url, '/v1/chat/completions');
        assert.equal(asked[0]!.body.model, 'big');
        assert.match(asked[0]!.body.messages[1]!.content, /all about weather é/);
        const {
          authorization,
          'x-team': team,
          'x-agent-bench-index': index,
          'x-agent-bench-attempt': attempt,
          'x-agent-bench-source': source,
        } = asked[0]!.headers;
        assert.deepEqual(
          [authorization, team, index, attempt, source],
          ['Bearer sesame', 'a', '0', '1', 'weather%20%C3%A9'],
        );
        const span = spans.find(({ kind }) => kind === 'inference')!;
        assert.deepEqual([span.lane, span.cpuMs], ['main', undefined]);
        assert.deepEqual(
          spans.filter(({ parent }) => parent === span.id).map(({ kind, outcome }) => [kind, outcome]),
          [
            ['connect', 'ok'],
            ['first-byte', 'ok'],
            ['body', 'ok'],
          ],
        );
      },
    );
  });

  it('need not end its stream where it has said that it is done', async () => {
    await served(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`${delta('Take a coat.')}${end}`);
      },
      async (url) => {
        const { result } = await run(scenario(url, { policies: [{ type: 'timeout', after: '5s' }] }));
        assert.equal(result.inferences['weather']?.summary, 'Take a coat.');
      },
    );
  });

  it('may answer in one piece, and leave out what it took', async () => {
    await served(
      (_, response) =>
        response.end(JSON.stringify({ choices: [{ message: { content: 'Take a coat.' }, finish_reason: 'length' }] })),
      async (url, asked) => {
        for (const stream of [true, false]) {
          const { result } = await run(scenario(url, { stream, prompt: '12345678', system: '' }));
          assert.deepEqual(result.inferences['weather']?.usage, {
            model: 'big',
            inputTokens: 2,
            outputTokens: 3,
            estimated: true,
            cutShort: true,
          });
        }
        assert.deepEqual(
          asked.map(({ body }) => body.stream),
          [true, false],
        );
      },
    );
  });

  const wrong: [what: string, answer: (response: ServerResponse) => unknown, said: RegExp][] = [
    [
      'a wrong key',
      (response) => refuse(response, 401, 'Incorrect API key provided'),
      /^inference status: 127\.0\.0\.1:\d+ answered 401 Unauthorized: Incorrect API key provided$/,
    ],
    [
      'too many requests',
      (response) => refuse(response, 429, 'slow down', { 'retry-after': '2' }),
      /^inference rate-limited: .*429 Too Many Requests: slow down/,
    ],
    [
      'an error of its own',
      (response) => response.writeHead(503).end('<html>'),
      /^inference status: .* answered 503 Service Unavailable$/,
    ],
    ['no JSON', (response) => response.writeHead(200).end('data: {oops\n\n'), /^inference malformed: event: no JSON/],
    ['nothing', (response) => response.writeHead(200).end(), /^inference malformed: answer: no JSON, but nothing/],
    [
      'a detail',
      (response) => response.writeHead(401).end('{"detail":"Not authenticated"}'),
      /answered 401 Unauthorized: Not authenticated$/,
    ],
    [
      'a status whose body stalls',
      (response) => response.writeHead(429, { 'content-length': 100, 'retry-after': '1' }).write('{"error"'),
      /^inference rate-limited: .*429 Too Many Requests/,
    ],
    [
      'an empty text',
      (response) => response.writeHead(200).end(end),
      /^inference malformed: the answer is empty \(finish reason: stop\)/,
    ],
    [
      'a stream without an end',
      (response) => response.writeHead(200).end(delta('Hel')),
      /^inference truncated: the stream ended before the answer did, after 3 characters/,
    ],
    [
      'a connection that breaks',
      (response) => {
        response.writeHead(200).write(delta('Hel'));
        setTimeout(() => response.destroy(), 20);
      },
      /^inference (?:truncated|reset): /,
    ],
    [
      'more than it may',
      (response) => response.writeHead(200).end(delta('x'.repeat(5000))),
      /^inference too-large: .*1,000 bytes \(maxBytes\)/,
    ],
  ];
  for (const [what, answer, said] of wrong) {
    it(`that answers with ${what} is told apart`, async () => {
      await served(
        (_, response) => answer(response),
        async (url) => {
          assert.match(await failure(scenario(url, { maxBytes: 1000 })), said);
        },
      );
    });
  }

  it('that nobody is at is refused', async () => {
    const url = await served(
      () => {},
      (address) => Promise.resolve(address),
    );
    assert.match(await failure(scenario(url)), /^inference refused: /);
  });

  it('is asked for the second model where the first one fails; both failures are named', async () => {
    await served(
      ({ body, headers }, response) => {
        if (body.model === 'big' || headers['x-agent-bench-source'] === 'news')
          refuse(response, 500, `${body.model} is down`);
        else response.end(`${delta('a')}${end}`);
      },
      async (url, asked) => {
        const { result } = await run(scenario(url, { fallbackModel: 'small' }, ['weather', 'news']));
        assert.equal(result.inferences['weather']?.usage?.model, 'small');
        const weather = result.sources['weather'];
        assert.ok(weather?.ok === true && weather.degraded?.by === 'model' && weather.degraded.error.attempts === 2);
        const news = result.errors.find(({ source }) => source === 'news');
        assert.match(
          news!.message,
          /answered 500 Internal Server Error: big is down; small in its place: .*: small is down$/,
        );
        assert.equal(asked.length, 4);
      },
    );
  });

  it('is left alone at once when a timeout strikes in the middle of its answer, and nothing is left running', async () => {
    await served(
      (_, response) => {
        response.writeHead(200).write(delta('Hel'));
      },
      async (url, _, open) => {
        const { result, makespanMs } = await run(
          scenario(url, { fallbackModel: 'small' }, ['weather'], { timeout: 300 }),
        );
        assert.deepEqual(
          result.errors.map(({ kind, stage }) => [stage, kind]),
          [['inference', 'deadline']],
        );
        assert.ok(makespanMs < 3000, `${makespanMs}`);
        for (let tries = 0; open() > 0 && tries < 200; tries++) await pause(10);
        assert.equal(open(), 0);
        const own = await failure(scenario(url, { policies: [{ type: 'timeout', after: 100 }] }));
        assert.match(own, /^inference timeout: no answer within 0\.10 s; .* had come/);
      },
    );
  });

  it('never has more requests at once than it is told', async () => {
    let now = 0;
    let most = 0;
    await served(
      async (_, response) => {
        most = Math.max(most, ++now);
        await pause(20);
        now--;
        response.end(`${delta('a')}${end}`);
      },
      async (url) => {
        const names = Array.from({ length: 9 }, (_, i) => `s${i}`);
        const { result, spans } = await run(scenario(url, { concurrency: 2 }, names));
        assert.equal(result.completeness, 1);
        assert.equal(most, 2);
        assert.equal(spans.filter(({ kind }) => kind === 'limit').length, 7);
      },
    );
  });

  it('is not asked at all where a variable is missing or a key cannot be sent', async () => {
    const opened = async (change: Partial<Inference>, env: Record<string, string>): Promise<void> => {
      await (
        await openOutside(await resolveScenario(scenario('http://127.0.0.1:1/v1', change)), new Scope(), env)
      ).close();
    };
    await opened({ apiKey: '{{env.KEY}}' }, { KEY: 'sesame' });
    await assert.rejects(opened({ apiKey: '{{env.KEY}}', prompt: '{{env.WHO}}' }, {}), {
      name: 'UsageError',
      message: /KEY, for inference\.apiKey\n.*WHO, for inference\.prompt/,
    });
    await assert.rejects(opened({ apiKey: '{{env.KEY}}' }, { KEY: 'ses\name' }), {
      name: 'UsageError',
      message: /^inference\.apiKey: .*line breaks/,
    });
  });
});
