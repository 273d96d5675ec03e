import type { z } from 'zod';
import { filled, valuesOf, type Environment } from '../../adapters/template.js';
import type { AskContext, ModelUsage } from '../../model/ports.js';
import type { Query } from '../../model/query.js';
import type { openaiFields } from './openai-fields.js';

/** What tokens cost, per million, in whichever currency. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** About as many tokens as a text has, by OpenAI's rule of thumb for English: four characters each. */
export function estimatedTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The usage with what it costs, where there is a price. */
export function priced(usage: ModelUsage, price: Price | undefined): ModelUsage {
  if (price === undefined) return usage;
  return { ...usage, cost: (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6 };
}

type Fields = { readonly [K in keyof typeof openaiFields]: z.output<(typeof openaiFields)[K]> };

/** What a scenario says of its model server; every default is filled in. */
export type ModelServer = Omit<Fields, 'apiKey' | 'fallbackModel' | 'price'> &
  Partial<Pick<Fields, 'apiKey' | 'fallbackModel' | 'price'>>;

/** One message of a chat. */
export interface Message {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/**
 * The messages of a request: who the model is to be, and the question with what the source answered. A payload that is
 * no text is JSON.
 */
export function messagesOf(
  { system, prompt }: Pick<ModelServer, 'system' | 'prompt'>,
  query: Query,
  context: AskContext,
  env: Environment,
): Message[] {
  const { payload } = context;
  const values = {
    ...valuesOf(query, context),
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  };
  const user: Message = { role: 'user', content: filled(prompt, values, env) };
  return system === '' ? [user] : [{ role: 'system', content: filled(system, values, env) }, user];
}

/** The body of a request to `/chat/completions`, as OpenAI's API reference has it. */
export function requestBody(server: ModelServer, model: string, messages: readonly Message[]): Record<string, unknown> {
  const { maxTokens, tokenLimit, temperature, stream } = server;
  return {
    model,
    messages,
    [tokenLimit]: maxTokens,
    ...(temperature !== null && { temperature }),
    stream,
    ...(stream && { stream_options: { include_usage: true } }),
  };
}
