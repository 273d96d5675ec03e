import { useEffect, useState } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { printable } from '../../../lib/text.js';
import { Scope } from '../../../model/scope.js';
import type { Change } from '../../../experiments/what-if/change.js';
import { replayed, type Replayable, type Replayed } from './replays.js';

/** What replays came to: the last that ended, for the changes that it was made with. */
export interface Replays {
  readonly changes: readonly Change[];
  readonly modes: ReadonlyMap<ModeName, Replayed>;
  /** Whether nobody has moved anything for a while: time for what takes longer to find out or to say. */
  readonly settled: boolean;
}

const outdated = new Error('there are newer changes');

/** After so many milliseconds without a move a hand rests. */
const restMs = 300;

/**
 * Replays every mode with the changes, once a frame at most. A newer replay aborts an older one, whose answer never
 * comes after. `problem` says why there is none.
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

/** Comes with the first frame that is drawn so many milliseconds after the next one. */
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
