import { dimensions, scramble } from '../kernel/forward.js';

/** What the word itself weighs in its vector, and what its letter trigrams share among them. */
const wordWeight = 48;
const trigramWeight = 96;

/**
 * Adds a token's vector to `target` at `offset`: a pseudo-random vector of the word, and one of each of its trigrams,
 * so that "sun" and "sunny" are alike. After Bojanowski et al., "Enriching Word Vectors with Subword Information",
 * 2017, with hashes in place of training.
 */
export function embed(token: string, target: Int32Array, offset: number): void {
  target.fill(0, offset, offset + dimensions);
  addSigns(hash(token, 0, token.length), wordWeight, target, offset);
  const marked = `<${token}>`;
  const trigrams = marked.length - 2;
  const weight = Math.max(1, Math.round(trigramWeight / (trigrams + 1)));
  for (let i = 0; i < trigrams; i++) addSigns(hash(marked, i, i + 3), weight, target, offset);
}

function addSigns(seed: number, weight: number, target: Int32Array, offset: number): void {
  for (let i = 0; i < dimensions; i += 32) {
    const bits = scramble(seed + i);
    for (let bit = 0; bit < 32; bit++) {
      const at = offset + i + bit;
      target[at] = (target[at] as number) + ((bits >>> bit) & 1 ? weight : -weight);
    }
  }
}

/** 32-bit FNV-1a over the UTF-16 code units from `start` to before `end`. */
function hash(text: string, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}
