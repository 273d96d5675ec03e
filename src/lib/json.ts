import { clip } from './text.js';

/**
 * A value as JSON, cut to so many characters, for a message that says what was refused. Only the beginning of a large
 * one is looked at. Of fields that `hides` admits only the names are shown.
 */
export function inJson(value: unknown, length: number, hides: (field: string) => boolean = () => false): string {
  let left = 4 * length;
  const text = JSON.stringify(value, (field, inner: unknown) => {
    if (left-- <= 0) return undefined;
    if (hides(field)) return '…';
    if (typeof inner === 'string') return inner.slice(0, 2 * length);
    return Array.isArray(inner) ? inner.slice(0, length) : inner;
  }) as string | undefined;
  return clip((text ?? String(value)).slice(0, 4 * length), length);
}

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
