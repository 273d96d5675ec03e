import { useEffect, useState } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { printable } from '../../../lib/text.js';
import { Scope } from '../../../model/scope.js';
import type { Change } from '../../../experiments/what-if/change.js';
import { replayed, type Replayable, type Replayed } from './replays.js';

/** The last replay that has ended, and its changes. */
export interface Replays {
  readonly changes: readonly Change[];
  readonly modes: ReadonlyMap<ModeName, Replayed>;
  /** Whether sliders rest, so that there is time for resampling and for a screen reader. */
  readonly settled: boolean;
}

const outdated = new Error('there are newer changes');

/** Sliders rest after this time without a move, in milliseconds. */
const restMs = 300;

/**
 * Replays every mode with the changes, at most once a frame. A newer replay aborts an older one. `problem` is the
 * reason why there is no replay.
 */
export function useReplays(
  of: readonly Replayable[],
  changes: readonly Change[],
): { readonly latest: Replays | undefined; readonly problem: string | undefined } {
  const [latest, setLatest] = useState<Replays>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const scope = new Scope();
    const answer = async (): Promise<void> => {
      await frameAfter(0);
      if (scope.reason !== undefined) return;
      const modes = await replayed(of, changes, scope);
      if (modes === undefined) return;
      setLatest({ changes, modes, settled: false });
      setProblem(undefined);
      await frameAfter(restMs);
      if (scope.reason === undefined) setLatest({ changes, modes, settled: true });
    };
    answer().catch((thrown: unknown) => {
      if (scope.reason === undefined) setProblem(printable(thrown instanceof Error ? thrown.message : String(thrown)));
    });
    return () => scope.abort(outdated);
  }, [of, changes]);
  return { latest, problem };
}

/** Resolves with the first frame that is drawn at least `ms` after the next one. */
function frameAfter(ms: number): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    requestAnimationFrame(function wait(now) {
      first ??= now;
      if (now - first >= ms) resolve();
      else requestAnimationFrame(wait);
    });
  });
}
