import { useEffect, useState } from 'react';

/** The playback of a run. */
export interface Playback {
  /** Milliseconds of the run. */
  readonly atMs: number;
  readonly playing: boolean;
  readonly toggle: () => void;
  readonly replay: () => void;
}

/** The most that a frame advances the playback, in milliseconds on the screen: the page may have been hidden before. */
const longestFrame = 100;

/**
 * Plays `durationMs` of a run, `pace` of them a millisecond. With the system setting for reduced motion it starts at
 * the end.
 */
export function usePlayback(durationMs: number, pace: number): Playback {
  const [calm] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [atMs, setAtMs] = useState(calm ? durationMs : 0);
  const [wanted, setWanted] = useState(!calm);
  const over = atMs >= durationMs;
  const playing = wanted && !over;
  useEffect(() => {
    if (!playing) return undefined;
    let before: number | undefined;
    let frame = requestAnimationFrame(function draw(now) {
      const step = Math.min(longestFrame, now - (before ?? now)) * pace;
      before = now;
      setAtMs((at) => Math.min(durationMs, at + step));
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, durationMs, pace]);
  const replay = (): void => {
    setAtMs(0);
    setWanted(true);
  };
  return { atMs, playing, toggle: () => (over ? replay() : setWanted(!playing)), replay };
}
