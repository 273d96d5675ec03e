import { maxDurationMs } from '../../lib/duration.js';
import type { Ask, Inference, Job, ModelUsage } from '../../model/ports.js';
import { sleep } from '../../model/permit.js';
import { messagesOf, type ModelServer, estimatedTokens, priced } from './openai-request.js';

/**
 * A model server on simulated time: the time to the first token, then the tokens one after the other, and no core of
 * this machine. What it finds is what `analyse` finds.
 */
export function simulatedServer(server: ModelServer, scale: number, analyse: (job: Job) => Inference): Ask {
  const outputTokens = tokensOf(server);
  const ms = answerMs(server, scale);
  return async (query, context) => {
    await sleep(context.clock, ms, context.scope);
    const { source, payload, model } = context;
    const inputTokens = messagesOf(server, query, context, {}).reduce(
      (sum, { content }) => sum + estimatedTokens(content),
      0,
    );
    const usage: ModelUsage = {
      model,
      inputTokens,
      outputTokens,
      ...(server.tokens > outputTokens && { cutShort: true }),
      ...(server.stream && {
        firstTokenMs: server.firstToken * scale,
        tokensPerSecond: server.tokensPerSecond / scale,
      }),
    };
    return { ...analyse({ source, question: query.question, payload }), usage: priced(usage, server.price) };
  };
}

/** From the request to the last token, in milliseconds. */
export function answerMs(
  server: Pick<ModelServer, 'firstToken' | 'tokens' | 'maxTokens' | 'tokensPerSecond'>,
  scale: number,
): number {
  return Math.min((server.firstToken + (tokensOf(server) / server.tokensPerSecond) * 1000) * scale, maxDurationMs);
}

function tokensOf({ tokens, maxTokens }: Pick<ModelServer, 'tokens' | 'maxTokens'>): number {
  return Math.min(tokens, maxTokens);
}
