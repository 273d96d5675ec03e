import type { Json } from '../../model/json.js';
import type { Inference } from '../../model/ports.js';
import { conclude, cosine } from '../conclude.js';
import { embed, createForward, dimensions, forwardPass, windowTokens } from './forward.js';
import { readText, stopWords, tokenise, type Sentence } from './text.js';

const questionLength = 2_048;
/** A stop word says little about a sentence, but in a sentence of nothing else it is all there is. */
const fillerWeight = 1;
const wordWeight = 8;

/** A text that has been analysed, and lies ready to be worked on again. */
export interface Prepared {
  readonly inference: Inference;
  /**
   * Repeats the forward pass over the text's first window. One unit is one pass. Returns a digest, the same after every
   * pass.
   */
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

  /**
   * Runs the pass over all the tokens, window by window, and hands on each token's vector. A window that is not full
   * repeats its tokens.
   */
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
      const similarities = meaning(text.sentences, text.isFiller).map((vector) =>
        cosine(vector, target as Float64Array),
      );
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
