const unitMs: Record<string, number> = { us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
const part = /\s*(\d+(?:\.\d+)?|\.\d+)\s*(us|µs|ms|s|min|m|h)/y;

/** The longest duration that is taken seriously: a day, well below the 24.8 days at which Node's timers overflow. */
export const maxDurationMs = 86_400_000;

/**
 * Milliseconds of a duration as people write it: `1500ms`, `1.5s`, `2m`, `1m 30s`, or a bare number of milliseconds.
 * Undefined for anything else, negative and endless ones included.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^(\d+(\.\d*)?|\.\d+)$/.test(trimmed)) return Number(trimmed);
  let total = 0;
  let at = 0;
  while (at < trimmed.length) {
    part.lastIndex = at;
    const match = part.exec(trimmed);
    if (match === null) return undefined;
    total += Number(match[1]) * unitMs[match[2]!]!;
    at = part.lastIndex;
  }
  return at > 0 ? Number(total.toFixed(6)) : undefined;
}

/** A duration for reading: `5.51 s`, `0.25 s`, `40 ms`, `1.2 ms`, `20 m 05 s`, `120 h 05 m`, `250 d`. */
export function formatDuration(ms: number): string {
  const magnitude = Math.abs(ms);
  if (magnitude === 0) return '0 s';
  if (magnitude < 10) return `${Number(ms.toFixed(2))} ms`;
  if (magnitude < 99.5) return `${Math.round(ms)} ms`;
  if (magnitude < 99_995) return `${(ms / 1000).toFixed(2)} s`;
  if (magnitude < 999_950) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 0 ? '-' : ''}${longDuration(Math.round(magnitude / 1000))}`;
}

/**
 * A duration for comparing with another: as `formatDuration`, but below a second with three digits, as `103 ms` or
 * `40.4 ms`.
 */
export function preciseDuration(ms: number): string {
  const magnitude = Math.abs(ms);
  return magnitude >= 10 && magnitude < 999.5 ? `${Number(ms.toPrecision(3))} ms` : formatDuration(ms);
}

/**
 * Minutes and seconds, from 100 hours hours and minutes, from 100 days days: never wider than a column has room for.
 */
function longDuration(wholeSeconds: number): string {
  const minutes = Math.floor(wholeSeconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 100) return `${minutes} m ${String(wholeSeconds % 60).padStart(2, '0')} s`;
  return hours < 2400 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} m` : `${Math.floor(hours / 24)} d`;
}

/** Seconds with two decimals and no unit, for rows of figures that share one. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/**
 * Rounded to the nanosecond, the resolution of the clocks: hides what adding floating-point milliseconds leaves behind.
 */
export function toNanosecond(ms: number): number {
  return Math.round(ms * 1e6) / 1e6;
}
