/**
 * Randomness by name: what is drawn depends on the seed and on what it is drawn for, never on what was drawn before.
 * So two modes that fetch the same source in a different order meet the same latencies, and a run repeats exactly.
 */
export type Random = () => number;

/** A stream of numbers in [0, 1) that belongs to these keys alone. */
export function random(seed: number, ...keys: readonly (string | number)[]): Random {
  let state = mix(Math.imul(seed | 0, 0x9e3779b1) ^ Math.floor(seed / 2 ** 32));
  for (const key of keys) state = mix(state ^ hash(String(key)));
  return () => {
    // splitmix32: Guy Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014, with a 32-bit state.
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** A draw from the standard normal distribution, by the Box–Muller transform. */
export function standardNormal(draw: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw()));
  return radius * Math.cos(2 * Math.PI * draw());
}

/** 32-bit FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** The finaliser of MurmurHash3: every bit of the input moves about half of the output's. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
