import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, type FailureKind } from '#src/model/errors.js';
import {
  brokenExchange,
  networkFailure,
  retryAfterMs,
  statusFailure,
  type AnswerHeaders,
} from '#src/adapters/http/failures.js';

const date = 'Wed, 21 Oct 2015 07:28:00 GMT';

describe('retry-after', () => {
  const cases: [string, AnswerHeaders, number | undefined][] = [
    ['is seconds', { 'retry-after': '120' }, 120_000],
    ['is seconds with blanks', { 'retry-after': ' 3 ' }, 3000],
    ['is a date, counted from the answer’s own', { 'retry-after': 'Wed, 21 Oct 2015 07:29:30 GMT', date }, 90_000],
    ['is a date that has passed', { 'retry-after': 'Wed, 21 Oct 2015 07:00:00 GMT', date }, 0],
    ['is a date, but nobody knows the time', { 'retry-after': 'Wed, 21 Oct 2015 07:29:30 GMT' }, undefined],
    ['is exact where there are milliseconds', { 'retry-after': '1', 'retry-after-ms': '250' }, 250],
    ['is at most a day', { 'retry-after': '99999999999' }, 86_400_000],
    ['is nonsense', { 'retry-after': 'soon', date }, undefined],
    ['is below zero', { 'retry-after': '-5' }, undefined],
    ['is sent twice', { 'retry-after': ['7', '9'] }, 7000],
    ['is missing', {}, undefined],
  ];
  for (const [what, headers, ms] of cases) it(what, () => assert.equal(retryAfterMs(headers), ms));
});

describe('a status that says no', () => {
  it('is named with its phrase, the usual one where the server has sent none', () => {
    assert.equal(statusFailure('h:1', 404, 'Gone Fishing', {}).message, 'h:1 answered 404 Gone Fishing');
    assert.equal(statusFailure('h:1', 404, '', {}).message, 'h:1 answered 404 Not Found');
    assert.equal(statusFailure('h:1', 599, undefined, {}).message, 'h:1 answered 599');
  });

  it('is rate-limited at 429 alone, and keeps its retry-after at any', () => {
    const headers = { 'retry-after': '2' };
    assert.deepEqual(
      [429, 503]
        .map((status) => statusFailure('h', status, '', headers))
        .map(({ kind, status, retryAfterMs: ms }) => [kind, status, ms]),
      [
        ['rate-limited', 429, 2000],
        ['status', 503, 2000],
      ],
    );
  });

  it('cannot write to a terminal, nor fill one', () => {
    const { message } = statusFailure('h', 500, `\u001b[2J${'x'.repeat(10_000)}`, {});
    assert.ok(message.startsWith('h answered 500 \\x1b[2Jxxx') && message.length <= 300);
  });
});

describe('a broken exchange', () => {
  const coded = (code: string, name = 'Error'): Error => Object.assign(new Error('as Node says'), { code, name });
  const before = { secure: false, answered: false, bytes: 0, expected: undefined };
  const within = { secure: false, answered: true, bytes: 1200, expected: 5000 };
  const cases: [string, unknown, typeof before | typeof within, FailureKind, RegExp][] = [
    [
      'a name without an address',
      coded('ENOTFOUND'),
      before,
      'dns',
      /^h:1: the name cannot be resolved \(ENOTFOUND\)$/,
    ],
    ['a resolver that is away', coded('EAI_AGAIN'), before, 'dns', /EAI_AGAIN/],
    ['a closed port', coded('ECONNREFUSED'), before, 'refused', /refused/],
    [
      'several addresses that all refuse',
      new AggregateError([coded('EHOSTUNREACH'), coded('ECONNREFUSED')]),
      before,
      'refused',
      /ECONNREFUSED/,
    ],
    ['an unreachable network', coded('ENETUNREACH'), before, 'refused', /network cannot be reached/],
    ['a connection that takes too long', coded('ETIMEDOUT'), before, 'refused', /in time/],
    ['a certificate of its own', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), before, 'tls', /NODE_EXTRA_CA_CERTS/],
    ['an expired certificate', coded('CERT_HAS_EXPIRED'), before, 'tls', /CERT_HAS_EXPIRED/],
    ['a certificate for another name', coded('ERR_TLS_CERT_ALTNAME_INVALID'), before, 'tls', /no secure connection/],
    ['http where https is asked', coded('ERR_SSL_WRONG_VERSION_NUMBER'), before, 'tls', /http and not https/],
    ['a reset before the answer', coded('ECONNRESET'), before, 'reset', /before it answered \(ECONNRESET\)$/],
    ['a reset within it', coded('ECONNRESET'), within, 'reset', /after 1,200 of 5,000 bytes/],
    [
      'an end before the answer',
      coded('UND_ERR_SOCKET'),
      before,
      'reset',
      /\(closed\); does it serve https and not http\?$/,
    ],
    ['an end before the answer over TLS', coded('UND_ERR_SOCKET'), { ...before, secure: true }, 'reset', /\(closed\)$/],
    [
      'a length that is none',
      coded('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
      before,
      'malformed',
      /content-length is no length, or there are two$/,
    ],
    [
      'a length that is not kept to',
      coded('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
      within,
      'truncated',
      /1,200 of 5,000/,
    ],
    ['an end within it', coded('UND_ERR_SOCKET'), within, 'truncated', /1,200 of 5,000 bytes/],
    ['a pipe that broke', coded('EPIPE'), before, 'reset', /EPIPE/],
    ['what is not HTTP', coded('', 'HTTPParserError'), before, 'malformed', /HTTP/],
    ['what nobody knows', coded('EODD'), before, 'error', /^h:1: as Node says$/],
    ['what is no error', 'odd', before, 'error', /^h:1: odd$/],
  ];
  for (const [what, thrown, progress, kind, message] of cases) {
    it(`is ${kind}: ${what}`, () => {
      const failure = brokenExchange(thrown, 'h:1', progress);
      assert.equal(failure.kind, kind);
      assert.match(failure.message, message);
    });
  }

  it('that failed already stays what it is', () => {
    const failure = networkFailure('too-large', 'much');
    assert.equal(brokenExchange(failure, 'h', before), failure);
    assert.ok(failure instanceof Failure);
  });
});
