import { Chalk } from 'chalk';
import type { Style } from '../render/style.js';

type Level = 0 | 1 | 2 | 3;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A stream's colours, decided here and nowhere else: `--no-color`, then FORCE_COLOR, then NO_COLOR, then whether it is
 * a terminal.
 */
export function colorLevel(stream: { isTTY?: boolean }, wanted: boolean, env: Environment = process.env): Level {
  if (!wanted) return 0;
  const force = env['FORCE_COLOR'];
  if (force !== undefined)
    return force === 'false'
      ? 0
      : force === '' || force === 'true'
        ? 1
        : (Math.min(3, Math.max(0, Math.trunc(Number(force) || 0))) as Level);
  if ((env['NO_COLOR'] ?? '') !== '') return 0;
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return 0;
  return 1;
}

/** Whether lines can be drawn over. What a CI service shows is kept as it was written, terminal or not. */
export function canRedraw(stream: { isTTY?: boolean; columns?: number }, env: Environment = process.env): boolean {
  return stream.isTTY === true && (stream.columns ?? 0) > 0 && env['TERM'] !== 'dumb' && !isCi(env);
}

/** Whether a CI service runs this: `CI` is set, and to something else than `false` or `0`. */
function isCi({ CI = '' }: Environment): boolean {
  return !['', '0', 'false'].includes(CI.trim().toLowerCase());
}

const narrowest = 60;
const widest = 160;

/** How text for a stream looks. Without a size, as in a pipe, it is 80 columns wide. */
export function styleFor(stream: { isTTY?: boolean; columns?: number }, color: boolean): Style {
  const columns = stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80;
  return {
    width: Math.min(widest, Math.max(narrowest, columns)),
    paint: new Chalk({ level: colorLevel(stream, color) }),
  };
}

/** Writes a warning or a note as a line of standard error. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
