/**
 * Adjusts the p-values of several tests so that all that stay at or below alpha may be believed together: the chance of
 * even one false alarm among them is at most alpha, however the tests depend on each other. In the order given.
 * S. Holm, "A simple sequentially rejective multiple test procedure", 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 1);
  const rising = [...pValues.entries()].toSorted(([, a], [, b]) => a - b);
  let reached = 0;
  for (const [rank, [index, p]] of rising.entries()) {
    reached = Math.max(reached, Math.min(1, (pValues.length - rank) * p));
    adjusted[index] = reached;
  }
  return adjusted;
}
