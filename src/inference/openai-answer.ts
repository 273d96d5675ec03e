import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { clip } from '../lib/text.js';
import { networkFailure } from '../outside/http-failures.js';

const usage = z.looseObject({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) });
const finish = z.string().nullish();

const chunkSchema = z.looseObject({
  choices: z.array(z.looseObject({ delta: z.looseObject({ content: z.string().nullish() }).nullish(), finish_reason: finish })).default([]),
  usage: usage.nullish(),
});

const wholeSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string().nullish() }), finish_reason: finish })).min(1),
  usage: usage.nullish(),
});

const errorSchema = z.looseObject({ error: z.union([z.string(), z.looseObject({ message: z.string() })]) });

/** What a chat endpoint has answered. Times are on the clock that the reader was given. */
export interface ChatAnswer {
  readonly text: string;
  /** Why the model stopped: `stop`, `length` and others; undefined where the server does not say. */
  readonly finishReason: string | undefined;
  /** Tokens as the server counts them. */
  readonly counted: { readonly input: number; readonly output: number } | undefined;
  /** When the first and the last piece of the text came, and how many there were; of streamed answers. */
  readonly pieces?: { readonly count: number; readonly firstMs: number; readonly lastMs: number } | undefined;
}

/** The message of an error as OpenAI writes it, `{error: {message}}`; undefined where the text is none. */
export function errorMessage(text: string): string | undefined {
  return errorIn(jsonOf(text));
}

function errorIn(value: unknown): string | undefined {
  const found = errorSchema.safeParse(value);
  if (!found.success) return undefined;
  const { error } = found.data;
  return clip(typeof error === 'string' ? error : error.message, 300);
}

/** An answer that came in one piece. Throws a Failure of kind `malformed` where it is none. */
export function wholeAnswer(text: string): ChatAnswer {
  const value = parsed(text, 'answer');
  const error = errorIn(value);
  if (error !== undefined) throw networkFailure('error', `the server answered with an error: ${error}`);
  const { choices, usage: tokens } = matching(wholeSchema, value, 'answer');
  const { message, finish_reason } = choices[0]!;
  return complete({ text: message.content ?? '', finishReason: finish_reason ?? undefined, counted: countedOf(tokens) });
}

/** Reads an answer that comes as server-sent events, piece by piece. */
export class StreamedAnswer {
  readonly #now: () => number;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ data }) => {
      this.#take(data);
    },
  });
  #begun = false;
  /** The text of an answer that is no stream. */
  #whole: string | undefined;
  #text = '';
  #finishReason: string | undefined;
  #counted: ChatAnswer['counted'];
  #done = false;
  #pieces: { count: number; firstMs: number; lastMs: number } | undefined;

  /** `now` tells when a piece came, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Reads the next bytes, wherever they end. A server that does not stream answers in one piece all the same. Throws a Failure for what is no such stream, and for an error that the server sends in it. */
  feed(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (this.#whole === undefined && !this.#begun && text.trimStart() !== '') {
      this.#begun = true;
      if (text.trimStart().startsWith('{')) this.#whole = '';
    }
    if (this.#whole === undefined) this.#parser.feed(text);
    else this.#whole += text;
  }

  /** The answer, now that the stream has ended. Throws a Failure of kind `truncated` if it ended before the model did. */
  end(): ChatAnswer {
    if (this.#whole !== undefined) return wholeAnswer(this.#whole);
    if (!this.#done && this.#finishReason === undefined) {
      throw networkFailure('truncated', `the stream ended before the answer did, after ${this.#text.length} characters`);
    }
    return complete({ text: this.#text, finishReason: this.#finishReason, counted: this.#counted, pieces: this.#pieces });
  }

  #take(data: string): void {
    if (data.trim() === '[DONE]') {
      this.#done = true;
      return;
    }
    const value = parsed(data, 'event');
    const error = errorIn(value);
    if (error !== undefined) throw networkFailure('error', `the server broke off: ${error}`);
    const { choices, usage: tokens } = matching(chunkSchema, value, 'event');
    if (tokens) this.#counted = countedOf(tokens);
    const [choice] = choices;
    if (choice?.finish_reason) this.#finishReason = choice.finish_reason;
    const piece = choice?.delta?.content ?? '';
    if (piece === '') return;
    const nowMs = this.#now();
    this.#text += piece;
    this.#pieces ??= { count: 0, firstMs: nowMs, lastMs: nowMs };
    this.#pieces.count++;
    this.#pieces.lastMs = nowMs;
  }
}

function countedOf(tokens: z.output<typeof usage> | null | undefined): ChatAnswer['counted'] {
  return tokens ? { input: tokens.prompt_tokens, output: tokens.completion_tokens } : undefined;
}

function complete(answer: ChatAnswer): ChatAnswer {
  if (answer.text.trim() !== '') return answer;
  const why = answer.finishReason === undefined ? '' : ` (finish reason: ${clip(answer.finishReason, 40)})`;
  throw networkFailure('malformed', `the answer is empty${why}`);
}

function parsed(text: string, what: string): unknown {
  const value = jsonOf(text);
  if (value === undefined) throw networkFailure('malformed', `${what}: no JSON, but ${text === '' ? 'nothing' : `'${clip(text, 60)}'`}`);
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function matching<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [what, ...(issue?.path ?? [])].join('.');
  throw networkFailure('malformed', `${path}: ${issue?.message ?? 'refused by the schema'}`);
}
