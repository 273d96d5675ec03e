import type { ModelUsage } from '../../model/ports.js';

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
