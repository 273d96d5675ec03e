import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure, UsageError } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import { redacted, type Hidden } from '#src/adapters/secrets/hidden.js';
import { redacting } from '#src/adapters/secrets/redacting.js';
import { isPlain, looksSecret } from '#src/adapters/secrets/redacted-parts.js';
import { secretsOf } from '#src/adapters/secrets/secrets-of.js';
import { Secrets } from '#src/adapters/secrets/secrets.js';
import type { Environment } from '#src/adapters/template.js';
import { resolveScenario } from '#src/scenario/load.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { Fetching, query } from '../../support/fetching.js';

const secret = 'sk-A9/x+é"q&z%3';

/** How a secret may be quoted, and what that looks like. */
const quoted: readonly (readonly [what: string, text: string])[] = [
  ['as it is', secret],
  ['in a URL', encodeURIComponent(secret)],
  ['in a URL, in lower case', encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
  ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
  ['in JSON', JSON.stringify(secret).slice(1, -1)],
  ['in JSON of ASCII alone', String.raw`sk-A9/x+\u00e9\"q&z%3`],
  ['in JSON that escapes slashes', String.raw`sk-A9\/x+é\"q&z%3`],
  ['in HTML', 'sk-A9/x+é&quot;q&amp;z%3'],
];

describe('a secret in a text', () => {
  const secrets = new Secrets([secret]);

  for (const [what, text] of quoted) {
    it(`is taken out ${what}`, () => {
      const cleaned = secrets.redact(`before ${text} after`);
      assert.ok(!cleaned.includes(text), cleaned);
      assert.match(cleaned, /^before .*\[redacted\].* after$/);
    });
  }

  for (const before of ['', 'u:', 'us:', 'user:'])
    for (const encoding of ['base64', 'base64url'] as const) {
      it(`is taken out in ${encoding} of '${before}' and it`, () => {
        // A character or two beside it are shared with what stands around it.
        assert.match(
          secrets.redact(`<${Buffer.from(before + secret).toString(encoding)}>`),
          /^<.{0,7}\[redacted\].{0,4}>$/,
        );
      });
    }

  it('is taken out where a cut has left a part of it, before the mark of the cut or behind it', () => {
    assert.equal(secrets.redact('token sk-A9/x…'), `token ${redacted}…`);
    assert.equal(secrets.redact('…q&z%3 and more'), `…${redacted} and more`);
    assert.equal(secrets.redact('nothing of it…'), 'nothing of it…');
  });

  it('is taken out whole where two overlap', () => {
    assert.equal(new Secrets(['abcdefgh', 'efghijklmnop']).redact('xabcdefghijklmnopx'), `x${redacted}x`);
    assert.equal(new Secrets(['abcdef', 'abcdefghi']).redact('abcdefghi'), redacted);
  });

  it('of several lines is known by each long one', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAo\n-----END KEY-----\n';
    assert.equal(new Secrets([key]).redact('the line MIIEvQIBADANBgkqhkiG9w0 alone'), `the line ${redacted} alone`);
  });

  it('of less than six characters is not looked for, nor what stands in the mark itself', () => {
    assert.equal(new Secrets(['12345', 'redacted', '']).redact('12345 redacted'), '12345 redacted');
  });
});

describe('redaction', () => {
  it('goes through values and keys, and through numbers that are a secret', () => {
    const secrets = new Secrets(['hunter22', '86753090']);
    assert.deepEqual(secrets.redactIn({ a: ['hunter22!', 1, null], 'x-hunter22': { n: 86753090 } }), {
      a: [`${redacted}!`, 1, null],
      [`x-${redacted}`]: { n: redacted },
    });
  });

  it('leaves a value without secrets as it is, the very same', () => {
    const value = { a: [1, { b: 'text…' }], c: null };
    assert.equal(new Secrets(['hunter22']).redactIn(value), value);
    assert.equal(new Secrets([]).redactIn(value), value);
  });

  it('keeps the kind of a failure and what is known of it', () => {
    const failure = new Secrets(['hunter22']).cleaned(
      new Failure('status', 'said hunter22', { status: 503, retryAfterMs: 7 }),
      'error',
    );
    assert.deepEqual(
      [failure.kind, failure.message, failure.status, failure.retryAfterMs],
      ['status', `said ${redacted}`, 503, 7],
    );
  });

  it('never leaves a secret, whatever stands around it and however it is written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const value = fc
      .string({ unit: 'grapheme', minLength: 6, maxLength: 30 })
      .filter((one) => one.trim() === one && one.length >= 6 && !redacted.includes(one));
    const form = fc.constantFrom<((one: string) => string)[]>(
      (one) => one,
      (one) => encodeURIComponent(one),
      (one) => JSON.stringify(one).slice(1, -1),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(text, fc.nat(3), form), { maxLength: 6 }),
        (values, parts) => {
          const written = parts.map(([before, which, as]) => before + as(values[which % values.length]!)).join('');
          const cleaned = new Secrets(values).redact(written).replaceAll(redacted, '\0');
          for (const one of values) assert.ok(!cleaned.includes(one), `${one} in ${cleaned}`);
        },
      ),
    );
  });
});

describe('what passes the boundary', () => {
  const secrets = new Secrets(['hunter22']);

  it('has no secret in it: answers, failures, and instants of the trace', async () => {
    const fetching = new Fetching();
    const good = redacting(
      (_query, context: ReturnType<Fetching['context']>) => {
        context.tracer.instant('weather', 'logged hunter22');
        return Promise.resolve({ echo: 'hunter22' } as Json);
      },
      secrets,
      'error',
    );
    assert.deepEqual(await fetching.once(good), { value: { echo: redacted }, atMs: 0 });
    assert.deepEqual(
      fetching.events.map((event) => event.type === 'instant' && event.what),
      [`logged ${redacted}`],
    );
    const bad = redacting(() => Promise.reject(new TypeError('no hunter22 here')), secrets, 'error');
    assert.deepEqual(await fetching.once(bad), { kind: 'error', message: `no ${redacted} here`, atMs: 0 });
  });

  it('is numbered and timed as without it', async () => {
    const fetching = new Fetching();
    const call = redacting(
      async (_query, { tracer, source, span, clock }: ReturnType<Fetching['context']>) => {
        const id = tracer.begin('body', source, span);
        await new Promise<void>((resolve) => {
          clock.after(5, resolve);
        });
        tracer.end(id, 'ok');
        return 'done';
      },
      secrets,
      'error',
    );
    await fetching.drive(() => call(query, fetching.context()));
    assert.deepEqual(fetching.spans(), [['body', 0, 5, 'ok']]);
  });

  it('rejects with the very reason of an abort', async () => {
    const reason = new Failure('timeout', 'no answer');
    await assert.rejects(
      redacting(() => Promise.reject(reason), secrets, 'error')(query, new Fetching().context()),
      (thrown) => thrown === reason,
    );
  });

  it('is a UsageError without secrets where it is one', () => {
    assert.equal((secrets.cleanedError(new UsageError('wrong hunter22')) as Error).message, `wrong ${redacted}`);
  });
});

describe('names that look secret', () => {
  for (const name of [
    'API_TOKEN',
    'x-api-key',
    'Authorization',
    'password',
    'DB_PASSWD',
    'passphrase',
    'client_secret',
    'Cookie',
    'sessionId',
    'MYSQL_PWD',
    'GOOGLE_APPLICATION_CREDENTIALS',
  ])
    it(`${name} does`, () => assert.ok(looksSecret(name)));
  for (const name of [
    'PATH',
    'PWD',
    'GIT_AUTHOR_NAME',
    'KEYBOARD',
    'keywords',
    'TOKENIZERS_PARALLELISM',
    'XDG_SESSION_TYPE',
    'SSH_AUTH_SOCK',
    'city',
  ])
    it(`${name} does not`, () => assert.ok(!looksSecret(name)));

  it('a word or a number is plain, and nothing else', () => {
    assert.deepEqual(
      ['metric', 'Zürich', '40.7128', '-74', 'a b', 'abc123', 'deadbeefdeadbeef', '12345678901'].map(isPlain),
      [true, true, true, true, false, false, false, false],
    );
  });
});

const hidden = 'abc-123-def-456';

/** A part of a scenario or a variable, then what of it must not be seen in a text. */
const found: readonly (readonly [what: string, source: object, env: Environment, ...values: string[]])[] = [
  ['a header', { headers: { 'x-api-key': hidden } }, {}, hidden],
  ['a header with a scheme', { headers: { authorization: `Bearer ${hidden}` } }, {}, hidden],
  [
    'basic credentials',
    { headers: { authorization: `Basic ${Buffer.from(`me:${hidden}`).toString('base64')}` } },
    {},
    hidden,
    Buffer.from(`me:${hidden}`).toString('base64'),
  ],
  ['a cookie', { headers: { cookie: `theme=dark; id=${hidden}` } }, {}, hidden],
  ['a plain word under a secret name', { headers: { 'x-api-key': 'opensesame' } }, {}, 'opensesame'],
  ['a variable that a header names', { headers: { 'x-team': '{{env.TEAM}}' } }, { TEAM: hidden }, hidden],
  ['a header around a variable', { headers: { 'x-team': 'ab-{{env.TEAM}}-cd' } }, { TEAM: '1-2' }, 'ab-1-2-cd'],
  ['a variable that the body names', { body: { a: ['{{env.TEAM}}'] } }, { TEAM: hidden }, hidden],
  ['a secret of the body', { body: { login: { password: hidden } } }, {}, hidden],
  ['a number of the body', { body: { apiKey: 1234567 } }, {}, '1234567'],
  ['a secret of a body that is JSON as a text', { body: `{"a": [{"password": "${hidden}"}]}` }, {}, hidden],
  [
    'secrets in a list of a body that is JSON as a text',
    { body: `{"tokens": ["${hidden}", 1234567]}` },
    {},
    hidden,
    '1234567',
  ],
  ['a secret of JSON in JSON', { body: { a: `{"password": "${hidden}"}` } }, {}, hidden],
  ['a secret that stands twice in it', { body: `{"password": "${hidden}", "password": null}` }, {}, hidden],
  [
    'a secret beside a placeholder in it',
    { body: `{"n": {{index}}, "password": "${hidden}", "apiKey": 1234567}` },
    {},
    hidden,
    '1234567',
  ],
  [
    'a secret of JSON that is too deep',
    { body: `{"a":${'['.repeat(5000)}${']'.repeat(5000)},"password":"${hidden}"}` },
    {},
    hidden,
  ],
  ['a form', { body: `user=me&password=${hidden}` }, {}, hidden],
  [
    'a password of the URL',
    { url: `https://me:${hidden}@example.com/` },
    {},
    hidden,
    Buffer.from(`me:${hidden}`).toString('base64'),
  ],
  ['an encoded password of the URL', { url: 'https://me:a%2Fb%2Fc-d@example.com/' }, {}, 'a/b/c-d', 'a%2Fb%2Fc-d'],
  [
    'a password with an @',
    { url: 'https://me:p@ss-w0rd-LONGER@example.com/' },
    {},
    'p@ss-w0rd-LONGER',
    'me:p@ss-w0rd-LONGER',
    btoa('me:p@ss-w0rd-LONGER'),
  ],
  [
    'a password with a %',
    { url: 'https://me:100%secret-12@example.com/' },
    {},
    '100%secret-12',
    btoa('me:100%secret-12'),
  ],
  [
    'a password behind a user with a colon',
    { url: `https://m%3Aem:${hidden}@example.com/` },
    {},
    hidden,
    btoa(`m:em:${hidden}`),
  ],
  ['a parameter of the URL', { url: `https://example.com/?appid=${hidden}` }, {}, hidden],
  ['a query without a name', { url: 'https://example.com/?opensesame' }, {}, 'opensesame'],
  ['a query without a name behind one with', { url: `https://example.com/?units=metric&${hidden}` }, {}, hidden],
  ['a fragment', { url: `https://example.com/#access_token=${hidden}` }, {}, hidden],
  ['a parameter of the path', { url: `https://example.com/a;jsessionid=${hidden};v=1/b` }, {}, hidden],
  [
    'a password with an @ in a variable',
    { url: '{{env.PLACE}}/echo' },
    { PLACE: 'http://jo:p@secret-12@example.com' },
    'p@secret-12',
    btoa('jo:p@secret-12'),
  ],
  [
    'what a URL that is a variable asks with',
    { url: '{{env.PLACE}}&city={{city}}' },
    { PLACE: `http://example.com/;s=s-${hidden}?k=${hidden}` },
    hidden,
    `s-${hidden}`,
  ],
  ['a URL that is a variable', { url: '{{env.PLACE}}' }, { PLACE: `https://me:${hidden}@example.com/` }, hidden],
  ['a variable by the look of its name', {}, { SOME_TOKEN: hidden }, hidden],
  ['the password in a variable that holds a URL', {}, { DATABASE_URL: `postgres://me:${hidden}@db/main` }, hidden],
  ['a variable of a program', { type: 'exec', url: undefined, command: ['x'], env: { MINE: hidden } }, {}, hidden],
  ['an argument of a program', { type: 'exec', url: undefined, command: ['x', `--token=${hidden}`] }, {}, hidden],
  [
    'a password of a URL in an argument',
    { type: 'exec', url: undefined, command: ['x', `--base=http://me:${hidden}@h/`] },
    {},
    hidden,
  ],
  ['an argument behind its flag', { type: 'exec', url: undefined, command: ['x', '--api-key', hidden] }, {}, hidden],
];

/** What must be left as it is. */
const open: readonly (readonly [what: string, source: object, env: Environment, value: string])[] = [
  ['a plain header', { headers: { accept: 'application/json' } }, {}, 'application/json'],
  ['a word under a plain name', { headers: { 'x-region': 'Amsterdam' } }, {}, 'Amsterdam'],
  ['a word in the URL', { url: 'https://example.com/?units=metric' }, {}, 'metric'],
  ['a degree of latitude in the URL', { url: 'https://example.com/?latitude=40.7128' }, {}, '40.7128'],
  ['a variable that nobody names', {}, { EDITOR: 'emacs-29' }, 'emacs-29'],
  ['the host of a URL', { url: `https://me:${hidden}@example.com/` }, {}, 'example.com'],
  [
    'a body that is JSON as a text, but for its secrets',
    { body: `{"query": "what is up", "password": "${hidden}"}` },
    {},
    'what is up',
  ],
  ['a body without secrets', { body: { query: 'what is up' } }, {}, 'what is up'],
];

async function scenarioWith(source: object): Promise<Awaited<ReturnType<typeof resolveScenario>>['scenario']> {
  const entries = Object.entries({ type: 'http', name: 'a', url: 'https://example.com/', ...source }).filter(
    ([, value]) => value !== undefined,
  );
  return (await resolveScenario({ sources: [Object.fromEntries(entries)] } as unknown as ScenarioInput)).scenario;
}

describe('the secrets of a scenario', () => {
  for (const [what, source, env, ...values] of found) {
    it(`are ${what}`, async () => {
      const scenario = await scenarioWith(source);
      const secrets = secretsOf(scenario, env);
      for (const value of values) assert.equal(secrets.redact(`<${value}>`), `<${redacted}>`);
      for (const shown of [JSON.stringify(scenario), inspect(scenario, { depth: null })])
        for (const value of values) assert.ok(!shown.includes(value), shown);
    });
  }

  for (const [what, source, env, value] of open) {
    it(`are not ${what}`, async () => {
      assert.equal(secretsOf(await scenarioWith(source), env).redact(value), value);
    });
  }

  it('are found in long bodies without going over them again for each character', { timeout: 20_000 }, async () => {
    for (const body of ['a'.repeat(300_000), String.raw`\"`.repeat(100_000), '"a'.repeat(100_000)])
      secretsOf(await scenarioWith({ body }), {});
  });

  it('are left out where they stand in a field that is shown', async () => {
    const scenario = await scenarioWith({ headers: { 'x-api-key': hidden }, body: { text: `it is ${hidden}` } });
    const shown = secretsOf(scenario, {}).redactIn({ ...scenario, question: `What is ${hidden}?` });
    assert.ok(!JSON.stringify(shown).includes(hidden));
    assert.equal(
      (shown.sources[0] as unknown as { body: Hidden<{ text: string }> }).body.reveal().text,
      `it is ${hidden}`,
    );
  });

  it('a scenario that was shown can be read again and is shown as it was', async () => {
    const shown = JSON.stringify(
      await scenarioWith({
        url: `https://me:${hidden}@example.com/?appid=${hidden}`,
        headers: { 'x-api-key': hidden },
        body: { password: hidden },
      }),
    );
    assert.equal(
      JSON.stringify((await resolveScenario({ sources: [] as never, ...(JSON.parse(shown) as object) })).scenario),
      shown,
    );
  });
});

describe('a URL is shown', () => {
  const cases: readonly (readonly [written: string, shown: string])[] = [
    [
      'https://example.com/a/{{city}}?q={{question}}&{{env.KEY}}#{{index}}',
      'https://example.com/a/{{city}}?q={{question}}&{{env.KEY}}#{{index}}',
    ],
    ['http://user:p@ss@example.com:99/@x', `http://${redacted}@example.com:99/@x`],
    ['http://{{env.USER}}:{{env.PASS}}@example.com/', `http://${redacted}@example.com/`],
    ['http://example.com?a=1?b&c', `http://example.com?a=${redacted}&${redacted}`],
    ['http://example.com/a=b;v=1;w/c#d?e', `http://example.com/a=b;v=${redacted};w/c#${redacted}`],
    ['{{env.BASE}}/a;s={{env.S}}?k=1', `{{env.BASE}}/a;s={{env.S}}?k=${redacted}`],
    ['{{env.SCHEME}}://me:x@example.com', `{{env.SCHEME}}://${redacted}@example.com`],
  ];
  for (const [written, shown] of cases) {
    it(`${written} as ${shown}, and again so where that is read`, async () => {
      for (const url of [written, shown])
        assert.equal(((await scenarioWith({ url })).sources[0] as { url?: Hidden }).url!.toString(), shown);
    });
  }
});

describe('what is refused of a scenario is told without what was written where secrets stand', () => {
  const cases: readonly (readonly [what: string, source: object])[] = [
    ['a URL of another kind', { url: `ftp://me:${hidden}@example.com/` }],
    ['a URL that is none', { url: `me:${hidden}@example.com` }],
    ['a URL with one slash', { url: `http:/me:${hidden}@example.com` }],
    ['a URL with three', { url: `http:///me:${hidden}@example.com` }],
    ['a URL without slashes', { url: `http:me:${hidden}@example.com` }],
    ['a URL with backslashes', { url: String.raw`http:\\me:${hidden}@example.com` }],
    ['a URL with a backslash behind its slashes', { url: String.raw`http://\me:${hidden}@example.com` }],
    ['a URL with a backslash in its password', { url: String.raw`http://me:1\${hidden}@example.com` }],
    ['a URL behind a space', { url: ` http://me:${hidden}@example.com` }],
    ['a URL with a tab in it', { url: `http:/\t/me:${hidden}@example.com` }],
    ['a URL with a line break behind it', { url: `http://me:${hidden}@example.com\n` }],
    ['a URL with a placeholder of the query as its host', { url: `http://me:${hidden}@{{question}}/` }],
    ['a URL that begins with one', { url: `{{question}}/?key=${hidden}` }],
    ['a URL with a space behind a variable', { url: `{{env.BASE}}/ ?key=${hidden}` }],
    ['a URL that is too long', { url: `https://me:${hidden}@example.com/${'x'.repeat(20_000)}` }],
    ['a secret in the place of a name', { headers: { authorization: `Bearer {{${hidden}}}` } }],
    ['a header that is a list', { headers: { authorization: [hidden] } }],
    ['headers that are none', { headers: `authorization: ${hidden}` }],
    ['a command that is one text', { type: 'exec', url: undefined, command: `x --token ${hidden}` }],
    ['a variable without a right name', { type: 'exec', url: undefined, command: ['x'], env: { '1X': hidden } }],
    ['an unknown field', { header: { authorization: hidden } }],
  ];
  for (const [what, source] of cases) {
    it(what, async () => {
      await assert.rejects(
        scenarioWith(source),
        (error: Error) =>
          error instanceof UsageError && /sources\.0/.test(error.message) && !error.message.includes(hidden),
      );
    });
  }

  it('sources that are no list', async () => {
    const wrong = {
      sources: { name: 'a', url: `https://${hidden}@x`, headers: { a: hidden } },
    } as unknown as ScenarioInput;
    await assert.rejects(
      resolveScenario(wrong),
      (error: Error) => error instanceof UsageError && !error.message.includes(hidden),
    );
  });
});
