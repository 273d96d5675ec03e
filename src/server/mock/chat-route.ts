import type { Fault } from '../../faults/index.js';
import { createKernel } from '../../inference/kernel/kernel.js';
import type { Fetch } from '../../model/ports.js';
import { hang, sleep } from '../../model/permit.js';
import { queryOf } from '../../scenario/derived.js';
import { maxFaults } from '../../scenario/fields/source.js';
import { chatRequest, type ChatRequest } from './chat-request.js';
import type { Delivery } from './delivery.js';
import { bodyOf, sendJson, write, type Exchange } from './exchange.js';
import { headOf, applyFaults, placeOf, type Applied, type MockContext } from './applied-faults.js';

/** The model that a mock stands in for: how fast it is and what goes wrong with it. */
export interface ChatModel {
  readonly names: readonly string[];
  /** Milliseconds until the first token, before `scale`. */
  readonly firstToken: number;
  /** How fast tokens come after that, before `scale`. */
  readonly tokensPerSecond: number;
  /** How many tokens an answer has, unless the request wants less. */
  readonly tokens: number;
  readonly faults: readonly Fault[];
}

/** The name that random numbers are keyed by where a request does not say for which source it is. */
const sourceHeader = 'x-agent-bench-source';
const noSource = 'model';
/** As long as the longest name of a source is, URL-encoded. */
const maxSourceLength = 1_000;

/**
 * Answers for a model as an OpenAI-compatible server does, in one piece or as a stream of server-sent events at the
 * model's pace.
 */
export function chatRoute(model: ChatModel, context: MockContext): (exchange: Exchange) => Promise<void> {
  const text = writer();
  return async (exchange) => {
    const { request, said } = exchange;
    const header = request.headers[sourceHeader];
    const source = typeof header === 'string' ? header.slice(0, maxSourceLength) : noSource;
    said.source = `model for ${source}`;
    const place = placeOf(exchange, `model ${source}`, context);
    const asked = chatRequest(await bodyOf(exchange));
    const tokens = text(asked, Math.min(model.tokens, asked.maxTokens));
    const pace: Pace = {
      firstMs: model.firstToken * context.scale,
      restMs: (tokens.length / model.tokensPerSecond) * 1000 * context.scale,
    };
    // Of a stream, all that takes time before the answer begins does so before the first token.
    const inner: Fetch = (_query, { clock, scope }) =>
      sleep(clock, pace.firstMs + (asked.stream ? 0 : pace.restMs), scope).then(() => tokens.join(''));
    const query = queryOf(context, place.index);
    const applied = await applyFaults(inner, model.faults, query, { source, attempt: place.attempt }, exchange, {
      ...context,
      firstFault: maxFaults,
    });
    const completion = new Completion(asked, tokens.length, model.tokens, `chatcmpl-${place.index}-${place.attempt}`);
    await answer(applied, completion, pace, exchange);
  };
}

/** When tokens come: milliseconds until the first, and from there until the answer has ended. */
interface Pace {
  readonly firstMs: number;
  readonly restMs: number;
}

async function answer(applied: Applied, completion: Completion, pace: Pace, exchange: Exchange): Promise<void> {
  if ('failure' in applied) {
    const { kind, message } = applied.failure;
    if (kind === 'reset') {
      exchange.request.socket.resetAndDestroy();
      return;
    }
    const { status, headers } = headOf(applied.failure);
    await sendJson(
      exchange,
      status,
      { error: { message, type: status === 429 ? 'rate_limit_error' : 'server_error', param: null, code: kind } },
      headers,
    );
  } else if (completion.asked.stream) await stream(applied.answer, applied.delivery, completion, pace, exchange);
  else await sendJson(exchange, 200, completion.whole(applied.answer), {}, applied.delivery);
}

/** Sends the answer token by token. Each has its own moment, so that rounding does not add up. */
async function stream(
  content: unknown,
  { share, ending, drip }: Delivery,
  completion: Completion,
  pace: Pace,
  exchange: Exchange,
): Promise<void> {
  const { response, clock, scope } = exchange;
  const event = (data: unknown): Promise<void> =>
    write(exchange, `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  const pieces = typeof content === 'string' ? tokensOf(content) : [content];
  const restMs = pace.restMs + (drip?.ms ?? 0);
  const beganMs = clock.now();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const [i, piece] of pieces.slice(0, Math.floor(pieces.length * share)).entries()) {
    await sleep(clock, beganMs + (restMs * i) / pieces.length - clock.now(), scope);
    await event(completion.chunk({ ...(i === 0 && { role: 'assistant' }), content: piece }, null));
  }
  await sleep(clock, beganMs + restMs * share - clock.now(), scope);
  if (ending === 'stall') {
    response.flushHeaders();
    await hang(scope);
  }
  if (ending === 'end') {
    await event(completion.chunk({}, completion.finishReason));
    if (completion.asked.withUsage) await event(completion.usageChunk());
    await event('[DONE]');
  }
  response.end(); // cut or not: that no [DONE] came is all that tells a stream that is cut off
}

/**
 * An answer in the forms that the protocol has for it. `created` is no time, so that the same request gets the same
 * bytes.
 */
class Completion {
  readonly asked: ChatRequest;
  readonly finishReason: 'stop' | 'length';
  readonly #head: { readonly id: string; readonly created: number; readonly model: string };
  readonly #usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };

  constructor(asked: ChatRequest, tokens: number, wanted: number, id: string) {
    this.asked = asked;
    this.finishReason = tokens < wanted ? 'length' : 'stop';
    this.#head = { id, created: 0, model: asked.model };
    const prompt = asked.texts.reduce((sum, text) => sum + tokensOf(text).length, 0);
    this.#usage = { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: prompt + tokens };
  }

  whole(content: unknown): object {
    const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: this.finishReason };
    return { ...this.#head, object: 'chat.completion', choices: [choice], usage: this.#usage };
  }

  chunk(delta: object, finishReason: string | null): object {
    return {
      ...this.#head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finishReason }],
    };
  }

  usageChunk(): object {
    return { ...this.#head, object: 'chat.completion.chunk', choices: [], usage: this.#usage };
  }
}

/** Words, each with the space behind it: as near to a model's tokens as a stand-in needs to be. */
function tokensOf(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}

/** So much of a prompt is read, its end: a longer analysis would keep other streams waiting. */
const readLength = 4000;

/** Makes answers: a summary of the end of the last message, cut or repeated to a number of tokens. */
function writer(): (asked: ChatRequest, count: number) => string[] {
  const kernel = createKernel();
  return ({ question }, count) => {
    const { summary } = kernel.prepare(question.slice(0, readLength), question.slice(-readLength)).inference;
    const words = tokensOf(`${summary.trim() || 'There is nothing to say.'} `);
    return Array.from({ length: count }, (_, i) => words[i % words.length]!);
  };
}
