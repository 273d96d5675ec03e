import { errorSentence } from '../../../render/what-if/figures.js';
import { unchangedOf } from '../../../experiments/what-if/what-if.js';
import type { Replayable, Replayed } from './replays.js';

/** How near the replay comes to what was measured while nothing is changed, and of how many runs. */
export function Prediction({ of: { runs, recorded }, replayed: { outcomes } }: { of: Replayable; replayed: Replayed }) {
  const found = { runs: outcomes.makespansMs.length, ofRuns: runs.length, unchanged: unchangedOf(outcomes, { runs }) };
  return <p className="note">{errorSentence(found, recorded.clock)}</p>;
}
