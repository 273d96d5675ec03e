/** Deeper data is refused: what walks through it later calls itself once a level. Far above what people write. */
export const maxLevels = 100;

/**
 * Whether lists and objects lie in each other more than so many levels deep. Does not call itself, so no depth is too
 * much for it.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  const left: [value: unknown, level: number][] = [[value, 0]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [at, level] = next;
    if (typeof at !== 'object' || at === null) continue;
    if (level === levels) return true;
    for (const inner of Object.values(at))
      if (typeof inner === 'object' && inner !== null) left.push([inner, level + 1]);
  }
  return false;
}
