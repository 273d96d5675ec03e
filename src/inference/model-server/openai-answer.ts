import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { clip, counted } from '../../lib/text.js';
import { networkFailure } from '../../adapters/http/failures.js';
import { saidIn } from '../../adapters/http/refusal-reason.js';

/** Counts that are none are as good as no counts: the answer stands without them. */
const usage = z
  .looseObject({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) })
  .nullish()
  .catch(undefined);
const finish = z.string().nullish();

const parts = z.array(z.looseObject({ text: z.string().optional() }));
/** A text, or a list of parts of which some are. */
const content = z.preprocess(
  (value) =>
    parts
      .safeParse(value)
      .data?.map(({ text }) => text ?? '')
      .join('') ?? value,
  z.string().nullish(),
);

const chunkSchema = z.looseObject({
  choices: z.array(z.looseObject({ delta: z.looseObject({ content }).nullish(), finish_reason: finish })).nullish(),
  usage,
});

const wholeSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content }), finish_reason: finish })).min(1),
  usage,
});

/** An answer without an error. */
const completionSchema = z.looseObject({ choices: z.array(z.unknown()), error: z.null().optional() });

/** How a stream of events begins: with a field or a comment. */
const streamStart = /^(?:data|event|id|retry)?:/;
/** So much of an answer is kept to say what it is in place of a stream. */
const headLength = 200;

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

/** An error within a choice, as proxies of several providers send it. */
const failedChoice = z.looseObject({ choices: z.tuple([z.looseObject({ error: z.looseObject({}) })], z.unknown()) });

/** What an answer says that is an error and no completion. */
function errorIn(value: unknown): string | undefined {
  const failed = failedChoice.safeParse(value);
  if (failed.success) return saidIn(failed.data.choices[0]) ?? 'no reason is given';
  return completionSchema.safeParse(value).success ? undefined : saidIn(value);
}

/** Reasons to stop by which a text is no answer, and what to say of them. */
const failedReasons: Readonly<Record<string, string>> = {
  error: 'the model stopped with an error',
  content_filter: "the server's content filter ended the answer",
};

/** An answer that came in one piece. Throws a Failure of kind `malformed` where it is none. */
export function wholeAnswer(text: string): ChatAnswer {
  const value = parsed(text, 'answer');
  const error = errorIn(value);
  if (error !== undefined) throw networkFailure('error', `the server answered with an error: ${error}`);
  const { choices, usage: tokens } = matching(wholeSchema, value, 'answer');
  const { message, finish_reason } = choices[0]!;
  return complete({
    text: message.content ?? '',
    finishReason: finish_reason ?? undefined,
    counted: countedOf(tokens),
  });
}

/** Reads an answer that comes as server-sent events, piece by piece. */
export class StreamedAnswer {
  readonly #now: () => number;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ event, data }) => {
      this.#take(data, event);
    },
  });
  /** How it begins. */
  #head = '';
  /** The text of an answer that is JSON and no stream. */
  #whole: string | undefined;
  #text = '';
  #finishReason: string | undefined;
  #counted: ChatAnswer['counted'];
  /** The server has said that it is. */
  #done = false;
  /** All bytes have come. */
  #ended = false;
  #pieces: { count: number; firstMs: number; lastMs: number } | undefined;

  /** `now` tells when a piece came, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Reads the next bytes, wherever they end; true when the server has said that there are no more. A server that does
   * not stream answers in one piece all the same. Throws a Failure for what is no such stream, and for an error that
   * the server sends in it.
   */
  feed(bytes: Uint8Array): boolean {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (this.#head.length < headLength) {
      const begun = this.#head !== '';
      this.#head = `${this.#head}${text}`.trimStart().slice(0, headLength);
      if (!begun && this.#head.startsWith('{')) this.#whole = '';
    }
    if (this.#whole === undefined) this.#parser.feed(text);
    else this.#whole += text;
    return this.#done;
  }

  /**
   * The answer, now that the stream has ended. Throws a Failure of kind `truncated` if it ended before the model did.
   */
  end(): ChatAnswer {
    if (this.#whole !== undefined) return wholeAnswer(this.#whole);
    if (this.#text === '' && !streamStart.test(this.#head)) return wholeAnswer(this.#head);
    this.#ended = true;
    this.#parser.feed('\n\n'); // the last event may lack its empty line, or have one of which a lone CR is left
    if (!this.#done && this.#finishReason === undefined) {
      throw networkFailure(
        'truncated',
        `the stream ended before the answer did, after ${this.#text.length} characters`,
      );
    }
    return complete({
      text: this.#text,
      finishReason: this.#finishReason,
      counted: this.#counted,
      pieces: this.#pieces,
    });
  }

  #take(data: string, event: string | undefined): void {
    if (this.#done || data.trim() === '') return; // nothing is said to keep the connection alive
    if (data.trim() === '[DONE]') {
      this.#done = true;
      return;
    }
    if (this.#ended && jsonOf(data) === undefined) return; // it was cut within this event
    if (keepsAlive(event, data)) return;
    const value = event === 'error' ? jsonOf(data) : parsed(data, 'event');
    const error = errorIn(value) ?? (event === 'error' ? clip(data, 200) : undefined);
    if (error !== undefined) throw networkFailure('error', `the server broke off: ${error}`);
    const { choices, usage: tokens } = matching(chunkSchema, value, 'event');
    if (tokens) this.#counted = countedOf(tokens);
    const [choice] = choices ?? [];
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

/** Whether an event carries nothing: a ping by its name or its type, or of another name and no completion. */
function keepsAlive(event: string | undefined, data: string): boolean {
  if (event === 'ping' || event === 'keepalive' || event === 'heartbeat') return true;
  if (event === 'error') return false;
  const value = jsonOf(data);
  if (ping.safeParse(value).success) return true;
  return event !== undefined && event !== 'message' && !isCompletion(value) && errorIn(value) === undefined;
}

const ping = z.looseObject({ type: z.enum(['ping', 'keepalive', 'keep-alive', 'heartbeat']) });

function isCompletion(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'choices' in value;
}

function countedOf(tokens: z.output<typeof usage>): ChatAnswer['counted'] {
  // Zeros of both beside a text are no counts.
  if (!tokens || (tokens.prompt_tokens === 0 && tokens.completion_tokens === 0)) return undefined;
  return { input: tokens.prompt_tokens, output: tokens.completion_tokens };
}

/** The answer, where the model has given one and not broken off. */
function complete(answer: ChatAnswer): ChatAnswer {
  const { text, finishReason } = answer;
  const failed = failedReasons[finishReason ?? ''];
  if (text.trim() !== '' && failed === undefined) return answer;
  if (text.trim() !== '') throw networkFailure('error', `${failed}, after ${counted(text.length, 'character')}`);
  const why = finishReason === undefined ? '' : ` (finish reason: ${clip(finishReason, 40)})`;
  throw networkFailure('malformed', `the answer is empty${why}`);
}

function parsed(text: string, what: string): unknown {
  const value = jsonOf(text);
  if (value === undefined)
    throw networkFailure('malformed', `${what}: no JSON, but ${text === '' ? 'nothing' : `'${clip(text, 60)}'`}`);
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
