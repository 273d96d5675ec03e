import { STATUS_CODES } from 'node:http';
import { maxDurationMs } from '../../lib/duration.js';
import { clip, printable } from '../../lib/text.js';
import { Failure, type FailureKind } from '../../model/errors.js';

/** The headers of an answer, their names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const maxMessage = 300;

/** A failure whose message may hold what a server has sent. */
export function networkFailure(
  kind: FailureKind,
  message: string,
  details: ConstructorParameters<typeof Failure>[2] = {},
): Failure {
  return new Failure(kind, clip(printable(message), maxMessage), details);
}

/** A header's value; the first where a server has sent several. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/**
 * How long a server asks to be left alone, in milliseconds, or undefined: `retry-after` in seconds, or as a date, which
 * is counted from the answer's own date, so that nothing depends on whose clock is right (RFC 9110, section 10.2.3);
 * `retry-after-ms`, which model servers send, goes before it.
 */
export function retryAfterMs(headers: AnswerHeaders): number | undefined {
  const exact = secondsOf(headerOf(headers, 'retry-after-ms'));
  if (exact !== undefined) return Math.min(exact, maxDurationMs);
  const text = headerOf(headers, 'retry-after');
  const ms = (secondsOf(text) ?? NaN) * 1000;
  const untilMs = Number.isNaN(ms) ? Date.parse(text ?? '') - Date.parse(headerOf(headers, 'date') ?? '') : ms;
  return Number.isNaN(untilMs) ? undefined : Math.min(Math.max(0, untilMs), maxDurationMs);
}

function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/**
 * The failure that a status is which is none of success. `phrase` is the server's own, the usual one where it has sent
 * none; `reason` is what else it says.
 */
export function statusFailure(
  host: string,
  status: number,
  phrase: string | undefined,
  headers: AnswerHeaders,
  reason?: string,
): Failure {
  const words = [status, phrase === undefined || phrase === '' ? STATUS_CODES[status] : phrase]
    .filter(Boolean)
    .join(' ');
  return networkFailure(
    status === 429 ? 'rate-limited' : 'status',
    `${host} answered ${words}${reason === undefined ? '' : `: ${reason}`}`,
    {
      status,
      retryAfterMs: retryAfterMs(headers),
    },
  );
}

/** How far an exchange had come when it broke. */
export interface Progress {
  /** Over TLS. */
  readonly secure: boolean;
  /** The headers of the answer had come. */
  readonly answered: boolean;
  readonly bytes: number;
  /** Bytes of the whole body, where the server has said. */
  readonly expected: number | undefined;
}

/** `120 of 500 bytes`. */
export function bytesOf({ bytes, expected }: Pick<Progress, 'bytes' | 'expected'>): string {
  const count = bytes.toLocaleString('en-US');
  return expected === undefined
    ? `${count} ${bytes === 1 ? 'byte' : 'bytes'}`
    : `${count} of ${expected.toLocaleString('en-US')} bytes`;
}

const unresolved = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL', 'ENODATA', 'ESERVFAIL']);
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'there is no address left to connect from, or the address is none to connect to',
  ETIMEDOUT: 'the host did not take the connection in time',
};
const broken = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);
const tlsCode =
  /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH)/;

/**
 * The failure of an exchange that an error of the network has ended. The names of errors are Node's, OpenSSL's and
 * undici's.
 */
export function brokenExchange(thrown: unknown, host: string, progress: Progress): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  if (unresolved.has(code)) return networkFailure('dns', `${host}: the name cannot be resolved (${code})`);
  if (code in unreachable) return networkFailure('refused', `${host}: ${unreachable[code]} (${code})`);
  if (tlsCode.test(code)) return networkFailure('tls', `${host}: no secure connection (${code})${tlsRemedy(code)}`);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && !progress.answered) {
    return networkFailure(
      'malformed',
      `${host} did not answer as HTTP/1.1 does: its content-length is no length, or there are two`,
    );
  }
  if (isUpgrade(thrown)) return switchedProtocols(host);
  if (
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    (progress.answered && (code === 'UND_ERR_SOCKET' || endsEarly(thrown)))
  ) {
    return networkFailure('truncated', `${host} ended its answer too early: ${bytesOf(progress)} of the body had come`);
  }
  if (broken.has(code)) {
    const when = progress.answered ? `after ${bytesOf(progress)} of the body` : 'before it answered';
    const closed = code === 'UND_ERR_SOCKET';
    const remedy = closed && !progress.answered && !progress.secure ? '; does it serve https and not http?' : '';
    return networkFailure('reset', `${host} broke the connection ${when} (${closed ? 'closed' : code})${remedy}`);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return networkFailure('too-large', `${host}: the headers of the answer are longer than 16 kB`);
  if (isOfParser(thrown)) return networkFailure('malformed', `${host} did not answer as HTTP/1.1 does`);
  return networkFailure('error', `${host}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
}

/** The failure of an answer that switches protocols unasked (status 101). */
export function switchedProtocols(host: string): Failure {
  return networkFailure('malformed', `${host} switched protocols, which nobody asked for`, { status: 101 });
}

function isUpgrade(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'bad upgrade';
}

/** undici's parser of HTTP gives its errors a name, and a code only in some versions. */
function isOfParser(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.name === 'HTTPParserError';
}

/** The last chunk had not come when the connection ended. */
function endsEarly(thrown: unknown): boolean {
  return isOfParser(thrown) && /EOF/i.test(thrown.message);
}

/** Of several addresses that were all tried, the error of the last is as good as any. */
function codeOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && !('code' in thrown)) return codeOf(thrown.errors.at(-1));
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

function tlsRemedy(code: string): string {
  if (/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)/.test(code))
    return '; NODE_EXTRA_CA_CERTS names a file of certificates to trust';
  if (/WRONG_VERSION|PACKET_LENGTH|EPROTO/.test(code)) return '; does it serve http and not https?';
  return '';
}
