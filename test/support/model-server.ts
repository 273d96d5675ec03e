import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to a chat endpoint. */
export interface Asked {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: {
    readonly model: string;
    readonly stream: boolean;
    readonly messages: readonly { readonly content: string }[];
  };
}

/** A chat endpoint on loopback that answers as it is told to. */
export async function served<T>(
  answer: (asked: Asked, response: ServerResponse) => unknown,
  ask: (url: string, asked: Asked[], open: () => number) => Promise<T>,
): Promise<T> {
  const all: Asked[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    open++;
    response.once('close', () => open--);
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => {
      const asked = {
        url: request.url!,
        headers: request.headers,
        body: JSON.parse(Buffer.concat(parts).toString()) as Asked['body'],
      };
      all.push(asked);
      void answer(asked, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, all, () => open);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** One server-sent event. */
const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
/** An event with a piece of the answer. */
export const delta = (content: string): string => event({ choices: [{ delta: { content }, finish_reason: null }] });
const usage = event({ choices: [], usage: { prompt_tokens: 40, completion_tokens: 3 } });
/** The events that end an answer. */
export const end = `${event({ choices: [{ delta: {}, finish_reason: 'stop' }] })}${usage}data: [DONE]\n\n`;
