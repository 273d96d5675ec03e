import { formatDuration } from '../../lib/duration.js';

/** The milliseconds of a guess that was typed in units of `unitMs`; undefined for what is no duration. */
export function guessIn(text: string, unitMs: number): number | undefined {
  const figure = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(figure) || figure < 0 || figure * unitMs > 1e9
    ? undefined
    : figure * unitMs;
}

/** How near a guess came, in words. */
export function verdict(guessMs: number, truthMs: number): string {
  const off = guessMs - truthMs;
  const share = truthMs === 0 ? 0 : Math.abs(off) / truthMs;
  const percent = Math.round(share * 100);
  const said = `You said ${formatDuration(guessMs)}; it took ${formatDuration(truthMs)}`;
  if (share < 0.005) return `${said}. Exactly right!`;
  const by = `${formatDuration(Math.abs(off))} too ${off > 0 ? 'long' : 'short'} (${percent} %)`;
  if (share <= 0.05) return `${said}: ${by}. Very close!`;
  if (share <= 0.15) return `${said}: ${by}. Not far off.`;
  return `${said}: ${by}. A surprise! Look where the time goes.`;
}
