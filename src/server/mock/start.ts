import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { printable } from '../../lib/text.js';
import { Failure, UsageError } from '../../model/errors.js';
import { Scope } from '../../model/scope.js';
import { whyNoLatency } from '../../scenario/derived.js';
import { Refusal, sendJson, type Exchange } from './exchange.js';
import { routesOf, type Route, type Served } from './routes.js';

/** What became of a request, for a log. */
export interface RequestLog {
  readonly method: string;
  readonly path: string;
  /** The source that was asked, or for which the model was. */
  readonly source: string | undefined;
  /** Undefined where nothing was answered. */
  readonly status: number | undefined;
  /** From the request to the end of its answer, in milliseconds. */
  readonly ms: number;
  /** What went wrong on purpose: the kinds of the faults that it met. */
  readonly faults: readonly string[];
  /** Whether the answer was sent to its end. */
  readonly finished: boolean;
}

export interface MockOptions extends Served {
  /** On loopback; 0 for any that is free. */
  readonly port: number;
  readonly log?: (line: RequestLog) => void;
}

/** A server that stands in for the sources and the model of a scenario. */
export interface Mock {
  /** As in `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly port: number;
  /** Ends all requests and connections at once; resolves when nothing of it is left. */
  close(): Promise<void>;
}

const over = new Failure('interrupted', 'the server is closed');
const gone = new Failure('interrupted', 'the client has gone away');
const loopback = '127.0.0.1';

/** As long as this a connection may rest: longer than agents infer between two questions. In milliseconds. */
const keepAliveMs = 120_000;

/** A question may stand in a URL, and each of its characters takes up to nine bytes there. */
const maxHeadBytes = 2 ** 18;

/** Begins to serve. A UsageError says what the scenario lacks for it, or why it cannot listen on the port. */
export async function startMock(options: MockOptions): Promise<Mock> {
  const { loaded, port, clock, log } = options;
  const missing = whyNoLatency(loaded.scenario, 'a mock');
  if (missing !== undefined) throw new UsageError(missing);
  const all = new Scope();
  const route = routesOf(options);
  const server = createServer({ keepAliveTimeout: keepAliveMs, maxHeaderSize: maxHeadBytes }, (request, response) => {
    const scope = all.child();
    const startMs = clock.now();
    const said: Exchange['said'] = { faults: new Set() };
    response.on('close', () => {
      scope.abort(gone);
      const { method = '', url: path = '' } = request;
      log?.({
        method,
        path,
        source: said.source,
        status: response.headersSent ? response.statusCode : undefined,
        ms: clock.now() - startMs,
        faults: [...said.faults],
        finished: response.writableFinished,
      });
    });
    void served(request, response, { clock, scope, said }, route);
  });
  await listening(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${loopback}:${bound}`,
    port: bound,
    close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      all.abort(over);
      server.closeAllConnections();
      return closed;
    },
  };
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new UsageError(`--port ${port}: ${whyNot(error)}; choose another, or --port 0 for any that is free`));
    });
    server.listen({ port, host: loopback, backlog: 1024 }, resolve);
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'the port is in use';
  return code === 'EACCES' ? 'the port is not for everybody to listen on' : printable(message);
}

/** Answers one request. Never rejects: what goes wrong is an answer too. */
async function served(
  request: IncomingMessage,
  response: ServerResponse,
  rest: Pick<Exchange, 'clock' | 'scope' | 'said'>,
  route: Route,
): Promise<void> {
  try {
    const url = URL.parse(`http://${loopback}${request.url ?? '/'}`) ?? new URL(`http://${loopback}/`);
    await route({ request, response, url, ...rest });
  } catch (thrown) {
    if (rest.scope.reason !== undefined) return; // nobody listens any more
    const ofModel = request.url?.startsWith('/v1/') === true;
    const { status, headers, message } =
      thrown instanceof Refusal ? thrown : new Refusal(500, `a defect of the mock: ${String(thrown)}`);
    if (response.headersSent) response.destroy();
    else
      await sendJson(
        { request, response, url: new URL(`http://${loopback}/`), ...rest },
        status,
        {
          error: {
            message,
            ...(ofModel ? { type: 'invalid_request_error', param: null, code: null } : { kind: 'refused' }),
          },
        },
        headers,
      );
  }
}
