import leven from 'leven';

/** `; did you mean 'weather'?` where one of the names is near to what was written, else the names themselves. */
export function suggestion(written: string, names: readonly string[]): string {
  const [best] = names.map((name) => ({ name, distance: leven(written.toLowerCase(), name.toLowerCase()) })).toSorted((a, b) => a.distance - b.distance);
  if (best !== undefined && best.distance <= Math.max(2, best.name.length / 3)) return `; did you mean '${best.name}'?`;
  const shown = names.slice(0, 12).join(', ');
  return `; there is ${shown}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
}
