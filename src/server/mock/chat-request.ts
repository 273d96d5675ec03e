import { z } from 'zod';
import { Refusal } from './exchange.js';

const content = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() })), z.null()]).optional();

/** As much of a request for a chat completion as the mock looks at. */
const chatRequestSchema = z.looseObject({
  model: z.string().default('mock'),
  messages: z.array(z.looseObject({ role: z.string(), content })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
});

/** What a chat completion is asked for. */
export interface ChatRequest {
  readonly model: string;
  readonly texts: readonly string[];
  /** The text of the last message of the user. */
  readonly question: string;
  readonly stream: boolean;
  readonly withUsage: boolean;
  readonly maxTokens: number;
}

/** Reads the body of a request; a Refusal says what is wrong with it. */
export function chatRequest(body: string): ChatRequest {
  const parsed = chatRequestSchema.safeParse(json(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal(
      400,
      `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'refused'}; expected {"model": …, "messages": ` +
        '[{"role": "user", "content": …}]}',
    );
  }
  const {
    model,
    messages,
    stream,
    stream_options: options,
    max_tokens: most,
    max_completion_tokens: mostToo,
  } = parsed.data;
  const texts = messages.map((message) => textOf(message.content));
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return {
    model,
    texts,
    question: texts[last] ?? texts.at(-1)!,
    stream: stream === true,
    withUsage: options?.include_usage === true,
    maxTokens: mostToo ?? most ?? Infinity,
  };
}

function textOf(text: z.infer<typeof content>): string {
  if (typeof text === 'string') return text;
  return (text ?? []).map((part) => part.text ?? '').join('\n');
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'the body is no JSON; expected {"model": …, "messages": [{"role": "user", "content": …}]}');
  }
}
