import leven from 'leven';

/** So many names are listed, and one more rather than `and 1 more`. */
const maxShown = 12;
/** Looked at of what was written; no name is longer. */
const maxWritten = 1000;

/** `; did you mean 'weather'?` where one of the names is near to what was written, else the names themselves. */
export function suggestion(written: string, names: readonly string[]): string {
  const near = written.slice(0, maxWritten).toLowerCase();
  const [best] = names
    .map((name) => ({ name, distance: leven(near, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (best !== undefined && best.distance <= Math.max(2, best.name.length / 3)) return `; did you mean '${best.name}'?`;
  if (names.length <= maxShown + 1) return `; there is ${names.join(', ')}`;
  return `; there is ${names.slice(0, maxShown).join(', ')} and ${names.length - maxShown} more`;
}
