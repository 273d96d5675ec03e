import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { CallContext } from '#src/model/ports.js';
import type { Query } from '#src/model/query.js';
import { Scope } from '#src/model/scope.js';
import { type Span, type TraceEvent, RecordingTracer } from '#src/model/trace.js';
import { realClock } from '#src/time/real.js';
import { spansOf } from './timelines.js';

/** A server on loopback, for as long as a test needs it. */
export interface Running {
  readonly url: string;
  readonly port: number;
  /** Connections that it has taken so far. */
  connections(): number;
  /** Connections that are open now. */
  open(): number;
  close(): Promise<void>;
}

/** Serves HTTP as Node does. */
export function httpServer(listener: RequestListener): Promise<Running> {
  return running(createHttpServer(listener));
}

/** Answers every request, or whatever comes, with what `answer` does to its connection. */
export function rawServer(answer: (socket: Socket) => void): Promise<Running> {
  return running(createServer((socket) => socket.once('data', () => answer(socket))));
}

/** Waits until a server listens. */
export async function running(server: Server, scheme = 'http'): Promise<Running> {
  const sockets = new Set<Socket>();
  let taken = 0;
  server.on('connection', (socket) => {
    taken++;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    connections: () => taken,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const query: Query = { index: 3, seed: 1, question: 'What is "new"?', arguments: { city: 'São Paulo' } };

/** A call on real time, with the spans that it leaves. */
export class RealCall {
  readonly scope = new Scope();
  readonly events: TraceEvent[] = [];
  readonly context: CallContext;

  constructor(change: Partial<CallContext> = {}) {
    const tracer = new RecordingTracer(
      () => realClock.now(),
      (event) => this.events.push(event),
    );
    const tally = { attempts: 0, cached: false, degraded: undefined };
    this.context = {
      clock: realClock,
      scope: this.scope,
      tracer,
      span: 0,
      source: 'weather',
      attempt: 2,
      tally,
      ...change,
    };
  }

  /** `kind outcome` of every span, in the order in which they began. */
  get parts(): string[] {
    return this.spans.map(({ kind, outcome }) => `${kind} ${outcome}`);
  }

  get spans(): Span[] {
    return spansOf(this.events);
  }
}
