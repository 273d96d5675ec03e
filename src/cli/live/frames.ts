import { realClock } from '../../time/real.js';

/** Milliseconds from one frame to the next: ten a second, as often as the tenths of a second in a title change. */
const frameEveryMs = 100;

/**
 * What takes so long to draw that this would be over 1 % of the time is drawn less often, but every half second all the
 * same.
 */
const [pauseFactor, longestPauseMs] = [100, 500];

/**
 * So many frames are looked at for what one takes: the quickest of them, for others were held up by whoever else wants
 * a core.
 */
const framesLookedAt = 5;

/** Draws now and then again while `draw` says that there is more to come. Returns what ends it. */
export function frames(draw: () => boolean): () => void {
  const tookMs: number[] = [];
  let timer = realClock.after(0, step);
  function step(): void {
    const beganMs = realClock.now();
    if (!draw()) return;
    tookMs.push(realClock.now() - beganMs);
    if (tookMs.length > framesLookedAt) tookMs.shift();
    timer = realClock.after(Math.min(longestPauseMs, Math.max(frameEveryMs, pauseFactor * Math.min(...tookMs))), step);
  }
  return () => {
    timer.cancel();
  };
}
