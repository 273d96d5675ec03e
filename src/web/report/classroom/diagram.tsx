import type { ModeName } from '../../../agent/modes.js';

/** The schedule of three sources in a mode: when each is fetched and inferred, in steps of no particular length. */
const arranged: Record<ModeName, readonly (readonly [fetchAt: number, inferAt: number])[]> = {
  sequential: [
    [0, 3],
    [1, 4],
    [2, 5],
  ],
  concurrent: [
    [0, 1.5],
    [0, 2.5],
    [0, 3.5],
  ],
  parallel: [
    [0, 3],
    [1, 3],
    [2, 3],
  ],
  hybrid: [
    [0, 0.7],
    [0, 1.1],
    [0, 1.5],
  ],
  'hybrid-barrier': [
    [0, 1.5],
    [0, 1.5],
    [0, 1.5],
  ],
};
/** The durations of the three fetches where they are concurrent. */
const lengths = [0.7, 1.1, 1.5];

/** A sketch of a mode's schedule, which does not give away the durations of the run. */
export function Diagram({ mode }: { mode: ModeName }) {
  const oneByOne = mode === 'sequential' || mode === 'parallel';
  return (
    <figure className="lesson-diagram" aria-label={`A sketch of ${mode}, not to scale`}>
      <svg viewBox="0 0 366 84" aria-hidden="true">
        {arranged[mode].map(([fetchAt, inferAt], i) => (
          // oxlint-disable-next-line react/no-array-index-key
          <g key={i} transform={`translate(2 ${i * 28})`}>
            <line x1="0" x2="362" y1="25" y2="25" />
            <rect
              className="sketch-fetch"
              x={fetchAt * 60}
              y="3"
              height="18"
              rx="4"
              width={60 * (oneByOne ? 1 : lengths[i]!) - 2}
            />
            <rect className="sketch-infer" x={inferAt * 60} y="3" height="18" rx="4" width="58" />
          </g>
        ))}
      </svg>
      <figcaption>
        <span className="sketch-key fetch">fetch</span> <span className="sketch-key infer">infer</span> · a sketch, not
        to scale
      </figcaption>
    </figure>
  );
}
