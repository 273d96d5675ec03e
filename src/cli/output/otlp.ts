import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { formatDuration, maxDurationMs } from '../../lib/duration.js';
import { counted, oneLine, printable } from '../../lib/text.js';
import { Failure, UsageError } from '../../model/errors.js';
import { Scope } from '../../model/scope.js';
import { noTracer } from '../../model/trace.js';
import { environmentVariables } from '../../adapters/environment-variables.js';
import { hostAndPort, urlProblem } from '../../adapters/http/url.js';
import { headerOf } from '../../adapters/http/failures.js';
import type { HttpClient } from '../../adapters/http/client.js';
import type { HttpAnswer } from '../../adapters/http/exchange.js';
import { sleep } from '../../model/permit.js';
import type { Report } from '../../results/documents/run.js';
import { realClock } from '../../time/real.js';

/** An OTLP endpoint, and what it is sent with every request. */
interface Endpoint {
  /** Without a user. */
  readonly url: URL;
  /** The flag and the URL as they may be shown: without the user and what the query says, which may be secrets. */
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long it may take for a request, and for waiting until it may be made again. */
  readonly timeoutMs: number;
  readonly compressed: boolean;
}

/** The endpoint that `--otlp` names; a UsageError where it is none, which shows nothing that may be secret. */
export function endpointOf(stated: string): Endpoint {
  const place = hostAndPort.test(stated) ? `http://${stated}` : stated;
  const problem = urlProblem(place);
  if (problem !== undefined) {
    const scheme = printable(place.slice(0, place.indexOf('://')));
    throw new UsageError(
      `--otlp ${scheme}://…: this is no endpoint; write a URL such as http://127.0.0.1:4318, or a file`,
    );
  }
  const url = new URL(place);
  const user = [url.username, url.password].map(decoded).join(':');
  url.username = '';
  url.password = '';
  url.hash = '';
  if (url.pathname === '/') url.pathname = '/v1/traces';
  const authorization = user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
  return {
    url,
    shown: `--otlp ${printable(url.origin + url.pathname)}`,
    headers: {
      ...authorization,
      ...headersIn(environmentVariables()[headersVariable] ?? ''),
      'content-type': 'application/json',
      'accept-encoding': 'identity',
    },
    timeoutMs: timeoutIn(environmentVariables()[timeoutVariable]),
    compressed: compressionIn(environmentVariables()[compressionVariable]),
  };
}

/** Where OpenTelemetry's exporters look for headers, such as keys. */
const headersVariable = 'OTEL_EXPORTER_OTLP_HEADERS';

/** `name=value,name=value`, the values URL-encoded. What is wrong is said without the text, which may be a secret. */
function headersIn(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair, i) => {
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, Math.max(0, at)).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())];
      if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
        throw new UsageError(
          `${headersVariable}: entry ${i + 1} is no header; write name=value,name=value, with what is special ` +
            'URL-encoded',
        );
      }
      return [name, value];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where they look for how long a server may take for a request, in milliseconds. */
const timeoutVariable = 'OTEL_EXPORTER_OTLP_TIMEOUT';

function timeoutIn(text: string = ''): number {
  if (text.trim() === '') return 10_000;
  const ms = Number(text);
  if (ms > 0 && ms <= maxDurationMs) return ms;
  throw new UsageError(`${timeoutVariable}: ${oneLine(text, 40)} is no number of milliseconds above 0 and up to a day`);
}

/** Where they look for whether bodies are compressed. */
const compressionVariable = 'OTEL_EXPORTER_OTLP_COMPRESSION';

function compressionIn(text: string = ''): boolean {
  const how = text.trim().toLowerCase();
  if (how === '' || how === 'none' || how === 'gzip') return how === 'gzip';
  throw new UsageError(`${compressionVariable}: ${oneLine(text, 40)} is neither gzip nor none`);
}

/** The name that the traces of this process go by, where the environment states one. */
export function serviceName(): string | undefined {
  return environmentVariables()['OTEL_SERVICE_NAME']?.trim() || undefined;
}

/** A collector refuses bodies of more than about 20 MB; these come to 5. */
const spansAtOnce = 5000;
const maxAnswerBytes = 1_000_000;

/**
 * Sends the trace of a report to an OTLP endpoint, and says what was sent in words. A UsageError says why it could not
 * be.
 */
export async function sendTrace(report: Report, place: string): Promise<string> {
  const endpoint = endpointOf(place);
  const { url, shown } = endpoint;
  const [{ otlpRequests }, { openHttpClient }] = await Promise.all([
    import('../../render/exports/otlp.js'),
    import('../../adapters/http/client.js'),
  ]);
  const client = await openHttpClient({ connections: 1 });
  const warnings = new Set<string>();
  let requests = 0;
  try {
    for (const body of otlpRequests(report, spansAtOnce, { serviceName: serviceName() })) {
      const warning = warningIn(await within(endpoint.timeoutMs, (scope) => sent(client, endpoint, body, scope)));
      if (warning !== undefined) warnings.add(warning);
      requests++;
    }
  } catch (thrown) {
    const failure = Failure.from(thrown, 'error');
    const why = failure.kind === 'redirect' ? `${url.host} redirects, which is not followed` : failure.message;
    throw new UsageError(`${shown}: the trace was not taken: ${why}; the report itself is safe`);
  } finally {
    await client.close();
  }
  const said = [...warnings].map((warning) => `; it says: ${warning}`).join('');
  return `Sent to ${shown.slice('--otlp '.length)} in ${counted(requests, 'request')}${said}`;
}

/** Statuses after which the protocol has a request made again, at the time that the server names. */
const retryable: ReadonlySet<number | undefined> = new Set([429, 502, 503, 504]);

/** What the collector answers to a request, made again for as long as it asks for that and the scope lasts. */
async function sent(client: HttpClient, endpoint: Endpoint, body: string, scope: Scope): Promise<HttpAnswer> {
  const { url, headers, compressed } = endpoint;
  const request = {
    method: 'POST',
    url,
    headers: compressed ? { ...headers, 'content-encoding': 'gzip' } : headers,
    body: compressed ? gzipSync(body) : body,
    maxBytes: maxAnswerBytes,
    redirects: 0,
  };
  const context = { clock: realClock, scope, tracer: noTracer, span: 0, source: 'otlp' };
  for (;;) {
    try {
      return await client.ask(request, context);
    } catch (thrown) {
      const { retryAfterMs, status } = Failure.from(thrown, 'error');
      if (retryAfterMs === undefined || !retryable.has(status)) throw thrown;
      await sleep(realClock, retryAfterMs, scope).catch(() => Promise.reject(thrown as Error));
    }
  }
}

/**
 * What a collector has to say of a request that it took; undefined where it says nothing. `partialSuccess` of the
 * protocol says that not all was taken, which is a failure, as is the page of a web server that takes anything.
 */
function warningIn({ body, headers }: HttpAnswer): string | undefined {
  if (/^text\/html\b/i.test(headerOf(headers, 'content-type') ?? ''))
    throw new Failure('error', 'the answer is a web page, so this is no collector; the path is mostly /v1/traces');
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const { rejectedSpans, errorMessage } = partial.safeParse(answer).data?.partialSuccess ?? {};
  const said = errorMessage === undefined || errorMessage === '' ? undefined : oneLine(errorMessage, 200);
  if (rejectedSpans !== undefined && Number(rejectedSpans) !== 0)
    throw new Failure('error', `${rejectedSpans} of its spans were rejected${said === undefined ? '' : `: ${said}`}`);
  return said;
}

/** The protobuf mapping writes 64-bit numbers as texts. */
const partial = z.object({
  partialSuccess: z.object({
    rejectedSpans: z.preprocess(
      (value) => value ?? undefined,
      z.union([z.string().regex(/^\d{1,20}$/u), z.int()]).optional(),
    ),
    errorMessage: z.preprocess((value) => value ?? undefined, z.string().optional()),
  }),
});

async function within<T>(ms: number, ask: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = new Scope();
  const timer = realClock.after(ms, () =>
    scope.abort(new Failure('timeout', `no answer within ${formatDuration(ms)}`)),
  );
  try {
    return await ask(scope);
  } finally {
    timer.cancel();
  }
}
