import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { UsageError } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import type { HttpAnswer, HttpClient } from '#src/adapters/http/client.js';
import { templatesIn } from '#src/adapters/texts-in.js';
import { httpFields } from '#src/adapters/fields.js';
import { payloadOf } from '#src/sources/http-payload.js';
import { requestFor } from '#src/sources/http-request.js';
import { httpSource } from '#src/sources/http.js';
import { Fetching, query } from '../support/fetching.js';

type Input = z.input<z.ZodObject<typeof httpFields>>;

const schema = z.object(httpFields);
const env = {
  TOKEN: 't"1',
  BASE: 'https://api.example.com/v1',
  LINES: 'a\nb',
  WORD: 'no address',
  OPEN: 'http://api',
  FORGIVEN: String.raw`http:\\api.example.com`,
};
const fields = (more: Partial<Input>) => schema.parse({ url: 'http://h/', ...more });
const request = (more: Partial<Input>, change: Partial<typeof query> = {}) =>
  requestFor(
    fields(more),
    { ...query, question: 'a "b"\n& c', arguments: { city: 'Köln/Süd' }, ...change },
    new Fetching().context({ source: 'w', attempt: 2 }),
    env,
  );

describe('a request over HTTP', () => {
  it('encodes what it fills into a URL, but not a variable that begins it', () => {
    assert.equal(
      request({ url: 'http://h/{{city}}?q={{ question }}&k={{env.TOKEN}}' }).url.href,
      'http://h/K%C3%B6ln%2FS%C3%BCd?q=a%20%22b%22%0A%26%20c&k=t%221',
    );
    assert.equal(request({ url: '{{env.BASE}}/x?i={{index}}' }).url.href, 'https://api.example.com/v1/x?i=0');
  });

  it('encodes half of a character as what cannot be read', () => {
    assert.equal(request({ url: 'http://h/{{question}}' }, { question: 'a\ud800b' }).url.pathname, '/a%EF%BF%BDb');
  });

  it('is GET without a body and POST with one, or what it says', () => {
    assert.deepEqual(
      [request({}), request({ body: 1 }), request({ body: 1, method: 'PUT' })].map(({ method }) => method),
      ['GET', 'POST', 'PUT'],
    );
  });

  const bodies: [string, Partial<Input>, string | undefined, string | undefined][] = [
    ['none', {}, undefined, undefined],
    [
      'JSON with its texts filled in',
      { body: { q: ['{{question}}', 1], n: null } },
      '{"q":["a \\"b\\"\\n& c",1],"n":null}',
      'application/json',
    ],
    [
      'a text that is JSON, and stays it',
      { body: '{"q":"{{question}}","t":"{{env.TOKEN}}"}' },
      '{"q":"a \\"b\\"\\n& c","t":"t\\"1"}',
      'application/json',
    ],
    [
      'a form',
      { body: 'q={{question}}', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      'q=a%20%22b%22%0A%26%20c',
      'application/x-www-form-urlencoded',
    ],
    ['text', { body: 'I ask: {{question}}' }, 'I ask: a "b"\n& c', 'text/plain; charset=utf-8'],
  ];
  for (const [what, more, body, type] of bodies) {
    it(`has a body: ${what}`, () => {
      const { headers, ...made } = request(more);
      assert.equal(made.body, body);
      assert.equal(headers['content-type'], type);
    });
  }

  it('says who it is unless the scenario does', () => {
    const { headers } = request({
      url: 'http://me:s%20t@h/',
      headers: { 'User-Agent': 'mine', 'x-try': '{{attempt}} for {{source}}' },
    });
    assert.deepEqual(headers, {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'mine',
      authorization: `Basic ${btoa('me:s t')}`,
      'x-try': '2 for w',
    });
  });

  for (const [password, sent] of [
    ['100%secret', '100%secret'],
    ['p@ss%40w', 'p@ss@w'],
    ['%ff', '%ff'],
  ] as const) {
    it(`sends the password ${password} as ${sent}`, () => {
      assert.equal(
        request({ url: `http://me:${password}@h/` }).headers['authorization'],
        `Basic ${btoa(`me:${sent}`)}`,
      );
    });
  }

  it('is refused where a header cannot be sent, without the value', () => {
    assert.throws(() => request({ headers: { 'x-q': '{{question}}' } }), {
      kind: 'error',
      message: /^the header x-q cannot be sent: /,
    });
    assert.throws(() => request({ headers: { 'x-c': '{{city}}' } }, { arguments: { city: '東京' } }), {
      kind: 'error',
    });
  });
});

describe('an HTTP source is refused before the run', () => {
  const client: HttpClient = { ask: () => assert.fail('nothing is asked'), close: () => Promise.resolve() };
  const cases: [string, Partial<Input>, RegExp][] = [
    [
      'for a URL that is none',
      { url: '{{env.WORD}}/x' },
      /^sources\.4\.url: \{\{env\.WORD\}\}\/x is no http or https URL once/,
    ],
    [
      'for a variable that only `URL` takes for one',
      { url: '{{env.FORGIVEN}}/x' },
      /^sources\.4\.url: \{\{env\.FORGIVEN\}\}\/x is no http or https URL once/,
    ],
    [
      'for a host that the query would complete',
      { url: '{{env.OPEN}}{{city}}/x' },
      /^sources\.4\.url: .* names another host for each query: expected only variables/,
    ],
    [
      'for a header that cannot be sent',
      { headers: { 'x-l': '{{env.LINES}}' } },
      /^sources\.4\.headers: the header x-l cannot be sent/,
    ],
    ['for a selection that is no expression', { select: 'a[?' }, /^sources\.4\.select: not a JMESPath expression: /],
    [
      'for a schema that is none',
      { schema: { type: 'number', $ref: 'nowhere' } },
      /^sources\.4\.schema: not a JSON Schema/,
    ],
  ];
  for (const [what, more, message] of cases) {
    it(what, async () => {
      await assert.rejects(httpSource(fields(more), { client, env, path: 'sources.4' }), (thrown: Error) => {
        assert.ok(thrown instanceof UsageError);
        assert.match(thrown.message, message);
        return true;
      });
    });
  }

  it('for a URL whose host is not known before the query', () => {
    for (const url of [
      '{{question}}',
      'http://{{question}}/',
      'http://{{source}}.example.com/',
      '{{env.WORD}}://{{city}}/',
    ])
      assert.throws(() => fields({ url }), /expected only variables in the scheme and the host of a URL/);
    for (const url of [
      '{{env.WORD}}',
      '{{env.WORD}}/{{city}}',
      '{{env.WORD}}&q={{question}}:a',
      '{{env.WORD}}://{{ env.WORD }}:{{env.WORD}}/',
      'http://{{source}}:x@{{env.WORD}}?{{question}}',
    ])
      fields({ url });
  });

  it('for an unknown name in a body', () => {
    assert.throws(
      () => fields({ body: { a: ['{{quesion}}'] } }),
      /unknown name in \{\{ \}\}; did you mean 'question'\?/,
    );
  });

  it('for headers that are the connection’s own, and for a header that stands twice', () => {
    assert.throws(() => fields({ headers: { 'Content-Length': '1' } }), /content-length/);
    assert.throws(() => fields({ headers: { Accept: 'a', accept: 'b' } }), /each header once/);
  });

  it('names every text that may hold a variable', () => {
    assert.deepEqual(
      templatesIn(fields({ url: 'http://h/', headers: { a: '1' }, body: { b: ['2', { c: '3' }] } }), 'sources.0').map(
        ({ field, text }) => [field, text],
      ),
      [
        ['sources.0.url', 'http://h/'],
        ['sources.0.headers.a', '1'],
        ['sources.0.body.b.0', '2'],
        ['sources.0.body.b.1.c', '3'],
      ],
    );
  });
});

describe('the payload in an answer', () => {
  const answered = (type: string | undefined, body: string): HttpAnswer => ({
    status: 200,
    headers: { 'content-type': type },
    body: Buffer.from(body),
  });
  const asked = async (body: Json, more: Partial<Input>): Promise<Json> => {
    const client: HttpClient = {
      ask: () => Promise.resolve(answered('application/json', JSON.stringify(body))),
      close: () => Promise.resolve(),
    };
    const fetch = await httpSource(fields(more), { client, env, path: 'sources.0' });
    return fetch(query, new Fetching().context());
  };

  it('is read as its type says, as JSON without one', () => {
    assert.equal(payloadOf(answered(undefined, '1'), undefined), 1);
    assert.equal(payloadOf(answered('TEXT/HTML; charset="utf-8"', '<p>'), undefined), '<p>');
    assert.deepEqual(payloadOf(answered('application/jsonl', '1\r\n2'), undefined), [1, 2]);
    assert.equal(payloadOf(answered('application/octet-stream', '1'), 'json'), 1);
    assert.throws(() => payloadOf(answered('application/octet-stream', '1'), undefined), {
      kind: 'malformed',
      message: /of type application\/octet-stream/,
    });
    assert.throws(() => payloadOf(answered('text/plain; charset=odd', '1'), undefined), {
      kind: 'malformed',
      message: 'the body is no text in odd',
    });
  });

  it('says in which line of several JSON ends', () => {
    assert.throws(() => payloadOf(answered('application/jsonl', '1\n\n{"a"}\n'), undefined), {
      kind: 'malformed',
      message: /at line 3, column 5$/,
    });
    assert.deepEqual(payloadOf(answered('text/event-stream', 'data:\n\ndata: 1\n\ndata: \n\n'), undefined), [1]);
    assert.throws(() => payloadOf(answered('text/event-stream', ': nothing\n\n'), undefined), {
      kind: 'malformed',
      message: /without an event/,
    });
  });

  it('is what the expression selects', async () => {
    const body = {
      items: [
        { t: 'a', n: 1 },
        { t: 'b', n: 5 },
      ],
    };
    assert.deepEqual(await asked(body, { select: 'items[?n > `2`].t' }), ['b']);
    assert.deepEqual(await asked(body, { select: 'items[].t' }), ['a', 'b']);
    await assert.rejects(asked(body, { select: 'data.text' }), {
      kind: 'malformed',
      message: 'select finds nothing in the answer',
    });
    for (const select of [
      'constructor',
      '__proto__',
      'items.constructor',
      'items[0].toString',
      '[constructor][0].prototype',
    ])
      await assert.rejects(
        asked(body, { select }),
        { kind: 'malformed', message: 'select finds nothing in the answer' },
        select,
      );
    assert.equal(await asked({ constructor: 'own' }, { select: 'constructor' }), 'own');
    await assert.rejects(asked(body, { select: '&items' }), {
      name: 'UsageError',
      message: /^sources\.0\.select: .*begins with &/,
    });
    await assert.rejects(asked(body, { select: 'length(`1`)' }), { kind: 'malformed', message: /^select: / });
  });

  it('has to match the schema, and is not changed by it', async () => {
    const object = { type: 'object', properties: { a: { type: 'number', default: 7 } }, required: ['b'] };
    assert.deepEqual(await asked({ b: 1, c: 2 }, { schema: object }), { b: 1, c: 2 });
    await assert.rejects(asked({ a: 'x', b: 1 }, { schema: object }), { kind: 'malformed', message: /^payload\.a: / });
  });
});
