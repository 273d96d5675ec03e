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
