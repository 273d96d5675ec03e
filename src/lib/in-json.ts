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
