import { Failure, UsageError } from '../../model/errors.js';
import type { Ask, AskContext, Inference, ModelUsage } from '../../model/ports.js';
import type { Query } from '../../model/query.js';
import type { HttpClient, HttpRequest } from '../../adapters/http/client.js';
import {
  credentialsIn,
  filledHeaders,
  filledUrl,
  isSendable,
  refuseUnsendable,
  urlEncoded,
} from '../../adapters/http/fill.js';
import { reasonIn } from '../../adapters/http/refusal-reason.js';
import { filled, valuesOf, type Environment } from '../../adapters/template.js';
import { keyPhrases, readText } from '../kernel/text.js';
import { StreamedAnswer, wholeAnswer, type ChatAnswer } from './openai-answer.js';
import { messagesOf, requestBody, type Message, type ModelServer, estimatedTokens, priced } from './openai-request.js';

interface ServerContext {
  readonly client: HttpClient;
  readonly env: Environment;
  /** Where its fields are in the scenario. */
  readonly path: string;
}

/** So many redirects are followed, to the same origin only. */
const redirects = 5;

/**
 * A server with a chat endpoint as OpenAI's has it. The summary is the answer's text; the usage is the server's own, or
 * an estimate that says so. A UsageError names the field that cannot work, whatever the query.
 */
export function openaiServer(server: ModelServer, { client, env, path }: ServerContext): Ask {
  refuseUnsendable(server, env, path);
  const apiKey = server.apiKey && filled(server.apiKey.reveal(), {}, env);
  if (apiKey !== undefined && !isSendable(apiKey))
    throw new UsageError(`${path}.apiKey: a header cannot hold it: it has line breaks, or characters beyond Latin-1`);
  return async (query, context) => {
    const { clock } = context;
    const messages = messagesOf(server, query, context, env);
    const startMs = clock.now();
    const streamed = server.stream ? new StreamedAnswer(() => clock.now()) : undefined;
    const request = requestFor(server, query, context, {
      env,
      apiKey,
      body: JSON.stringify(requestBody(server, context.model, messages)),
    });
    const answer = await client.ask({ ...request, onChunk: streamed && ((bytes) => streamed.feed(bytes)) }, context);
    const chat = streamed?.end() ?? wholeAnswer(answer.body.toString('utf8'));
    return inferenceOf(chat, priced(usageOf(chat, context.model, messages, startMs), server.price));
  };
}

function requestFor(
  server: ModelServer,
  query: Query,
  context: AskContext,
  { env, apiKey, body }: { readonly env: Environment; readonly apiKey: string | undefined; readonly body: string },
): HttpRequest {
  const values = valuesOf(query, context);
  const url = filledUrl(server, values, env);
  if (url === undefined)
    throw new Failure('error', 'the URL of the model server is none once its placeholders are filled in');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  const headers = {
    accept: server.stream ? 'text/event-stream' : 'application/json',
    'content-type': 'application/json',
    'user-agent': 'agent-bench',
    // With these `agent-bench mock` draws from the same random streams as simulated time does.
    'x-agent-bench-index': String(query.index),
    'x-agent-bench-attempt': String(context.attempt),
    'x-agent-bench-source': urlEncoded(context.source),
    ...credentialsIn(url),
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    ...filledHeaders(server, values, env),
  };
  return { method: 'POST', url, headers, body, maxBytes: server.maxBytes, redirects, reasonIn };
}

function inferenceOf({ text }: ChatAnswer, usage: ModelUsage): Inference {
  const read = readText(text);
  const words = read.sentences.flatMap(({ tokens }) => tokens);
  return {
    summary: text.trim(),
    keyPhrases: keyPhrases(read),
    rankedSentences: [],
    tokens: { total: words.length, distinct: new Set(words).size, sentences: read.sentences.length },
    usage,
  };
}

function usageOf(
  { text, finishReason, counted, pieces }: ChatAnswer,
  model: string,
  messages: readonly Message[],
  startMs: number,
): ModelUsage {
  // Most servers send a token a piece.
  const tokens = counted ?? {
    input: messages.reduce((sum, { content }) => sum + estimatedTokens(content), 0),
    output: pieces?.count ?? estimatedTokens(text),
  };
  const seconds = pieces === undefined ? 0 : (pieces.lastMs - pieces.firstMs) / 1000;
  return {
    model,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    ...(counted === undefined && { estimated: true }),
    ...(finishReason === 'length' && { cutShort: true }),
    ...(pieces !== undefined && { firstTokenMs: pieces.firstMs - startMs }),
    // The first token ends the wait and is no part of the stream's speed.
    ...(seconds > 0 && tokens.output > 1 && { tokensPerSecond: (tokens.output - 1) / seconds }),
  };
}
