import { sum } from './descriptive.js';

function density(z: number): number {
  return Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Φ, the standard normal distribution: the probability of a value of at most `z`. Within 1e-12 of its value, far into
 * the lower tail. Abramowitz and Stegun, 1964: the power series 26.2.11 up to three deviations from the mean, the
 * continued fraction 26.2.14 from there on, where it converges.
 */
export function normalCdf(z: number): number {
  if (z > 3) return 1 - normalCdf(-z);
  if (z < -3) return tailBelow(z);
  let term = z;
  let total = z;
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (z * z) / odd;
    total += term;
  }
  return 0.5 + density(z) * total;
}

function tailBelow(z: number): number {
  let fraction = -z;
  for (let depth = 100; depth > 0; depth--) fraction = depth / fraction - z;
  return density(z) / fraction;
}

/**
 * Φ⁻¹: the value that a standard normal one stays below with probability `p`; −∞ at 0, ∞ at 1, NaN outside. Abramowitz
 * and Stegun's rational guess 26.2.23 is within 4.5e-4; each of Halley's steps about triples its correct digits.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  const t = Math.sqrt(-2 * Math.log(p));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 2; step++) {
    const off = (normalCdf(z) - p) / density(z);
    z -= off / (1 + (z * off) / 2);
  }
  return z;
}

/**
 * Up to so many pairs of a value with a value, the distribution of U is counted, in some 10 ms; beyond, it is taken to
 * be normal.
 */
export const countedPairs = 2500;

/**
 * In how many ways `n` values can be chosen from pooled ones so that twice their U is the index: the exact distribution
 * of Mann and Whitney's U where all were drawn alike. `ties` holds how many of the pooled values are equal, from the
 * lowest value to the highest (all 1 without ties); their pairs count half, which is why U stands doubled, as an
 * integer.
 *
 * The counts are built up one tied group after the other: choosing c from t equal values, b of those below not having
 * been chosen, can be done in C(t, c) ways and adds c·b + c·(t − c)/2 to U. Takes time in the square of the pairs.
 */
export function waysToTwiceU(ties: readonly number[], n: number): Float64Array {
  const others = sum(ties) - n;
  const ways = Array.from({ length: n + 1 }, (_, chosen) => new Float64Array(2 * chosen * others + 1));
  ways[0]![0] = 1;
  let below = 0;
  for (const tied of ties) {
    const seen = below + tied;
    // From many to few, so that the counts before this group are still there to be read; choosing none leaves them.
    for (let chosen = Math.min(n, seen); chosen >= Math.max(0, seen - others); chosen--) {
      let choices = 1;
      for (let c = 1; c <= Math.min(tied, chosen); c++) {
        choices = (choices * (tied - c + 1)) / c;
        const left = below - (chosen - c);
        if (left >= 0)
          addShifted(ways[chosen]!, ways[chosen - c]!, 2 * (chosen - c) * left, choices, c * (2 * left + tied - c));
      }
    }
    below = seen;
  }
  return ways[n]!;
}

function addShifted(to: Float64Array, from: Float64Array, last: number, times: number, shift: number): void {
  for (let i = 0; i <= last; i++) to[i + shift]! += times * from[i]!;
}

/** The standard deviation of U, lessened by ties (Lehmann, "Nonparametrics", 1975, chapter 1). */
export function deviationOfU(n: number, m: number, ties: readonly number[]): number {
  const all = n + m;
  const tied = sum(ties.map((t) => t ** 3 - t));
  return Math.sqrt(((n * m) / 12) * (all + 1 - tied / (all * (all - 1))));
}
