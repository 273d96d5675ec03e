import { clip } from '../lib/text.js';
import type { Json } from '../model/json.js';
import type { Inference } from '../model/ports.js';
import { embed } from './embedding.js';
import { createForward, dimensions, forwardPass, windowTokens } from './forward.js';
import { keyPhrases } from './key-phrases.js';
import { readText, stopWords, tokenise } from './text.js';
import type { Sentence, Text } from './text.js';

const rankedLimit = 10;
const sentenceLength = 280;
const summaryLength = 320;
const questionLength = 2_048;
/** A stop word says little about a sentence, but in a sentence of nothing else it is all there is. */
const fillerWeight = 1;
const wordWeight = 8;

/** A text that has been analysed, and lies ready to be worked on again. */
export interface Prepared {
  readonly inference: Inference;
  /** Repeats the forward pass over the text's first window. One unit is one pass. Returns a digest, the same after every pass. */
  forward(units: number): number;
}

/** The work of an inference. One per thread: its buffers are allocated once and used for every text. */
export interface Kernel {
  prepare(question: string, payload: Json): Prepared;
}

/** What the payload says about the question. Depends on nothing but the two, on any machine. */
export function analyse(question: string, payload: Json): Inference {
  return createKernel().prepare(question, payload).inference;
}

export function createKernel(): Kernel {
  const { vectors, mixed, output, weights } = createForward();

  /** Runs the pass over all the tokens, window by window, and hands on each token's vector. A window that is not full repeats its tokens. */
  function encode(tokens: readonly string[], visit: (index: number, vector: Int32Array) => void): void {
    for (let start = 0; start < tokens.length; start += windowTokens) {
      load(tokens.slice(start, start + windowTokens));
      forwardPass(vectors, mixed, output, weights);
      const filled = Math.min(windowTokens, tokens.length - start);
      for (let i = 0; i < filled; i++) visit(start + i, output.subarray(i * dimensions, (i + 1) * dimensions));
    }
  }

  function load(tokens: readonly string[]): void {
    for (let i = 0; i < windowTokens; i++) embed(tokens[i % tokens.length] ?? '', vectors, i * dimensions);
  }

  function meaning(sentences: readonly Sentence[], isFiller: (token: string) => boolean): Float64Array[] {
    const tokens = sentences.flatMap((sentence) => sentence.tokens);
    const owner = sentences.flatMap((sentence, index) => sentence.tokens.map(() => index));
    const sums = sentences.map(() => new Float64Array(dimensions));
    encode(tokens, (index, vector) => {
      const weight = isFiller(tokens[index] as string) ? fillerWeight : wordWeight;
      const sum = sums[owner[index] as number] as Float64Array;
      for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
    });
    return sums;
  }

  return {
    prepare(question, payload) {
      const text = readText(payload);
      const asked = tokenise(question.slice(0, questionLength));
      const [target] = meaning([{ text: question, tokens: asked }], (token) => stopWords.has(token));
      const similarities = meaning(text.sentences, text.isFiller).map((vector) => cosine(vector, target as Float64Array));
      const inference = conclude(text, similarities);
      load(text.sentences.flatMap((sentence) => sentence.tokens).slice(0, windowTokens));
      return {
        inference,
        forward(units) {
          let digest = 0;
          for (let i = 0; i < units; i++) digest = forwardPass(vectors, mixed, output, weights);
          return digest;
        },
      };
    },
  };
}

function conclude(text: Text, similarities: readonly number[]): Inference {
  const ranked = text.sentences
    .map((sentence, index) => ({ index, text: clip(sentence.text, sentenceLength), similarity: similarities[index] as number }))
    .toSorted((a, b) => b.similarity - a.similarity);
  const tokens = text.sentences.flatMap((sentence) => sentence.tokens);
  return {
    summary: summarise(ranked),
    keyPhrases: keyPhrases(text),
    rankedSentences: ranked.slice(0, rankedLimit).map(({ text: sentence, similarity }) => ({ text: sentence, similarity })),
    tokens: { total: tokens.length, distinct: new Set(tokens).size, sentences: text.sentences.length },
  };
}

/** The best sentence and, where there is room for it, the next best, in the text's order. */
function summarise(ranked: readonly { index: number; text: string }[]): string {
  const best = ranked.slice(0, 2).toSorted((a, b) => a.index - b.index);
  const both = best.map((sentence) => sentence.text).join(' ');
  return both.length <= summaryLength ? both : (ranked[0]?.text ?? '');
}

/** From -1 to 1, to four decimals; 0 where one of the two is empty. */
function cosine(a: Float64Array, b: Float64Array): number {
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < dimensions; i++) {
    dot += (a[i] as number) * (b[i] as number);
    squareA += (a[i] as number) ** 2;
    squareB += (b[i] as number) ** 2;
  }
  if (squareA === 0 || squareB === 0) return 0;
  return Math.round((dot / Math.sqrt(squareA * squareB)) * 10_000) / 10_000 + 0;
}
