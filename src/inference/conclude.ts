import { clip } from '../lib/text.js';
import type { Inference } from '../model/ports.js';
import { keyPhrases, type Text } from './kernel/text.js';

const rankedLimit = 10;
const sentenceLength = 280;
const summaryLength = 320;

/** What a text says about a question, from how similar each of its sentences is to it. */
export function conclude(text: Text, similarities: readonly number[]): Inference {
  const ranked = text.sentences
    .map((sentence, index) => ({
      index,
      text: clip(sentence.text, sentenceLength),
      similarity: similarities[index] as number,
    }))
    .toSorted((a, b) => b.similarity - a.similarity);
  const tokens = text.sentences.flatMap((sentence) => sentence.tokens);
  return {
    summary: summarise(ranked),
    keyPhrases: keyPhrases(text),
    rankedSentences: ranked
      .slice(0, rankedLimit)
      .map(({ text: sentence, similarity }) => ({ text: sentence, similarity })),
    tokens: { total: tokens.length, distinct: new Set(tokens).size, sentences: text.sentences.length },
  };
}

/** The best sentence and, where there is room for it, the next best, in the text's order. */
function summarise(ranked: readonly { index: number; text: string }[]): string {
  const best = ranked.slice(0, 2).toSorted((a, b) => a.index - b.index);
  const both = best.map((sentence) => sentence.text).join(' ');
  return both.length <= summaryLength ? both : (ranked[0]?.text ?? '');
}

/** Of two vectors of one length: from -1 to 1, to four decimals; 0 where one of the two is empty. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += (a[i] as number) * (b[i] as number);
    squareA += (a[i] as number) ** 2;
    squareB += (b[i] as number) ** 2;
  }
  if (squareA === 0 || squareB === 0) return 0;
  return Math.round((dot / Math.sqrt(squareA * squareB)) * 10_000) / 10_000 + 0;
}
