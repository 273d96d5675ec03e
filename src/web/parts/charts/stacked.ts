/** Each line on top of those before it. */
export function stacked(lines: readonly (readonly (number | null)[])[]): number[][] {
  const sums: number[][] = [];
  for (const line of lines) sums.push(line.map((value, i) => (value ?? 0) + (sums.at(-1)?.[i] ?? 0)));
  return sums;
}
