import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, it, type TestContext } from 'node:test';
import { otlpValidator } from '../render/exports/otlp-schema.js';
import { httpServer, rawServer, type Running } from '../support/http-servers.js';
import { loaded } from './loaded.js';
import { agentBench, folder, savedReport } from './spawned.js';

const hybrid = ['run', '--virtual', '--cores', '2', '--modes', 'hybrid'];
const pictures = [
  '--svg',
  'a.svg',
  '--trace',
  'a.trace',
  '--otlp',
  'a.otlp',
  '--csv',
  'a.csv',
  '--spans-csv',
  'spans.csv',
];

/** What a server was asked. */
interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A collector for the length of a test that answers as it is told to. */
async function collector(
  t: TestContext,
  answer: (response: ServerResponse) => unknown = (response) => response.end('{}'),
): Promise<Running & { asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = await httpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent);
      asked.push({ method: request.method, path: request.url, headers: request.headers, body });
      answer(response);
    });
  });
  t.after(() => server.close());
  return { ...server, asked };
}

describe('a run as pictures and for other programs', { concurrency: 2 }, () => {
  it('is written to the files that are named, beside its report', async (t) => {
    const cwd = folder(t);
    const { code, stdout, stderr } = await agentBench([...hybrid, ...pictures], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(
      stdout,
      /\nSaved in agent-bench-results\/\S+\.json, a\.otlp, a\.trace, a\.svg, a\.csv and spans\.csv\n$/,
    );
    const read = (file: string): string => readFileSync(join(cwd, file), 'utf8');
    assert.match(read('a.svg'), /^<svg /);
    assert.ok((JSON.parse(read('a.trace')) as { traceEvents: unknown[] }).traceEvents.length > 10);
    assert.ok(otlpValidator(JSON.parse(read('a.otlp'))));
    assert.match(read('a.csv'), /^mode,run,makespan_ms,.*\r\nhybrid,1,5500,/);
    assert.match(read('spans.csv'), /^mode,run,id,.*\r\nhybrid,1,1,,query,hybrid,main,0,5500,ok,,\r\n/);
  });

  it('is the same from a saved report, which report makes it of', async (t) => {
    const cwd = folder(t);
    await agentBench([...hybrid, '--json', 'r.json', ...pictures], { cwd });
    const [shown, again] = [folder(t), folder(t)];
    const text = await agentBench(['report', join(cwd, 'r.json')], { cwd: shown });
    const { code, stdout } = await agentBench(['report', join(cwd, 'r.json'), ...pictures], { cwd: again });
    assert.equal(code, 0);
    assert.equal(stdout, `${text.stdout}\nSaved in a.otlp, a.trace, a.svg, a.csv and spans.csv\n`);
    assert.equal(readdirSync(again).length, 5);
    for (const file of readdirSync(again))
      assert.equal(readFileSync(join(again, file), 'utf8'), readFileSync(join(cwd, file), 'utf8'), file);
  });

  for (const [flag, begin] of [
    ['--svg', '<svg '],
    ['--trace', '{"displayTimeUnit"'],
    ['--otlp', '{"resourceSpans"'],
    ['--csv', 'mode,run,makespan_ms'],
    ['--spans-csv', 'mode,run,id'],
  ] as const) {
    it(`${flag} - prints it, and nothing else on standard output`, async (t) => {
      const cwd = folder(t);
      const { code, stdout, stderr } = await agentBench(
        [...hybrid, flag, '-', '--json', 'r.json', '--gate', 'hybrid.makespan < 6s'],
        { cwd },
      );
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(begin), stdout.slice(0, 80));
      assert.match(stderr, /hybrid\.makespan/);
      assert.match(stderr, /Saved in r\.json\n$/);
      const again = await agentBench(['report', 'r.json', flag, '-'], { cwd });
      assert.equal(again.stdout, stdout);
    });
  }

  for (const [what, args, said] of [
    [
      'a folder that is not there',
      ['--svg', 'none/a.svg'],
      /^error: --svg none\/a\.svg: cannot be written: the folder \S+ does not exist; create it first\n$/,
    ],
    [
      'a folder',
      ['--spans-csv', 'sub'],
      /^error: --spans-csv sub: cannot be written: it is a folder; name a file in it\n$/,
    ],
    [
      'one file twice',
      ['--trace', 'a.json', '--otlp', './a.json'],
      /^error: --\S+ \S+ and --\S+ \S+ name the same place; give each its own\n$/,
    ],
    ['standard output twice', ['--svg', '-', '--csv', '-'], /name the same place/],
    [
      'a URL of another kind',
      ['--otlp', 'ftp://user:hunter2@x/'],
      /^error: --otlp ftp:\/\/…: this is no endpoint; write a URL such as http:\/\/127\.0\.0\.1:4318, or a file\n$/,
    ],
    ['a URL without a host', ['--otlp', 'http://'], /^error: --otlp http:\/\/…: this is no endpoint/],
    ['a URL with a port that is none', ['--otlp', 'http://x:99999'], /this is no endpoint/],
    ['no text', ['--svg', ''], /Name a file, or - for standard output/],
  ] as const) {
    it(`${what} is refused before anything runs`, async (t) => {
      const cwd = folder(t);
      mkdirSync(join(cwd, 'sub'));
      const { code, stdout, stderr } = await agentBench([...hybrid, ...args], { cwd });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /hunter2/);
      assert.deepEqual(readdirSync(cwd), ['sub']);
    });
  }

  it('is loaded where it is asked for alone', async (t) => {
    const exporters = async (...args: readonly string[]): Promise<string[]> =>
      (await loaded(t, ...hybrid, ...args)).filter((path) =>
        /^(?:render\/exports\/(?!index)|cli\/output\/otlp)/.test(path),
      );
    assert.deepEqual(await exporters(), []);
    assert.deepEqual(await exporters('--csv', 'a.csv'), ['render/exports/csv']);
  });

  it('is not made of a report of another command', async (t) => {
    const cwd = folder(t);
    await agentBench(['sweep', '--over', 'workers=1,2', '--cores', '2', '--json', 's.json'], { cwd });
    const { code, stdout, stderr } = await agentBench(['report', 's.json', '--svg', 'a.svg'], { cwd });
    assert.deepEqual(
      [code, stdout, stderr],
      [2, '', 'error: --svg: s.json is a report of `sweep`, and this is made of a report of `run`\n'],
    );
  });
});

describe('a trace for a collector', { concurrency: 2 }, () => {
  it('is sent when the report is saved and shown, to /v1/traces where the URL says no more', async (t) => {
    const cwd = folder(t);
    const server = await collector(t);
    const { code, stdout, stderr } = await agentBench([...hybrid, '--otlp', server.url], { cwd });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.ok(stdout.endsWith(`\nSent to ${server.url}/v1/traces in 1 request\n`), stdout.slice(-200));
    const [{ method, path, headers, body }] = server.asked as [Asked];
    assert.deepEqual([method, path, headers['content-type']], ['POST', '/v1/traces', 'application/json']);
    assert.ok(otlpValidator(JSON.parse(body)));
    assert.equal(savedReport(cwd).modes.length, 1);
  });

  it('goes with the headers of the environment and the user of the URL, of which nothing is shown', async (t) => {
    const server = await collector(t);
    const url = server.url.replace('http://', 'http://me:hunter2%21@');
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cret%20key, x-tenant=a' };
    const { code, stdout, stderr } = await agentBench([...hybrid, '--otlp', `${url}/custom?token=t0ken`], {
      cwd: folder(t),
      env,
    });
    assert.equal(code, 0);
    const [{ path, headers }] = server.asked as [Asked];
    assert.deepEqual(
      [path, headers['x-key'], headers['x-tenant'], headers['authorization']],
      ['/custom?token=t0ken', 's3cret key', 'a', `Basic ${Buffer.from('me:hunter2!').toString('base64')}`],
    );
    assert.doesNotMatch(stdout + stderr, /hunter2|s3cret|t0ken/);
  });

  for (const [what, status, said] of [
    ['refuses it', 400, 'answered 400 Bad Request'],
    ['fails', 503, 'answered 503 Service Unavailable'],
    ['wants a key', 401, 'answered 401 Unauthorized'],
    ['redirects', 307, 'redirects, which is not followed'],
  ] as const) {
    it(`a collector that ${what} is one line with exit code 2, and the report is saved and shown`, async (t) => {
      const cwd = folder(t);
      const server = await collector(t, (response) => response.writeHead(status, { location: '/elsewhere' }).end('no'));
      const { code, stdout, stderr } = await agentBench(
        [...hybrid, '--otlp', server.url.replace('//', '//me:hunter2@')],
        { cwd },
      );
      assert.equal(code, 2);
      assert.match(stdout, /hybrid answers in 5\.50 s[^]*Saved in agent-bench-results/);
      assert.equal(
        stderr,
        `error: --otlp ${server.url}/v1/traces: the trace was not taken: 127.0.0.1:${server.port} ${said}; the ` +
          `report itself is safe\n`,
      );
      assert.equal(server.asked.length, 1);
      assert.equal(savedReport(cwd).modes.length, 1);
    });
  }

  it('a collector that takes a request but not all of its spans has not taken the trace', async (t) => {
    const cwd = folder(t);
    const server = await collector(t, (response) =>
      response.end('{"partialSuccess": {"rejectedSpans": "40", "errorMessage": "too\\u001b[31m many"}}'),
    );
    const { code, stderr } = await agentBench([...hybrid, '--otlp', server.url], { cwd });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /: the trace was not taken: 40 of its spans were rejected: too\\x1b\[31m many; the report itself is safe\n$/,
    );
    const glad = await collector(t, (response) => response.end('{"partialSuccess": {}}'));
    assert.equal((await agentBench([...hybrid, '--otlp', glad.url], { cwd })).code, 0);
  });

  it('a collector whose rejection gives no reason, or that is a web page, has not taken the trace', async (t) => {
    const cwd = folder(t);
    const mute = await collector(t, (response) =>
      response.end('{"partialSuccess": {"rejectedSpans": "3", "errorMessage": null}}'),
    );
    const { code, stderr } = await agentBench([...hybrid, '--otlp', mute.url], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /: the trace was not taken: 3 of its spans were rejected; the report itself is safe\n$/);
    const page = await collector(t, (response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>'),
    );
    const refused = await agentBench([...hybrid, '--otlp', page.url], { cwd });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /: the answer is a web page, so this is no collector; /);
  });

  it('a collector that warns is heard, and has taken the trace', async (t) => {
    const server = await collector(t, (response) =>
      response.end('{"partialSuccess": {"rejectedSpans": 0, "errorMessage": "use\\u0007 gRPC"}}'),
    );
    const { code, stdout } = await agentBench([...hybrid, '--otlp', server.url], { cwd: folder(t) });
    assert.equal(code, 0);
    assert.ok(stdout.endsWith('/v1/traces in 1 request; it says: use\\x07 gRPC\n'), stdout.slice(-200));
  });

  it('a collector that is busy is asked again when it says, and one that is busy for too long is not', async (t) => {
    const cwd = folder(t);
    const busy = await collector(t, (response) =>
      busy.asked.length === 1 ? response.writeHead(503, { 'retry-after': '0' }).end() : response.end('{}'),
    );
    assert.equal((await agentBench([...hybrid, '--otlp', busy.url], { cwd })).code, 0);
    assert.equal(busy.asked.length, 2);
    const closed = await collector(t, (response) => response.writeHead(429, { 'retry-after': '60' }).end());
    const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '300' };
    const { code, stderr } = await agentBench([...hybrid, '--otlp', closed.url], { cwd, env });
    assert.equal(code, 2);
    assert.match(stderr, /: the trace was not taken: .* answered 429 Too Many Requests/);
    assert.equal(closed.asked.length, 1);
  });

  it('is sent to a host and a port, compressed and under the name that the environment asks for', async (t) => {
    const cwd = folder(t);
    const server = await collector(t);
    const env = { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_SERVICE_NAME: 'my-agent' };
    const { code, stdout } = await agentBench([...hybrid, '--otlp', `127.0.0.1:${server.port}`], { cwd, env });
    assert.equal(code, 0);
    assert.ok(stdout.endsWith(`\nSent to ${server.url}/v1/traces in 1 request\n`), stdout.slice(-200));
    const [{ headers, body }] = server.asked as [Asked];
    assert.equal(headers['content-encoding'], 'gzip');
    assert.ok(otlpValidator(JSON.parse(body)));
    assert.match(body, /\{"key":"service\.name","value":\{"stringValue":"my-agent"\}\}/);
    assert.deepEqual(readdirSync(cwd), ['agent-bench-results'], 'no file is named for the host');
  });

  it('a collector that is not there is said', async (t) => {
    const server = await collector(t);
    await server.close();
    const { code, stderr } = await agentBench([...hybrid, '--otlp', server.url], { cwd: folder(t) });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^error: --otlp http:\/\/127\.0\.0\.1:\d+\/v1\/traces: the trace was not taken: .*the connection was refused \(ECONNREFUSED\); the report itself is safe\n$/,
    );
  });

  it('a collector that never answers is waited for so long and no longer', async (t) => {
    const server = await rawServer(() => {});
    t.after(() => server.close());
    const { code, stderr } = await agentBench([...hybrid, '--otlp', server.url], {
      cwd: folder(t),
      env: { OTEL_EXPORTER_OTLP_TIMEOUT: '150' },
    });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^error: --otlp \S+: the trace was not taken: no answer within 0\.15 s; nothing had come; the report itself is safe\n$/,
    );
  });

  for (const [name, value] of [
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x=hunter2%0d%0ay'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', 'soon'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zip'],
  ] as const) {
    it(`${name}=${value} is refused before anything runs`, async (t) => {
      const cwd = folder(t);
      const { code, stderr } = await agentBench([...hybrid, '--otlp', 'http://127.0.0.1:1'], {
        cwd,
        env: { [name]: value },
      });
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`^error: ${name}: [^\n]*\n$`));
      assert.doesNotMatch(stderr, /hunter2/);
      assert.deepEqual(readdirSync(cwd), []);
    });
  }

  it('of a saved report is sent as well', async (t) => {
    const cwd = folder(t);
    const server = await collector(t);
    await agentBench([...hybrid, '--json', 'r.json'], { cwd });
    const { code, stdout } = await agentBench(['report', 'r.json', '--otlp', server.url], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /\nSent to \S+ in 1 request\n$/);
    assert.equal(server.asked.length, 1);
  });
});

describe('what is read', () => {
  it('is not written over, by its own name or through a link', async (t) => {
    const cwd = folder(t);
    await agentBench([...hybrid, '--json', 'r.json'], { cwd });
    symlinkSync('r.json', join(cwd, 'link.json'));
    symlinkSync('later.svg', join(cwd, 'link.svg'));
    const refused: [args: string[], why: RegExp][] = [
      [
        ['report', 'r.json', '--svg', 'r.json'],
        /^error: --svg r\.json: this file is read, and would be written over; name another one\n$/,
      ],
      [['report', 'link.json', '--html', './r.json'], /^error: --html \.\/r\.json: this file is read/],
      [['report', 'r.json', '--trace', 'link.json'], /^error: --trace link\.json: this file is read/],
      [['compare', 'r.json', 'link.json', '--json', 'r.json'], /^error: --json r\.json: this file is read/],
      [['what-if', 'r.json', '--json', 'r.json'], /^error: --json r\.json: this file is read/],
    ];
    const before = readFileSync(join(cwd, 'r.json'), 'utf8');
    for (const [args, why] of refused) {
      const { code, stderr } = await agentBench(args, { cwd });
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, why);
    }
    assert.equal(readFileSync(join(cwd, 'r.json'), 'utf8'), before);
    writeFileSync(join(cwd, 'mine.json'), '{"sources": [{"name": "a", "latency": 1}]}');
    assert.match(
      (await agentBench(['run', './mine.json', '--virtual', '--json', 'mine.json'], { cwd })).stderr,
      /this file is read/,
    );
  });
});
