import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createNetServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { gzipSync, brotliCompressSync, deflateSync, deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { Failure, type FailureKind } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import type { Fetch } from '#src/model/ports.js';
import { openHttpClient, type HttpClient } from '#src/adapters/http/client.js';
import { attempt } from '#src/policies/attempt.js';
import { httpFields } from '#src/adapters/fields.js';
import { httpSource } from '#src/sources/http.js';
import { httpServer, query, rawServer, RealCall, running } from '../support/http-servers.js';

type Fields = z.input<z.ZodObject<typeof httpFields>>;

const fields = z.object(httpFields);
const pem = (name: string): string =>
  readFileSync(new URL(`../../fixtures/test/self-signed.${name}.pem`, import.meta.url), 'utf8');

let client: HttpClient;
before(async () => {
  client = await openHttpClient({ connections: 4 });
});
after(() => client.close());

function source(stated: Fields, on = client): Promise<Fetch> {
  return httpSource(fields.parse(stated), { client: on, env: { TOKEN: 'secret-token' }, path: 'sources.0' });
}

/** What a source answers through its attempt, or how it fails; with the parts that are then in the trace. */
async function ask(
  stated: Fields,
  timeoutMs = 5000,
  on = client,
): Promise<{ payload?: Json; failure?: Failure; parts: string[] }> {
  const call = new RealCall();
  const fetch = attempt(timeoutMs)(await source(stated, on));
  const came = await fetch(query, call.context).then(
    (payload) => ({ payload }),
    (thrown: unknown) => ({ failure: thrown as Failure }),
  );
  const parts = call.parts.filter((part) => !part.startsWith('attempt'));
  return { ...came, parts };
}

const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A raw answer of HTTP/1.1. */
const raw = (head: string, body = ''): string => `HTTP/1.1 ${head.replaceAll('\n', '\r\n')}\r\n\r\n${body}`;
const json = (body: string): string =>
  raw(`200 OK\ncontent-type: application/json\ncontent-length: ${Buffer.byteLength(body)}`, body);
const encoded = (encoding: string, bytes: Buffer) => (socket: Socket) => {
  socket.write(
    raw(`200 OK\ncontent-type: application/json\ncontent-encoding: ${encoding}\ncontent-length: ${bytes.length}`),
  );
  socket.write(bytes);
};

describe('a source over HTTP', () => {
  it('asks with its templates filled in, each so that it stays what it is', async () => {
    const seen: { method?: string; url?: string; headers?: Record<string, unknown>; body?: string } = {};
    const server = await httpServer((request, response) => {
      const { method = '', url = '', headers } = request;
      void request
        .setEncoding('utf8')
        .toArray()
        .then((chunks) => {
          Object.assign(seen, { method, url, headers, body: chunks.join('') });
          response.setHeader('content-type', 'application/json').end('{"data":{"text":"sunny"}}');
        });
    });
    try {
      const stated: Fields = {
        url: `${server.url}/w/{{city}}?q={{question}}`,
        headers: { 'X-Index': '{{index}}/{{attempt}}', authorization: 'Bearer {{env.TOKEN}}' },
        body: { ask: ['{{question}}'], from: '{{source}}' },
        select: 'data.text',
      };
      assert.deepEqual(await ask(stated), { payload: 'sunny', parts: ['connect ok', 'first-byte ok', 'body ok'] });
      assert.equal(seen.method, 'POST');
      assert.equal(seen.url, '/w/S%C3%A3o%20Paulo?q=What%20is%20%22new%22%3F');
      assert.equal(seen.headers?.['x-index'], '3/1');
      assert.equal(seen.headers?.['authorization'], 'Bearer secret-token');
      assert.equal(seen.headers?.['content-type'], 'application/json');
      assert.deepEqual(JSON.parse(seen.body!), { ask: ['What is "new"?'], from: 'weather' });
    } finally {
      await server.close();
    }
  });

  it('keeps its connections, and opens no more at once than it may', async () => {
    const server = await httpServer((_, response) => response.setHeader('content-type', 'application/json').end('1'));
    const two = await openHttpClient({ connections: 2 });
    try {
      for (let i = 0; i < 3; i++) {
        assert.equal((await ask({ url: server.url }, 5000, two)).payload, 1);
        await aWhile(); // undici lets a turn of the event loop pass before it uses a connection again
      }
      assert.equal(server.connections(), 1);
      const many = await Promise.all(Array.from({ length: 20 }, () => ask({ url: server.url }, 5000, two)));
      assert.ok(many.every(({ payload }) => payload === 1));
      assert.equal(server.connections(), 2);
    } finally {
      await two.close();
      await server.close();
    }
  });

  it('uses a connection again after a status that says no', async () => {
    const server = await httpServer((_, response) => {
      response.statusCode = 503;
      response.end('busy');
    });
    const one = await openHttpClient({ connections: 2 });
    try {
      for (let i = 0; i < 3; i++) {
        assert.equal((await ask({ url: server.url }, 5000, one)).failure?.kind, 'status');
        await aWhile();
      }
      assert.equal(server.connections(), 1);
    } finally {
      await one.close();
      await server.close();
    }
  });

  it('follows redirects on its origin, with GET for what was posted', async () => {
    const seen: string[] = [];
    const server = await httpServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === '/a') response.writeHead(302, { location: '/b?x=1' }).end();
      else if (request.url === '/b?x=1') response.writeHead(307, { location: './c' }).end();
      else response.setHeader('content-type', 'application/json').end('"there"');
    });
    try {
      const { payload, parts } = await ask({ url: `${server.url}/a`, body: 'text' });
      assert.equal(payload, 'there');
      assert.deepEqual(seen, ['POST /a', 'GET /b?x=1', 'GET /c']);
      assert.equal(parts.length, 9);
    } finally {
      await server.close();
    }
  });

  const whole = Buffer.from(JSON.stringify({ text: 'x'.repeat(5000) }));
  for (const [encoding, bytes] of [
    ['gzip', gzipSync(whole)],
    ['deflate', deflateSync(whole)],
    ['deflate', deflateRawSync(whole)],
    ['br', brotliCompressSync(whole)],
    ['gzip, br', brotliCompressSync(gzipSync(whole))],
    ['gzip\ncontent-encoding: br', brotliCompressSync(gzipSync(whole))],
    ['deflate, gzip', gzipSync(deflateRawSync(whole))],
  ] as const) {
    it(`reads a body in ${encoding.replace('\n', ' and ')}`, async () => {
      const server = await rawServer(encoded(encoding, bytes));
      try {
        assert.deepEqual((await ask({ url: server.url })).payload, JSON.parse(whole.toString()));
      } finally {
        await server.close();
      }
    });
  }

  const formats: [string, string, string, Partial<Fields>, Json][] = [
    ['text by its type', 'text/plain', 'It rains.', {}, 'It rains.'],
    ['text in its charset', 'text/plain; charset=latin1', 'caf\u00e9', {}, 'café'],
    ['JSON by its type', 'application/problem+json; charset=utf-8', '\ufeff{"a":1}', {}, { a: 1 }],
    ['JSON where the scenario says so', 'text/plain', '[1]', { format: 'json' }, [1]],
    ['lines of JSON', 'application/x-ndjson', '{"a":1}\n\n{"a":2}\n', {}, [{ a: 1 }, { a: 2 }]],
    ['events whose lines end with CR', 'text/event-stream', 'data: {"a":1}\r\rdata: bye\r\r', {}, [{ a: 1 }, 'bye']],
    ['events of which the last one does not end', 'text/event-stream', 'data: 1\n\ndata: 2', {}, [1, 2]],
    [
      'events',
      'text/event-stream',
      'data: {"a":1}\n\n: note\ndata: hello\ndata: there\n\n',
      {},
      [{ a: 1 }, 'hello\nthere'],
    ],
    ['no text at all', 'text/plain', '', {}, ''],
  ];
  for (const [what, type, body, more, payload] of formats) {
    it(`reads ${what}`, async () => {
      const bytes = Buffer.from(body, type.includes('latin1') ? 'latin1' : 'utf8');
      const server = await httpServer((_, response) => response.setHeader('content-type', type).end(bytes));
      try {
        assert.deepEqual((await ask({ url: server.url, ...more })).payload, payload);
      } finally {
        await server.close();
      }
    });
  }
});

interface Wrong {
  readonly answer: (socket: Socket) => void;
  readonly kind: FailureKind;
  readonly message: RegExp;
  readonly parts: readonly string[];
  readonly more?: Partial<Fields>;
  readonly details?: Partial<Failure>;
  readonly timeoutMs?: number;
}

const early = (kind: FailureKind): string[] => ['connect ok', `first-byte ${kind}`];
const late = (kind: FailureKind): string[] => ['connect ok', 'first-byte ok', `body ${kind}`];
const well = ['connect ok', 'first-byte ok', 'body ok'];
/** Writes on and on until nobody reads any more. */
const endless = (socket: Socket): void => {
  socket.write(raw('200 OK\ncontent-type: application/json'));
  const block = Buffer.alloc(65_536, 32);
  const go = (): void => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on('drain', go);
  go();
};

const wrong: Record<string, Wrong> = {
  'a status': {
    answer: (s) => s.write(raw('418 Short and stout\ncontent-length: 2', 'no')),
    kind: 'status',
    message: /^127\.0\.0\.1:\d+ answered 418 Short and stout: no$/,
    parts: late('status'),
    details: { status: 418, retryAfterMs: undefined },
  },
  'a status without a phrase, with a time': {
    answer: (s) => s.write(raw('503 \nretry-after: 2\ncontent-length: 0')),
    kind: 'status',
    message: /answered 503 Service Unavailable$/,
    parts: late('status'),
    details: { status: 503, retryAfterMs: 2000 },
  },
  'a status whose body does not end': {
    answer: (s) => {
      s.write(raw('500 Oops'));
      s.write(Buffer.alloc(200_000));
    },
    kind: 'status',
    message: /answered 500 Oops$/,
    parts: late('status'),
  },
  'a status whose body stalls': {
    answer: (s) => s.write(raw('500 Oops\nretry-after: 1\ncontent-length: 100', 'abc')),
    kind: 'status',
    message: /answered 500 Oops: abc$/,
    parts: late('status'),
    details: { status: 500, retryAfterMs: 1000 },
  },
  'a status whose body stalls beyond the timeout': {
    answer: (s) => s.write(raw('429 Slow\nretry-after: 1\ncontent-length: 100', 'abc')),
    timeoutMs: 100,
    kind: 'rate-limited',
    message: /answered 429 Slow: abc$/,
    parts: late('rate-limited'),
    details: { status: 429, retryAfterMs: 1000 },
  },
  'a redirect whose body stalls': {
    answer: (s) => s.write(raw('302 Found\ncontent-length: 100', 'abc')),
    kind: 'redirect',
    message: /redirects \(302\) to no address$/,
    parts: well,
  },
  'a status that says why in gzip': {
    answer(s) {
      const body = gzipSync('{"error":{"kind":"odd","message":"out\\nof order"}}');
      s.write(raw(`503 \ncontent-encoding: gzip\ncontent-length: ${body.length}`));
      s.write(body);
    },
    kind: 'status',
    message: /answered 503 Service Unavailable: out of order$/,
    parts: late('status'),
  },
  'a status in what is no gzip': {
    answer: (s) => s.write(raw('500 Oops\ncontent-encoding: gzip\ncontent-length: 3', 'abc')),
    kind: 'status',
    message: /answered 500 Oops$/,
    parts: late('status'),
  },
  'two lengths that differ': {
    answer: (s) => s.write(raw('200 OK\ncontent-length: 10\ncontent-length: 11', '0123456789')),
    kind: 'malformed',
    message: /its content-length is no length, or there are two$/,
    parts: early('malformed'),
  },
  'a length that is absurd': {
    answer: (s) => s.write(raw('200 OK\ncontent-length: 99999999999999999999', '1')),
    kind: 'malformed',
    message: /its content-length is no length/,
    parts: early('malformed'),
  },
  'another protocol': {
    answer: (s) => s.write(raw('101 Switching Protocols\nupgrade: websocket\nconnection: upgrade')),
    kind: 'malformed',
    message: /switched protocols, which nobody asked for$/,
    parts: early('malformed'),
  },
  'another protocol without a name': {
    answer: (s) => s.write(raw('101 Switching Protocols')),
    kind: 'malformed',
    message: /switched protocols/,
    parts: early('malformed'),
  },
  'thousands of encodings': {
    answer: encoded(Array(2500).fill('br').join(), gzipSync('1')),
    kind: 'malformed',
    message: /answered in 2,500 encodings on top of each other; 5 at most are undone$/,
    parts: late('malformed'),
  },
  'a bomb within a bomb': {
    answer: encoded('gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000)))),
    kind: 'too-large',
    message: /longer than 10,000,000 bytes/,
    parts: late('too-large'),
  },
  'too many requests': {
    answer: (s) =>
      s.write(
        raw(
          '429 Too Many Requests\ndate: Wed, 21 Oct 2015 07:28:00 GMT\nretry-after: Wed, 21 Oct 2015 07:28:30 ' +
            'GMT\ncontent-length: 0',
        ),
      ),
    kind: 'rate-limited',
    message: /answered 429 Too Many Requests$/,
    parts: late('rate-limited'),
    details: { status: 429, retryAfterMs: 30_000 },
  },
  'a redirect in a circle': {
    answer: (s) => s.end(raw('302 Found\nlocation: /again\ncontent-length: 0\nconnection: close')),
    more: { redirects: 1 },
    kind: 'redirect',
    message: /redirects more than 1 time \(redirects\)$/,
    parts: [...well, ...well],
  },
  'a redirect to nowhere': {
    answer: (s) => s.write(raw('301 Moved\ncontent-length: 0')),
    kind: 'redirect',
    message: /redirects \(301\) to no address$/,
    parts: well,
  },
  'a redirect to another origin': {
    answer: (s) => s.write(raw('302 Found\nlocation: http://elsewhere.invalid/secret?token=1\ncontent-length: 0')),
    kind: 'redirect',
    message: /redirects \(302\) to elsewhere\.invalid, which is another origin/,
    parts: well,
  },
  'a reset before an answer': {
    answer: (s) => s.resetAndDestroy(),
    kind: 'reset',
    message: /broke the connection before it answered/,
    parts: early('reset'),
  },
  'an end before an answer': {
    answer: (s) => s.destroy(),
    kind: 'reset',
    message: /broke the connection before it answered/,
    parts: early('reset'),
  },
  'a reset within the body': {
    answer: (s) =>
      s.write(raw('200 OK\ncontent-length: 100', 'x'.repeat(40)), () => setTimeout(() => s.resetAndDestroy(), 20)),
    kind: 'reset',
    message: /broke the connection after 40 of 100 bytes of the body \(ECONNRESET\)$/,
    parts: late('reset'),
  },
  'a body that is too short': {
    answer: (s) => s.end(raw('200 OK\ncontent-length: 100', 'x'.repeat(40))),
    kind: 'truncated',
    message: /ended its answer too early: 40 of 100 bytes of the body had come$/,
    parts: late('truncated'),
  },
  'a body that is too short on a connection that closes': {
    answer: (s) => s.end(raw('200 OK\nconnection: close\ncontent-length: 100', 'x'.repeat(40))),
    kind: 'truncated',
    message: /40 of 100 bytes/,
    parts: late('truncated'),
  },
  'chunks that end too early': {
    answer: (s) => s.end(raw('200 OK\ntransfer-encoding: chunked', '5\r\nhello\r\n')),
    kind: 'truncated',
    message: /too early: 5 bytes of the body had come$/,
    parts: late('truncated'),
  },
  'chunks that end too early on a connection that closes': {
    answer: (s) => s.end(raw('200 OK\nconnection: close\ntransfer-encoding: chunked', '5\r\nhello\r\n')),
    kind: 'truncated',
    message: /too early: 5 bytes of the body had come$/,
    parts: late('truncated'),
  },
  'chunks that are none': {
    answer: (s) => s.write(raw('200 OK\ntransfer-encoding: chunked', 'zz\r\n')),
    kind: 'malformed',
    message: /did not answer as HTTP/,
    parts: late('malformed'),
  },
  'a brotli that ends too early': {
    answer: encoded('br', brotliCompressSync('"a long enough text"').subarray(0, 15)),
    kind: 'truncated',
    message: /its br is not whole/,
    parts: late('truncated'),
  },
  'a gzip that ends too early': {
    answer: encoded('gzip', gzipSync('"a long enough text"').subarray(0, 15)),
    kind: 'truncated',
    message: /its gzip is not whole/,
    parts: late('truncated'),
  },
  'what is no gzip': {
    answer: encoded('gzip', Buffer.from('plain')),
    kind: 'malformed',
    message: /not the gzip that its headers say/,
    parts: late('malformed'),
  },
  'an unknown encoding': {
    answer: encoded('zip', Buffer.from('x')),
    kind: 'malformed',
    message: /encoding that nobody asked for: zip/,
    parts: late('malformed'),
  },
  'a length beyond the limit': {
    answer: (s) => s.write(raw('200 OK\ncontent-length: 10000001')),
    kind: 'too-large',
    message: /longer than 10,000,000 bytes \(maxBytes\)$/,
    parts: late('too-large'),
  },
  'a body without end': {
    answer: endless,
    kind: 'too-large',
    message: /longer than 10,000,000 bytes/,
    parts: late('too-large'),
  },
  'a bomb in gzip': {
    answer: encoded('gzip', gzipSync(Buffer.alloc(50_000_000))),
    kind: 'too-large',
    message: /longer than 10,000,000 bytes/,
    parts: late('too-large'),
  },
  'what is not HTTP': {
    answer: (s) => s.write('SSH-2.0-OpenSSH_9.6\r\n'),
    kind: 'malformed',
    message: /did not answer as HTTP/,
    parts: early('malformed'),
  },
  'headers without end': {
    answer: (s) => s.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n`),
    kind: 'too-large',
    message: /headers/,
    parts: early('too-large'),
  },
  'what is not JSON': {
    answer: (s) => s.write(json('{"a":\n tru}')),
    kind: 'malformed',
    message: /not JSON: .* at line 2, column 2$/,
    parts: well,
  },
  'no body': {
    answer: (s) => s.write(raw('204 No Content')),
    kind: 'malformed',
    message: /empty \(status 204\)/,
    parts: well,
  },
  'what is no text': {
    answer: (s) => s.write(Buffer.concat([Buffer.from(raw('200 OK\ncontent-length: 3')), Buffer.from([34, 0xff, 34])])),
    kind: 'malformed',
    message: /no text in utf-8/,
    parts: well,
  },
  'an image': {
    answer: (s) => s.write(raw('200 OK\ncontent-type: image/png\ncontent-length: 1', 'x')),
    kind: 'malformed',
    message: /image\/png/,
    parts: well,
  },
  'JSON that is too deep': {
    answer: (s) => s.write(json(`${'['.repeat(200)}${']'.repeat(200)}`)),
    kind: 'malformed',
    message: /more than 100 levels deep/,
    parts: well,
  },
  'JSON that is far too deep': {
    answer: (s) => s.write(json('['.repeat(100_000))),
    kind: 'malformed',
    message: /nested too deeply/,
    parts: well,
  },
  'nothing that is selected': {
    answer: (s) => s.write(json('{}')),
    more: { select: 'data.items' },
    kind: 'malformed',
    message: /^select finds nothing in the answer$/,
    parts: well,
  },
  'what the schema refuses': {
    answer: (s) => s.write(json('{"n":"1"}')),
    more: { schema: { type: 'object', properties: { n: { type: 'number' } } } },
    kind: 'malformed',
    message: /^payload\.n: .*expected number/,
    parts: well,
  },
  'no answer in time': {
    answer: () => {},
    timeoutMs: 60,
    kind: 'timeout',
    message: /^no answer within 60 ms; nothing had come$/,
    parts: early('timeout'),
  },
  'headers alone in time': {
    answer: (s) => s.write(raw('200 OK\ncontent-length: 500')),
    timeoutMs: 100,
    kind: 'timeout',
    message: /; the headers had come \(status 200\)$/,
    parts: late('timeout'),
  },
  'half a body in time': {
    answer: (s) => s.write(raw('200 OK\ncontent-length: 500', 'x'.repeat(120))),
    timeoutMs: 100,
    kind: 'timeout',
    message: /; 120 of 500 bytes had come, the last .* before$/,
    parts: late('timeout'),
  },
};

describe('a request whose answer is heard as it comes', () => {
  /** Three events, each sent when the one before has been heard. */
  async function heard(onChunk: (text: string) => unknown): Promise<{ status: number; kept: number }> {
    const sent: (() => void)[] = [];
    const server = await rawServer((socket) => {
      socket.write(raw('200 OK\ntransfer-encoding: chunked', '3\r\none\r\n'));
      sent.push(
        () => socket.write('3\r\ntwo\r\n'),
        () => socket.write('5\r\nthree\r\n0\r\n\r\n'),
      );
    });
    try {
      const request = { method: 'GET', url: new URL(server.url), headers: {}, maxBytes: 100, redirects: 0 };
      const answer = await client.ask(
        {
          ...request,
          onChunk(bytes) {
            const enough = onChunk(bytes.toString());
            sent.shift()?.();
            return enough === true;
          },
        },
        new RealCall().context,
      );
      return { status: answer.status, kept: answer.body.length };
    } finally {
      await server.close();
    }
  }

  it('hears every piece before the next one comes, and keeps none', async () => {
    const pieces: string[] = [];
    assert.deepEqual(await heard((text) => pieces.push(text)), { status: 200, kept: 0 });
    assert.deepEqual(pieces, ['one', 'two', 'three']);
  });

  it('is over when the listener has heard enough, however long the server goes on', async () => {
    const server = await rawServer((socket) => socket.write(raw('200 OK\ntransfer-encoding: chunked', '3\r\none\r\n')));
    try {
      const request = {
        method: 'GET',
        url: new URL(server.url),
        headers: {},
        maxBytes: 100,
        redirects: 0,
        onChunk: () => true,
      };
      const call = new RealCall();
      assert.equal((await client.ask(request, call.context)).status, 200);
      assert.deepEqual(call.parts, well);
      while (server.open() > 0) await aWhile();
    } finally {
      await server.close();
    }
  });

  it('fails with what the listener throws', async () => {
    const odd = new Failure('malformed', 'not what was asked for');
    await assert.rejects(
      heard(() => {
        throw odd;
      }),
      (thrown) => thrown === odd,
    );
  });
});

describe('a source over HTTP fails', () => {
  for (const [what, { answer, kind, message, parts, more = {}, details = {}, timeoutMs = 5000 }] of Object.entries(
    wrong,
  )) {
    it(`as ${kind} on ${what}`, async () => {
      const server = await rawServer(answer);
      try {
        const came = await ask({ url: `${server.url}/path-{{city}}?key=secret`, ...more }, timeoutMs);
        assert.ok(came.failure instanceof Failure, JSON.stringify(came));
        assert.equal(came.failure.kind, kind, came.failure.message);
        assert.match(came.failure.message, message);
        assert.doesNotMatch(came.failure.message, /path|key|secret/);
        assert.deepEqual(came.parts, parts);
        for (const [name, value] of Object.entries(details))
          assert.equal(came.failure[name as keyof Failure], value, name);
      } finally {
        await server.close();
      }
    });
  }

  it('as refused where nobody listens', async () => {
    const server = await rawServer(() => {});
    await server.close();
    const { failure, parts } = await ask({ url: server.url });
    assert.equal(failure?.kind, 'refused');
    assert.match(failure.message, /^127\.0\.0\.1:\d+: the connection was refused \(ECONNREFUSED\)$/);
    assert.deepEqual(parts, ['connect refused']);
  });

  it('as dns where a name has no address', async () => {
    const { failure, parts } = await ask({ url: 'http://no-such-host.invalid/' }, 20_000);
    assert.equal(failure?.kind, 'dns', failure?.message);
    assert.match(failure.message, /^no-such-host\.invalid: the name cannot be resolved/);
    assert.deepEqual(parts, ['connect dns']);
  });

  it('as tls on a certificate that nobody vouches for, and on http where https is asked', async () => {
    const secure = await running(
      createTlsServer({ key: pem('key'), cert: pem('cert') }, (_, response) => response.end('1')),
      'https',
    );
    const plain = await httpServer((_, response) => response.end('1'));
    try {
      for (const [url, why] of [
        [secure.url, /no secure connection \(\w+\)/],
        [plain.url.replace('http', 'https'), /does it serve http and not https\?/],
      ] as const) {
        const { failure, parts } = await ask({ url });
        assert.equal(failure?.kind, 'tls', failure?.message);
        assert.match(failure.message, why);
        assert.deepEqual(parts, ['connect tls']);
      }
    } finally {
      await secure.close();
      await plain.close();
    }
  });

  it('as timeout where all its connections are taken', async () => {
    const held = await rawServer(() => {});
    const one = await openHttpClient({ connections: 1 });
    try {
      const first = ask({ url: held.url }, 400, one);
      const second = await ask({ url: held.url }, 100, one);
      assert.equal(second.failure?.kind, 'timeout');
      assert.match(second.failure.message, /there was no connection to 127\.0\.0\.1:\d+ yet$/);
      assert.deepEqual(second.parts, ['connect timeout']);
      assert.equal((await first).failure?.kind, 'timeout');
    } finally {
      await one.close();
      await held.close();
    }
  });

  it('as timeout where a connection is begun and never made, and gives it up', async () => {
    const server = await running(
      createNetServer((socket) => socket.resume()),
      'https',
    ); // takes connections, but speaks no TLS
    const one = await openHttpClient({ connections: 1 });
    try {
      for (let i = 1; i <= 2; i++) {
        const { failure, parts } = await ask({ url: server.url }, 60, one);
        assert.match(failure?.message ?? '', /^no answer within 60 ms; there was no connection to/);
        assert.deepEqual(parts, ['connect timeout']);
        while (server.open() > 0) await aWhile();
        assert.equal(server.connections(), i, 'the next one does not wait for it');
      }
    } finally {
      await one.close();
      await server.close();
    }
  });

  it('with the reason of its scope, at once, and holds nothing open', async () => {
    const server = await rawServer((socket) => socket.write(raw('200 OK\ncontent-length: 500', 'x')));
    const call = new RealCall();
    const fetching = (await source({ url: server.url }))(query, call.context);
    const reason = new Failure('deadline', 'over');
    setTimeout(() => call.scope.abort(reason), 50);
    await assert.rejects(fetching, (thrown) => thrown === reason);
    assert.deepEqual(call.parts, late('deadline'));
    while (server.open() > 0) await aWhile();
    await server.close();
  });

  it('before it asks, where its scope is over already', async () => {
    const call = new RealCall();
    call.scope.abort(new Failure('enough', 'over'));
    await assert.rejects((await source({ url: 'http://127.0.0.1:1' }))(query, call.context), { kind: 'enough' });
    assert.deepEqual(call.parts, []);
  });

  it('where a header could not be sent', async () => {
    const call = new RealCall();
    const odd = { ...query, question: 'two\nlines' };
    await assert.rejects(
      (await source({ url: 'http://127.0.0.1:1', headers: { 'x-q': '{{question}}' } }))(odd, call.context),
      {
        kind: 'error',
        message: /^the header x-q cannot be sent/,
      },
    );
  });
});
