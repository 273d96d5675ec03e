import { shownWorkers, sourceNames, spansByLane } from '../../analysis/lanes.js';
import { rowsOf } from '../../analysis/rows.js';
import type { RunReport } from '../../results/documents/run.js';

type Span = RunReport['spans'][number];

/** A row of a trace on which spans either follow each other or lie within those that they are part of. */
export interface Track {
  readonly name: string;
  readonly spans: readonly Span[];
}

/**
 * The tracks of a run: the query's, the sources' in the scenario's order, the workers' by number. What overlaps, such
 * as a hedge copy of an attempt, has a track of its own: `weather (2)`.
 */
export function tracksOf({ spans }: RunReport, sources: readonly string[]): Track[] {
  const lanes = spansByLane(spans);
  const { shown: workers } = shownWorkers(lanes.workers.keys(), 0, Infinity);
  return [
    ...tracks('query', lanes.query),
    ...sourceNames(sources, lanes).flatMap((name) => tracks(name, lanes.sources.get(name))),
    ...workers.flatMap((name) => tracks(name, lanes.workers.get(name))),
  ];
}

function tracks(lane: string, spans: readonly Span[] = []): Track[] {
  return rowsOf(spans).map((row, i) => ({ name: i === 0 ? lane : `${lane} (${i + 1})`, spans: row }));
}
