import { maxDurationMs, parseDuration } from './duration.js';

/** A source that is slower by more than this does not answer at all: that is `hang`. */
export const maxFactor = 1000;

/** Milliseconds of an argument, at most a day; undefined if it is no duration. */
export function durationOf(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms === undefined || ms > maxDurationMs ? undefined : ms;
}

/** As `durationOf`, above zero. */
export function positiveDurationOf(text: string): number | undefined {
  const ms = durationOf(text);
  return ms === 0 ? undefined : ms;
}

/** The factor in `3x`, from 1 to 1000; undefined if the argument is none. */
export function factorOf(text: string): number | undefined {
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  return factor !== undefined && Number(factor) >= 1 && Number(factor) <= maxFactor ? Number(factor) : undefined;
}

/** A number from 0 to 1; undefined if the argument is none. */
export function shareOf(text: string): number | undefined {
  const share = text.trim() === '' ? Number.NaN : Number(text);
  return share >= 0 && share <= 1 ? share : undefined;
}

/** Both sides of a separator; the second is undefined where there is no separator. */
export function pairOf(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/**
 * How a kind is written with its argument, which stands in brackets where it may be left out: `slow:DURATION`,
 * `stale[:AGE]`, `hang`.
 */
export function written(kind: string, { argument }: { readonly argument: string }): string {
  if (argument === '') return kind;
  return argument.startsWith('[') ? `${kind}[:${argument.slice(1)}` : `${kind}:${argument}`;
}
