import type { Json } from '../../model/json.js';
import { flatten } from './flatten.js';

const limit = 5;

/**
 * What the text says most often: words, and pairs of neighbours that occur more than once. Fillers and bare numbers are
 * left out. A pair counts double, as it says more than its words, which it then replaces. Ties go to what came first.
 */
export function keyPhrases(text: Text): string[] {
  const scores = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const { tokens } of text.sentences) {
    let previous: string | undefined;
    for (const token of tokens) {
      const word = isTelling(token, text) ? token : undefined;
      if (word !== undefined) count(scores, word);
      if (word !== undefined && previous !== undefined && word !== previous) count(pairs, `${previous} ${word}`);
      previous = word;
    }
  }
  for (const [pair, times] of pairs) if (times > 1) scores.set(pair, 2 * times);

  const chosen: string[] = [];
  for (const [phrase] of [...scores].toSorted((a, b) => b[1] - a[1])) {
    if (chosen.length === limit) break;
    if (!chosen.some((earlier) => ` ${earlier} `.includes(` ${phrase} `))) chosen.push(phrase);
  }
  return chosen;
}

function isTelling(token: string, text: Text): boolean {
  return !text.isFiller(token) && !/^\p{N}+$/u.test(token) && (token.length > 1 || token > '\u2fff');
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How many tokens of a text are analysed, and how long one may be. The rest is not read, and not counted. */
export const maxTokens = 4_096;
const maxTokenLength = 48;

export interface Sentence {
  readonly text: string;
  readonly tokens: readonly string[];
}

export interface Text {
  readonly sentences: readonly Sentence[];
  /** Tokens that say little about what a text is about: stop words, and names of the payload's fields. */
  isFiller(token: string): boolean;
}

/** Splits a payload into sentences and tokens, at most `maxTokens` of them. A sentence without a word is none. */
export function readText(payload: Json): Text {
  const { passages, keys } = flatten(payload);
  const fields = new Set([...keys].flatMap((key) => tokenise(splitCamelCase(key))));
  const sentences: Sentence[] = [];
  let room = maxTokens;
  for (const passage of passages) {
    for (const text of splitSentences(passage)) {
      const tokens = tokenise(text).slice(0, room);
      room -= tokens.length;
      if (tokens.length > 0) sentences.push({ text, tokens });
    }
  }
  return { sentences, isFiller: (token) => stopWords.has(token) || fields.has(token) };
}

/** Words and numbers in lower case. Scripts that are written without spaces give a token per character. */
export function tokenise(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(token) ?? [];
  return words.map((word) => word.slice(0, maxTokenLength));
}

const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}]+)?/gu;

function splitSentences(passage: string): string[] {
  return passage
    .split(/(?<=[.!?…]["')\]]?)\s+|(?<=[。！？])|[\r\n]+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function splitCamelCase(key: string): string {
  return key.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll('_', ' ');
}

export const stopWords: ReadonlySet<string> = new Set(
  `a about after all also an and any are as at be because been but by can could did do does for from had has have he
  her him his how i if in into is it its just me more most my no not of on one only or other our out over she should so
  some than that the their them then there these they this to up us was we were what when where which while who why will
  with would you your true false null`.split(/\s+/u),
);
