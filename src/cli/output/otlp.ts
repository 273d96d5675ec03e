import { z } from 'zod';
import { formatDuration, maxDurationMs } from '../../lib/duration.js';
import { counted, oneLine, printable } from '../../lib/text.js';
import { Failure, UsageError } from '../../model/errors.js';
import { Scope } from '../../model/scope.js';
import { noTracer } from '../../model/trace.js';
import { environmentVariables } from '../../adapters/environment-variables.js';
import { urlProblem } from '../../adapters/http/url.js';
import type { Report } from '../../results/documents/run.js';
import { realClock } from '../../time/real.js';

/** An OTLP endpoint, and what it is sent with every request. */
interface Endpoint {
  /** Without a user. */
  readonly url: URL;
  /** The flag and the URL as they may be shown: without the user and what the query says, which may be secrets. */
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long it may take for a request. */
  readonly patienceMs: number;
}

/** The endpoint that `--otlp` names; a UsageError where it is none, which shows nothing that may be secret. */
export function endpointOf(place: string): Endpoint {
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
    patienceMs: patienceIn(environmentVariables()[patienceVariable]),
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
const patienceVariable = 'OTEL_EXPORTER_OTLP_TIMEOUT';

function patienceIn(text: string = ''): number {
  if (text.trim() === '') return 10_000;
  const ms = Number(text);
  if (ms > 0 && ms <= maxDurationMs) return ms;
  throw new UsageError(
    `${patienceVariable}: ${oneLine(text, 40)} is no number of milliseconds above 0 and up to a day`,
  );
}

/** A collector refuses bodies of more than about 20 MB; these come to 5. */
const spansAtOnce = 5000;
const maxAnswerBytes = 1_000_000;

/**
 * Sends the trace of a report to an OTLP endpoint, and says what was sent in words. A UsageError says why it could not
 * be.
 */
export async function sendTrace(report: Report, place: string): Promise<string> {
  const { url, headers, shown, patienceMs } = endpointOf(place);
  const [{ otlpRequests }, { openHttpClient }] = await Promise.all([
    import('../../render/exports/otlp.js'),
    import('../../adapters/http/client.js'),
  ]);
  const client = await openHttpClient({ connections: 1 });
  let requests = 0;
  try {
    for (const body of otlpRequests(report, spansAtOnce)) {
      const answer = await withPatience(patienceMs, (scope) =>
        client.ask(
          { method: 'POST', url, headers, body, maxBytes: maxAnswerBytes, redirects: 0 },
          {
            clock: realClock,
            scope,
            tracer: noTracer,
            span: 0,
            source: 'otlp',
          },
        ),
      );
      refuseRejection(answer.body);
      requests++;
    }
  } catch (thrown) {
    const failure = Failure.from(thrown, 'error');
    const why = failure.kind === 'redirect' ? `${url.host} redirects, which is not followed` : failure.message;
    throw new UsageError(`${shown}: the trace was not taken: ${why}; the report itself is safe`);
  } finally {
    await client.close();
  }
  return `Sent to ${shown.slice('--otlp '.length)} in ${counted(requests, 'request')}`;
}

/**
 * A collector may take a request and not all that is in it: `partialSuccess` of the protocol says so. What is no JSON
 * says nothing.
 */
function refuseRejection(body: Buffer): void {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return;
  }
  const parsed = partial.safeParse(answer);
  if (!parsed.success || Number(parsed.data.partialSuccess.rejectedSpans) === 0) return;
  const { rejectedSpans, errorMessage } = parsed.data.partialSuccess;
  throw new Failure(
    'error',
    `${rejectedSpans} of its spans were rejected${errorMessage === '' ? '' : `: ${oneLine(errorMessage, 200)}`}`,
  );
}

/** The protobuf mapping writes 64-bit numbers as texts. */
const partial = z.object({
  partialSuccess: z.object({
    rejectedSpans: z.union([z.string().regex(/^\d{1,20}$/u), z.int()]).default(0),
    errorMessage: z.string().default(''),
  }),
});

async function withPatience<T>(ms: number, ask: (scope: Scope) => Promise<T>): Promise<T> {
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
