import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { agentBench, folder } from './spawned.js';

/** One for each place that a secret may stand in. Each has characters that are quoted in one way or another. */
const secrets = {
  headerLiteral: 'lit-header/7Hk+2 é&x',
  headerVariable: 'env-header/9Qz+4"y',
  urlVariable: 'env-url/5Wd+6&z',
  urlParameter: 'lit-param-8Xc7Vb6',
  urlUser: 'lit-user-3Rt4Yu',
  urlPassword: 'lit-p@ss-100%word-1Gh2Jk',
  urlNameless: 'lit-nameless-6Fd5Sa',
  pathParameter: 'lit-session-3Ew2Qa',
  basePassword: 'env-p@ssword-8Bn7Mk',
  bodyText: 'lit-text-4Vc3Xz',
  programVariable: 'lit-program-6Nm5Bv',
  programArgument: 'lit-argument-2Po9Iu',
  apiKey: 'lit-apikey-4As3Df',
  body: 'lit-body-7Ty8Ui',
  unnamed: 'env-unnamed-0Lk1Jh',
} as const;

const variables = {
  WEATHER_TOKEN: secrets.headerVariable,
  MY_URL_PART: secrets.urlVariable,
  SOME_API_TOKEN: secrets.unnamed,
};

/** A secret and all that somebody could read it from. */
function readings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = ['', 'a', 'ab'].map((user) =>
    Buffer.from(user + secret)
      .toString('base64')
      .slice(user === '' ? 0 : 4, -4),
  );
  return [
    secret,
    json,
    encodeURIComponent(secret),
    encodeURI(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    ...base64,
    secret.slice(0, 12),
  ];
}

/** Says back all that it is told, in as many ways as there are. */
function echo(request: IncomingMessage, body: string): object {
  const basic =
    request.headers.authorization?.startsWith('Basic ') === true
      ? Buffer.from(request.headers.authorization.slice(6), 'base64').toString()
      : '';
  return {
    url: request.url,
    decoded: decodeURIComponent(request.url!),
    headers: request.headers,
    basic,
    body,
    [`key ${body}`]: [body, { nested: JSON.stringify(body) }],
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

const indiscreet = `
  const all = JSON.stringify({ env: process.env, argv: process.argv });
  console.error(all.slice(0, 900) + "\\n" + process.env.MINE + " " + process.env.SOME_API_TOKEN + " " + process.argv.join(" "));
  if (process.argv.includes("fail")) process.exit(9);
  if (process.argv.includes("babble")) console.log("oops " + process.env.MINE + all);
  else console.log(JSON.stringify({ summary: process.env.MINE + all, env: process.env, argv: process.argv }));
`;

describe('no secret gets into any output', { timeout: 240_000 }, () => {
  let server: Server;
  let origin = '';
  before(async () => {
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const told = JSON.stringify(echo(request, body));
        const status = request.url!.includes('/error') ? 500 : request.url!.includes('/moved') ? 302 : 200;
        response.writeHead(
          status,
          request.url!.includes('/error') ? told.slice(0, 200).replaceAll(/[^ -~]/g, '?') : 'OK',
          {
            'content-type': 'application/json',
            'x-echo': encodeURIComponent(told),
            ...(status === 302 && { location: `http://elsewhere.invalid${request.url!}` }),
          },
        );
        response.end(request.url!.includes('/broken') ? told.slice(0, -40) : told);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  function scenario(): object {
    const http = (name: string, more: object = {}): object => ({
      type: 'http',
      name,
      url: `http://${secrets.urlUser}:${secrets.urlPassword}@${origin}/${name}?appid=${secrets.urlParameter}&v={{env.MY_URL_PART}}`,
      headers: {
        'x-literal': encodeURIComponent(secrets.headerLiteral),
        'x-variable': '{{env.WEATHER_TOKEN}}',
        'x-api-key': secrets.apiKey,
      },
      body: { question: '{{question}}', login: { password: secrets.body } },
      latency: '1ms',
      ...more,
    });
    const exec = (name: string): object => ({
      type: 'exec',
      name,
      command: [process.execPath, 'agent.cjs', name, '--token', secrets.programArgument],
      env: { MINE: secrets.programVariable },
      latency: '1ms',
    });
    const failing = ['error', 'moved', 'broken'].map((name) => http(name));
    const unlike = http('unlike', { payload: { inline: { temp: 7 } } });
    const refused = http('refused', {
      url: `http://${secrets.urlUser}:${secrets.urlPassword}@127.0.0.1:1/?appid=${secrets.urlParameter}`,
    });
    const based = http('based', {
      url: `{{env.MY_BASE}}/based;jsessionid=${secrets.pathParameter}?${secrets.urlNameless}`,
      body: JSON.stringify({ login: { password: secrets.bodyText } }),
    });
    return {
      name: 'secrets',
      sources: [http('echo'), based, ...failing, unlike, refused, exec('tell'), exec('fail'), exec('babble')],
      inference: {
        type: 'exec',
        command: [process.execPath, 'agent.cjs', 'infer', `--token=${secrets.programArgument}`],
        env: { MINE: secrets.programVariable },
        cost: '1ms',
      },
      modes: ['hybrid'],
      limits: { fetchTimeout: '1m', timeout: '2m' },
      gates: ['hybrid.completeness >= 0'],
    };
  }

  /** Everything that was printed or written, by where it was found. */
  const outputs = new Map<string, string>();

  it('whatever is asked of it', async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, 'agent.cjs'), indiscreet);
    writeFileSync(join(cwd, 'mine.json'), JSON.stringify(scenario()));
    const own = new Set(readdirSync(cwd));
    const lines: readonly (readonly string[])[] = [
      [
        'run',
        './mine.json',
        '--verbose',
        '--json',
        'report.json',
        '--md',
        'report.md',
        '--junit',
        'gates.xml',
        '--html',
        'report.html',
      ],
      ['run', './mine.json', '--json', '-', '--runs', '2'],
      ['run', './mine.json', '--virtual', '--json', 'virtual.json'],
      ['ask', 'What is up?', '--scenario', './mine.json'],
      ['ask', 'What is up?', '--scenario', './mine.json', '--json'],
      ['report', 'report.json'],
      ['report', 'report.json', '--html', '-', '--classroom'],
      ['compare', 'report.json', 'report.json', '--html', 'comparison.html'],
      ['compare', 'report.json', 'virtual.json', '--json', 'comparison.json'],
      ['baseline', 'save', 'main', 'report.json'],
      ['baseline', 'show', 'main'],
      ['sweep', './mine.json', '--over', 'workers=1..2', '--json', 'sweep.json', '--html', 'sweep.html'],
      ['resilience', './mine.json', '--json', 'resilience.json', '--html', 'resilience.html'],
      ['verify', './mine.json', '--json', 'verify.json', '--html', 'verify.html'],
    ];
    for (const line of lines) {
      const { stdout, stderr, code } = await agentBench(line, {
        cwd,
        env: { ...variables, MY_BASE: `http://joe:${secrets.basePassword}@${origin}` },
      });
      assert.doesNotMatch(stderr, /A defect of agent-bench/, stderr);
      outputs.set(line.join(' '), `${code}\n${stdout}\n${stderr}`);
    }
    for (const file of readdirSync(cwd, { recursive: true, withFileTypes: true }))
      if (file.isFile() && !own.has(file.name))
        outputs.set(file.name, readFileSync(join(file.parentPath, file.name), 'utf8'));
    assert.ok(outputs.size > lines.length + 4, [...outputs.keys()].join(', '));
    for (const [where, text] of outputs)
      for (const [name, secret] of Object.entries(secrets))
        for (const reading of readings(secret)) {
          const at = text.indexOf(reading);
          assert.ok(at === -1, `${name} as '${reading}' in ${where}: …${text.slice(Math.max(0, at - 200), at + 200)}…`);
        }
  });

  it('and what came from outside is told nevertheless', () => {
    const report = JSON.parse(outputs.get('report.json')!) as {
      modes: {
        runs: { result: { sources: Record<string, { ok: boolean; error?: { kind: string; message: string } }> } }[];
      }[];
    };
    const { sources } = report.modes[0]!.runs[0]!.result;
    assert.deepEqual(
      Object.entries(sources).map(([name, { ok, error }]) => [name, ok || error!.kind]),
      [
        ['echo', true],
        ['based', true],
        ['error', 'status'],
        ['moved', 'redirect'],
        ['broken', 'malformed'],
        ['unlike', 'malformed'],
        ['refused', 'refused'],
        ['tell', true],
        ['fail', 'exited'],
        ['babble', 'malformed'],
      ],
    );
    assert.match(sources['fail']!.error!.message, /exited with code 9: \[redacted\]/);
    assert.match(outputs.get('report.json')!, /x-api-key/);
  });

  it('nor where a scenario is refused', async (t) => {
    const cwd = folder(t);
    const wrong = [
      { sources: [{ type: 'http', name: 'a', url: `ftp://${secrets.urlUser}:${secrets.urlPassword}@${origin}/` }] },
      { sources: [{ type: 'http', name: 'a', url: `http:/${secrets.urlUser}:${secrets.urlPassword}@${origin}/` }] },
      { sources: [{ type: 'http', name: 'a', url: `http://${origin}/`, headers: { 'x-api-key': [secrets.apiKey] } }] },
      {
        sources: [
          {
            type: 'http',
            name: 'a',
            url: `http://${origin}/{{env.MISSING}}`,
            headers: { 'x-api-key': secrets.apiKey },
          },
        ],
      },
      {
        sources: [
          {
            type: 'exec',
            name: 'a',
            command: ['./no-such-program', '--token', secrets.programArgument],
            env: { MINE: secrets.programVariable },
          },
        ],
      },
    ];
    for (const [i, one] of wrong.entries()) {
      writeFileSync(join(cwd, `${i}.json`), JSON.stringify(one));
      const { stdout, stderr, code } = await agentBench(['run', `./${i}.json`], { cwd, env: variables });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, stderr);
      assert.match(stderr, /^error: .*sources\.0/ms);
      for (const secret of Object.values(secrets)) assert.ok(!stderr.includes(secret), stderr);
    }
  });

  for (const [what, name, text] of [
    ['throws it while it is loaded', 'mine.mjs', "throw new Error('load ' + process.env.SOME_API_TOKEN);"],
    [
      'throws it while it is compiled and loaded',
      'mine.ts',
      "throw new Error('load ' + (process.env.SOME_API_TOKEN as string));",
    ],
    ['throws it as it is', 'mine.mjs', 'throw process.env.SOME_API_TOKEN;'],
    [
      'has it in a wrong place',
      'mine.mjs',
      'export default { sources: [{ name: "a", latency: process.env.SOME_API_TOKEN }] };',
    ],
    [
      'has it in a name',
      'mine.mjs',
      'export default { sources: [{ name: "a", latency: 1, [process.env.SOME_API_TOKEN]: 1 }] };',
    ],
  ] as const) {
    it(`nor where a scenario that is a module ${what}`, async (t) => {
      const cwd = folder(t);
      writeFileSync(join(cwd, name), text);
      const { stdout, stderr, code } = await agentBench(['run', `./${name}`], { cwd, env: variables });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, stderr);
      assert.match(stderr, /^error: .*\[redacted\]/ms);
      assert.ok(!stderr.includes(secrets.unnamed), stderr);
    });
  }
});
