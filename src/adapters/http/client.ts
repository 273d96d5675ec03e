import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type * as Undici from 'undici';
import { counted } from '../../lib/text.js';
import { headerOf, networkFailure } from './failures.js';
import { HttpExchange, redirects, type HttpAnswer, type HttpContext, type HttpRequest } from './exchange.js';

export type { HttpAnswer, HttpContext, HttpRequest } from './exchange.js';

/** Asks servers over HTTP, on connections that stay open from one request to the next. */
export interface HttpClient {
  /**
   * Makes a request and resolves with an answer of success. Its parts are spans of the context's. Rejects with a
   * `Failure` whose message names the host and the port of the server, and nothing else of the request; promptly once
   * the scope is aborted.
   */
  ask(request: HttpRequest, context: HttpContext): Promise<HttpAnswer>;
  /** Closes every connection. */
  close(): Promise<void>;
}

/** Keep-alive of idle connections in milliseconds; less where the server says so. */
const keepAliveMs = 20_000;

/** A client with so many connections at once to one server at most. */
export async function openHttpClient({ connections }: { connections: number }): Promise<HttpClient> {
  // Not by `import()`: Node 20.20 was seen to hand out an empty object for this module of CommonJS
  // (test/cli/secrets.test.ts).
  const undici = createRequire(import.meta.url)('undici') as typeof Undici;
  const sockets = new Set<Socket>();
  // Dispatching a request that needs a new connection begins to make it at once, so that a request can end what is made
  // for it alone.
  let dispatching: HttpExchange | undefined;
  // Attempts have timeouts of their own, on the world's clock.
  const connector = undici.buildConnector({ timeout: 0 }) as (
    ...parameters: Parameters<Undici.buildConnector.connector>
  ) => Socket;
  const agent = new undici.Agent({
    connections,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      const asking = dispatching;
      const socket = connector(options, (...result) => {
        if (asking !== undefined) asking.connecting = undefined;
        callback(...result);
      });
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (asking !== undefined) asking.connecting = socket;
    },
  });

  function exchange(request: HttpRequest, context: HttpContext): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const { method, url, headers, body } = request;
      const handler = new HttpExchange(request, context, { resolve, reject });
      if (handler.over) return;
      dispatching = handler;
      try {
        agent.dispatch(
          { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body: body ?? null },
          handler,
        );
      } catch (thrown) {
        handler.onResponseError(undefined, thrown as Error);
      } finally {
        dispatching = undefined;
      }
    });
  }

  return {
    async ask(request, context) {
      context.scope.throwIfAborted();
      let asked = request;
      for (let followed = 0; ; followed++) {
        const answer = await exchange(asked, context);
        if (!redirects.has(answer.status)) return answer;
        if (followed === request.redirects) throw tooManyRedirects(request);
        asked = redirected(asked, answer);
      }
    },
    async close() {
      await agent.destroy();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function tooManyRedirects({ url, redirects: most }: HttpRequest): Error {
  return networkFailure('redirect', `${url.host} redirects more than ${counted(most, 'time')} (redirects)`);
}

/**
 * The request that a redirect leads to. Redirects to another origin are not followed, as headers may hold credentials.
 * POST becomes GET, except where the status forbids it (RFC 9110, section 15.4).
 */
function redirected(request: HttpRequest, { status, headers }: HttpAnswer): HttpRequest {
  const { url, method } = request;
  const location = headerOf(headers, 'location');
  const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (target === undefined)
    throw networkFailure('redirect', `${url.host} redirects (${status}) to no address`, { status });
  if (target.origin !== url.origin) {
    const where = target.host === '' ? 'a place that is none of HTTP' : target.host;
    throw networkFailure(
      'redirect',
      `${url.host} redirects (${status}) to ${where}, which is another origin and is not followed`,
      { status },
    );
  }
  if (method === 'GET' || (status !== 303 && (status > 303 || method !== 'POST'))) return { ...request, url: target };
  const { 'content-type': _type, ...rest } = request.headers;
  return { ...request, url: target, method: 'GET', headers: rest, body: undefined };
}
