import type { RunReport } from '../../results/documents/run.js';

type Span = RunReport['spans'][number];

/** A row of a trace on which spans either follow each other or lie within those that they belong to. */
export interface Track {
  readonly name: string;
  readonly sort: number;
  readonly spans: Span[];
}

/** A track with the spans that are open on it, each within the one before it. */
interface OpenTrack extends Track {
  readonly open: Span[];
}

/**
 * Lays the spans of a run on tracks: one for the query, one for each source, one for each worker. A span that overlaps
 * another that it is no part of, such as the copy of a call, gets a track of its own: `weather (2)`. Spans of a track
 * are in the order in which they begin, a part behind its whole.
 */
export function tracksOf(run: RunReport, sources: readonly string[]): Track[] {
  const order = new Map(sources.map((name, i) => [name, i + 1]));
  const lanes = new Map<string, OpenTrack[]>();
  const trackOf = new Map<number | null, { key: string; track: OpenTrack }>();
  // A part is begun after its whole, and so has the higher number where both begin at once.
  for (const span of run.spans.toSorted((a, b) => a.startMs - b.startMs || a.id - b.id)) {
    const { key, name, sort } = laneOf(span, order);
    let tracks = lanes.get(key);
    if (tracks === undefined) lanes.set(key, (tracks = []));
    const whole = trackOf.get(span.parent);
    let track =
      whole?.key === key && fitsWithin(span, whole.track)
        ? whole.track
        : tracks.find(({ open }) => (open[0]?.endMs ?? 0) <= span.startMs);
    if (track === undefined) {
      const copy = tracks.length + 1;
      track = { name: copy === 1 ? name : `${name} (${copy})`, sort, spans: [], open: [] };
      tracks.push(track);
    }
    close(track, span.startMs);
    track.spans.push(span);
    track.open.push(span);
    trackOf.set(span.id, { key, track });
  }
  return [...lanes.values()].flat().toSorted((a, b) => a.sort - b.sort);
}

/** Lets go of the spans that have ended by an instant. */
function close({ open }: OpenTrack, ms: number): void {
  while (open.length > 0 && open.at(-1)!.endMs <= ms) open.pop();
}

/** Whether what the span is a part of is the last one open on a track, and holds all of it. */
function fitsWithin(span: Span, track: OpenTrack): boolean {
  close(track, span.startMs);
  const whole = track.open.at(-1);
  return whole !== undefined && whole.id === span.parent && span.endMs <= whole.endMs;
}

/** Where a span belongs: the query first, then the sources as the scenario lists them, then the workers by number. */
function laneOf(
  { kind, name, lane }: Span,
  order: ReadonlyMap<string, number>,
): { key: string; name: string; sort: number } {
  if (lane !== 'main')
    return { key: `lane ${lane}`, name: lane, sort: 1e6 + (Number(/^worker-(\d+)$/.exec(lane)?.[1]) || 1e6) };
  if (kind === 'query' || kind === 'aggregate') return { key: 'query', name: 'query', sort: 0 };
  return { key: `source ${name}`, name, sort: order.get(name) ?? 1e5 };
}
