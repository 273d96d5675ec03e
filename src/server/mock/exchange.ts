import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hang, sleep } from '../../model/permit.js';
import type { Clock } from '../../model/ports.js';
import type { Scope } from '../../model/scope.js';
import { whole, type Delivery } from './delivery.js';

/** One request and its answer. The scope ends when the client goes away, and with the server. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly clock: Clock;
  readonly scope: Scope;
  /** What the log says of it: the source that was asked and the kinds of the faults that it met. */
  readonly said: { source?: string; readonly faults: Set<string> };
}

/** A request that cannot be answered, as a status and what to do instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Longer bodies of requests are refused. */
const maxRequestBytes = 1_000_000;

/** The body of a request as text. */
export async function bodyOf({ request }: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxRequestBytes)
      throw new Refusal(413, 'the body is longer than 1 MB; send less', { connection: 'close' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends a JSON body whole, or as the delivery says. The length in its headers is always that of the whole. */
export async function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  delivery = whole(),
): Promise<void> {
  const { response, scope } = exchange;
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  if (delivery.share === 1 && delivery.drip === undefined) {
    response.end(bytes);
    return;
  }
  response.flushHeaders();
  await sendPieces(exchange, bytes.subarray(0, Math.floor(bytes.length * delivery.share)), delivery);
  if (delivery.ending === 'stall') await hang(scope);
  else if (delivery.ending === 'cut') response.socket?.destroySoon();
  else response.end();
}

/**
 * The first byte of what drips is late by a piece, as the headers have come in time. Each piece has its own moment, so
 * that rounding does not add up.
 */
async function sendPieces(exchange: Exchange, bytes: Buffer, { drip = { ms: 0, pieces: 1 } }: Delivery): Promise<void> {
  const { clock, scope } = exchange;
  const beganMs = clock.now();
  for (let piece = 1; piece <= drip.pieces; piece++) {
    await sleep(clock, beganMs + (drip.ms * piece) / drip.pieces - clock.now(), scope);
    const from = Math.floor((bytes.length * (piece - 1)) / drip.pieces);
    await write(exchange, bytes.subarray(from, Math.floor((bytes.length * piece) / drip.pieces)));
  }
}

/** Writes a part of a body, and waits where the client does not keep up. */
export async function write({ response, scope }: Exchange, chunk: Buffer | string): Promise<void> {
  if (!response.write(chunk)) await once(response, 'drain', { signal: scope.signal });
}
