import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StreamedAnswer, wholeAnswer } from '#src/inference/model-server/openai-answer.js';
import {
  messagesOf,
  requestBody,
  type ModelServer,
  estimatedTokens,
  priced,
} from '#src/inference/model-server/openai-request.js';
import { inference } from '#src/scenario/fields/inference.js';
import type { AskContext } from '#src/model/ports.js';
import { Fetching, query } from '../../support/fetching.js';

function server(change: object = {}): ModelServer {
  const parsed = inference.parse({ type: 'openai', url: 'http://localhost:1/v1', model: 'big', ...change });
  assert.ok(parsed.type === 'openai');
  return parsed;
}

function context(payload: AskContext['payload']): AskContext {
  return { ...new Fetching().context(), payload, costMs: 0, queryMs: { began: 0, deadline: 1 }, model: 'big' };
}

describe('a request to a chat endpoint', () => {
  it('has the question and the payload in it, as JSON where that is no text', () => {
    const messages = messagesOf(server({ system: 'You know {{city}}.' }), query, context({ temp: 72 }), {});
    assert.deepEqual(messages, [
      { role: 'system', content: 'You know New York.' },
      { role: 'user', content: 'Question: What is new?\n\nContext from weather:\n{"temp":72}' },
    ]);
  });

  it('has a payload that is text as it is, names in it included', () => {
    const [user] = messagesOf(
      server({ system: '', prompt: '{{payload}} {{env.WHO}}' }),
      query,
      context('{{question}}'),
      { WHO: 'me' },
    );
    assert.deepEqual(user, { role: 'user', content: '{{question}} me' });
  });

  it('asks for usage where it streams', () => {
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const whole = { model: 'big', messages, max_tokens: 256, temperature: 0 };
    assert.deepEqual(requestBody(server(), 'big', messages), {
      ...whole,
      stream: true,
      stream_options: { include_usage: true },
    });
    assert.deepEqual(requestBody(server({ stream: false }), 'big', messages), { ...whole, stream: false });
  });

  it('names its limit as the server wants it, and leaves out a temperature that it refuses', () => {
    const asked = requestBody(
      server({ stream: false, tokenLimit: 'max_completion_tokens', temperature: null }),
      'big',
      [],
    );
    assert.deepEqual(asked, { model: 'big', messages: [], max_completion_tokens: 256, stream: false });
  });
});

const chunk = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: string): string => chunk({ choices: [{ delta: { content }, finish_reason: null }] });
const finish = (reason: string): string => chunk({ choices: [{ delta: {}, finish_reason: reason }] });
const usage = chunk({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } });
const done = 'data: [DONE]\n\n';

/** Reads a stream in pieces of so many bytes, each a millisecond after the one before. */
function read(text: string, size = 1e6) {
  let nowMs = 0;
  const answer = new StreamedAnswer(() => nowMs);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    nowMs++;
    answer.feed(bytes.subarray(at, at + size));
  }
  return answer.end();
}

describe('a streamed answer', () => {
  const stream = `: a comment\n\n${chunk({ choices: [{ delta: { role: 'assistant', content: '' } }] })}${delta('Grüß')}${delta(' dich, ')}${delta('Zoë 🌞')}${finish('stop')}${usage}${done}`;

  it('is put together wherever its bytes are cut', () => {
    for (const size of [1, 2, 3, 7, 64, 1e6]) {
      const { text, finishReason, counted, pieces } = read(stream, size);
      assert.deepEqual(
        { text, finishReason, counted, count: pieces?.count },
        { text: 'Grüß dich, Zoë 🌞', finishReason: 'stop', counted: { input: 12, output: 3 }, count: 3 },
      );
    }
  });

  it('tells when its first and its last piece came', () => {
    let nowMs = 0;
    const answer = new StreamedAnswer(() => nowMs);
    for (const [atMs, text] of [
      [10, chunk({ choices: [{ delta: { role: 'assistant' } }] })],
      [20, delta('a')],
      [50, delta('b')],
      [60, finish('stop')],
      [70, done],
    ] as const) {
      nowMs = atMs;
      answer.feed(Buffer.from(text));
    }
    assert.deepEqual(answer.end().pieces, { count: 2, firstMs: 20, lastMs: 50 });
  });

  it('may lack usage, or either of the two signs of its end', () => {
    assert.equal(read(`${delta('a')}${done}`).counted, undefined);
    assert.equal(read(`${delta('a')}${finish('length')}`).finishReason, 'length');
    for (const lineBreak of ['\r\n', '\r'])
      assert.equal(read(`${delta('a')}${finish('stop')}`.replaceAll('\n', lineBreak)).text, 'a');
    assert.equal(read(`${delta('a')}${done}`.replaceAll('\n', '\r')).text, 'a');
    assert.equal(read(`${delta('a')}${done.trimEnd()}`).text, 'a');
  });

  it('has said that it is whole once it has, and nothing counts that comes after', () => {
    const answer = new StreamedAnswer(() => 0);
    assert.equal(answer.feed(Buffer.from(delta('a'))), false);
    assert.equal(answer.feed(Buffer.from(`${done}${delta('b')}${chunk({ error: 'late' })}`)), true);
    assert.equal(answer.end().text, 'a');
  });

  for (const [what, odd] of [
    ['an empty usage', chunk({ choices: [], usage: {} })],
    ['a usage of nulls', chunk({ choices: [], usage: { prompt_tokens: 5, completion_tokens: null } })],
    ['a usage below zero', chunk({ choices: [], usage: { prompt_tokens: -5, completion_tokens: 1e300 } })],
    ['no choices', chunk({ choices: null })],
    ['a usage of zeros', chunk({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } })],
    ['an event without data', 'data:\n\n'],
    ['a ping', 'event: ping\ndata: {}\n\n'],
    ['a ping by its type', chunk({ type: 'keepalive' })],
    ['an event of another name', `event: metrics\n${chunk({ queue: 3 })}`],
  ] as const)
    it(`stands with ${what} in it`, () => {
      const { text, counted } = read(`${delta('a')}${odd}${done}`);
      assert.deepEqual([text, counted], ['a', undefined]);
    });

  it('may come in parts', () => {
    const parts = [{ type: 'text', text: 'a ' }, { type: 'image' }, { type: 'text', text: 'b' }];
    assert.equal(read(`${chunk({ choices: [{ delta: { content: parts } }] })}${done}`).text, 'a b');
    assert.equal(wholeAnswer(JSON.stringify({ choices: [{ message: { content: parts } }], usage: {} })).text, 'a b');
  });

  it('may be no stream at all', () => {
    assert.equal(
      read(JSON.stringify({ choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }] }), 5).text,
      'whole',
    );
  });

  const wrong: [what: string, text: string, kind: string, said: RegExp][] = [
    ['that ends too early', delta('Hel'), 'truncated', /ended before the answer did, after 3 characters/],
    ['that ends within an event', `${delta('Hel')}data: {"choi`, 'truncated', /after 3 characters/],
    ['that is empty', '', 'malformed', /answer: no JSON, but nothing/],
    [
      'without a text',
      `${finish('content_filter')}${done}`,
      'malformed',
      /the answer is empty \(finish reason: content_filter\)/,
    ],
    ['that is no JSON', 'data: {"choices": [\n\n', 'malformed', /event: no JSON, but '\{"choices": \['/],
    [
      'of another shape',
      chunk({ choices: [{ delta: { content: 7 } }] }),
      'malformed',
      /event\.choices\.0\.delta\.content: .*expected string/,
    ],
    [
      'with an error in it',
      `${delta('a')}${chunk({ error: { message: 'overloaded' } })}`,
      'error',
      /the server broke off: overloaded/,
    ],
    [
      'with an error of a code alone in it',
      `${delta('a')}${chunk({ error: { message: '', code: 503 } })}`,
      'error',
      /the server broke off: error 503/,
    ],
    [
      'with an event that is an error',
      `${delta('a')}event: error\ndata: overloaded\n\n`,
      'error',
      /broke off: overloaded/,
    ],
    [
      'with an error in its choice',
      `${delta('a')}${chunk({ choices: [{ error: { message: 'upstream failed' }, finish_reason: 'error' }] })}`,
      'error',
      /the server broke off: upstream failed/,
    ],
    [
      'that stops with an error',
      `${delta('abc')}${finish('error')}${done}`,
      'error',
      /stopped with an error, after 3 char/,
    ],
    [
      'that a filter ends',
      `${delta('abc')}${finish('content_filter')}${done}`,
      'error',
      /content filter ended the answer, after 3 characters/,
    ],
    ['that is an error', JSON.stringify({ error: 'no such model' }), 'error', /no such model/],
    [
      'that is a web page',
      '<html><body>Bad gateway</body></html>',
      'malformed',
      /answer: no JSON, but '<html><body>Bad gateway/,
    ],
    ['that is text', 'Hello, I am no stream', 'malformed', /no JSON, but 'Hello, I am no stream'/],
    ['that is a list', '[1,2]', 'malformed', /^answer: /],
    [
      'with an error as vLLM writes it',
      chunk({ object: 'error', message: 'context too long' }),
      'error',
      /the server broke off: context too long/,
    ],
  ];
  for (const [what, text, kind, said] of wrong) {
    it(`${what} is ${kind}`, () => {
      assert.throws(() => read(text), { name: 'Failure', kind, message: said });
    });
  }
});

describe('an answer in one piece', () => {
  it('has text, usage and the reason for its end', () => {
    const text = JSON.stringify({
      id: 1,
      choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
    });
    assert.deepEqual(wholeAnswer(text), { text: 'Hi', finishReason: 'length', counted: { input: 5, output: 1 } });
  });

  for (const [text, said] of [
    ['', /answer: no JSON, but nothing/],
    ['<html>', /answer: no JSON, but '<html>'/],
    ['{"choices": []}', /answer\.choices: /],
    ['{"choices": [{"message": {"content": null}}]}', /the answer is empty/],
    ['[]', /answer: /],
  ] as const) {
    it(`is malformed where it is ${text === '' ? 'nothing' : text}`, () => {
      assert.throws(() => wholeAnswer(text), { kind: 'malformed', message: said });
    });
  }
});

describe('usage', () => {
  it('is estimated by four characters a token', () => {
    assert.deepEqual([estimatedTokens(''), estimatedTokens('abcd'), estimatedTokens('abcde')], [0, 1, 2]);
  });

  it('costs what a million tokens cost, in proportion, and nothing that is not stated', () => {
    const tokens = { model: 'big', inputTokens: 1000, outputTokens: 500 };
    assert.equal(priced(tokens, { input: 2, output: 8 }).cost, 0.006);
    assert.equal(priced(tokens, undefined).cost, undefined);
  });
});
