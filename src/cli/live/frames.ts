import { realClock } from '../../time/real.js';

/** Milliseconds from one frame to the next: ten a second, as often as the tenths of a second in a title change. */
const frameEveryMs = 100;

/** Frames that take more than 1 % of that time are drawn less often, but at least every half second. */
const [pauseFactor, longestPauseMs] = [100, 500];

/** A frame takes as long as the fastest of the last ones: slower ones were preempted. */
const framesLookedAt = 5;

/** Calls `draw` repeatedly, the first time at once, until it returns false. The returned function stops it. */
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
