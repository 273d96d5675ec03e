import type { Text } from './text.js';

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
