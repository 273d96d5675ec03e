/**
 * How many values fall into each of so many bins between the smallest and the largest, and where the bins' middles are.
 */
export function binned(
  sorted: readonly number[],
  bins: number,
): { readonly middles: number[]; readonly counts: number[] } {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const width = (most - least) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) counts[Math.min(bins - 1, Math.floor((value - least) / width))]! += 1;
  return { middles: counts.map((_, i) => least + (i + 0.5) * width), counts };
}

/** The shares of each sample that are at most x, at every x of any sample. */
export function cumulative(samples: readonly (readonly number[])[]): {
  readonly xs: number[];
  readonly shares: number[][];
} {
  const xs = [...new Set(samples.flat())].toSorted((a, b) => a - b);
  const shares = samples.map((sample) => {
    const sorted = sample.toSorted((a, b) => a - b);
    let below = 0;
    return xs.map((x) => {
      while (below < sorted.length && sorted[below]! <= x) below++;
      return below / sorted.length;
    });
  });
  return { xs, shares };
}
