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

/** The fixed shape of the forward pass: a window of tokens, each a vector, mixed by square blocks ("heads"). */
export const windowTokens = 16;
export const dimensions = 64;
const headSize = 16;
const size = windowTokens * dimensions;

/**
 * Buffers of the forward pass, in fixed point: the window's vectors, the same mixed with their context, the result, the
 * weights.
 */
export interface Forward {
  readonly vectors: Int32Array;
  readonly mixed: Int32Array;
  readonly output: Int32Array;
  readonly weights: Int32Array;
}

/**
 * All in one block of memory, so that the arrays lie at the same distance from each other in every process:
 * otherwise which of them share cache sets, and with it the speed, would be the allocator's choice.
 */
export function createForward(): Forward {
  const block = new ArrayBuffer(4 * (3 * size + dimensions * headSize));
  const weights = new Int32Array(block, 12 * size, dimensions * headSize);
  for (let i = 0; i < weights.length; i++) weights[i] = scramble(i + 1) >> 24;
  return {
    vectors: new Int32Array(block, 0, size),
    mixed: new Int32Array(block, 4 * size, size),
    output: new Int32Array(block, 8 * size, size),
    weights,
  };
}

/**
 * One forward pass over the window, and the unit of work: every vector takes in its neighbours, then each head
 * multiplies it by its matrix and adds the product. Returns a digest of every product. The cost does not depend on what
 * the vectors hold.
 *
 * The digest is one chain in which each step waits for the last, and it is long on purpose: the chain, not the number
 * of instructions in flight, sets the pace. A core that runs two hardware threads, and on whose other one a stranger's
 * virtual machine may be at work, shares its execution units but leaves latencies alone. CPU time of 32 ms of passes,
 * medians of six fresh processes: plain integer products 45 to 67 and, less unrolled, 55 to 99 µs a pass; this chain 89
 * to 93.
 */
export function forwardPass(vectors: Int32Array, mixed: Int32Array, output: Int32Array, weights: Int32Array): number {
  for (let i = 0; i < size; i++) {
    const before = vectors[(i - dimensions) & (size - 1)] as number;
    const after = vectors[(i + dimensions) & (size - 1)] as number;
    mixed[i] = (Math.imul(vectors[i] as number, 6) + before + after) >> 3;
  }
  let digest = 0;
  for (let row = 0; row < size; row += dimensions) {
    for (let column = 0; column < dimensions; column++) {
      const head = row + (column & -headSize);
      const block = column * headSize;
      let sum = 0;
      for (let k = 0; k < headSize; k++) {
        const product = Math.imul(mixed[head + k] as number, weights[block + k] as number);
        sum = (sum + product) | 0;
        digest = Math.imul(digest ^ product, 0x2c1b3c6d);
        digest = Math.imul(digest ^ (digest >>> 15), 0x297a2d39);
        digest = Math.imul(digest ^ (digest >>> 13), 0x85ebca6b);
        digest = Math.imul(digest ^ (digest >>> 16), 0xc2b2ae35);
      }
      output[row + column] = (mixed[row + column] as number) + (sum >> 9);
    }
  }
  return digest;
}

/** 32 pseudo-random bits for a number: the finaliser of MurmurHash3 after a step of the golden ratio. */
export function scramble(value: number): number {
  let x = Math.imul(value, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
