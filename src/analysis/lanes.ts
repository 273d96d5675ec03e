import { isPart, type Span } from '../model/trace.js';

/**
 * One row of a picture of a run: spans that do not overlap, in the order of time, in three depths that may lie on each
 * other.
 */
export interface Row {
  /** The source or the worker. */
  readonly lane: string;
  /**
   * Whether it is the first row of its lane; what overlaps, such as a copy of a late call, has rows of its own below.
   */
  readonly first: boolean;
  /** Fetches and the like that are made of other spans. */
  readonly frames: readonly Span[];
  /** What time went to: attempts, pauses, waits, inferences. */
  readonly steps: readonly Span[];
  /** The parts of the steps: connect, first byte, body. */
  readonly parts: readonly Span[];
}

/** The rows of a run: those of its sources and those of its workers. */
export interface Lanes {
  readonly sources: readonly Row[];
  readonly workers: readonly Row[];
}

/** Real clocks of several threads differ by fractions of a millisecond; less of an overlap is none. */
const toleranceMs = 0.5;
/** So many workers have a lane each even if they did nothing. */
const maxIdleWorkers = 8;

/**
 * Sorts the spans of a run into rows. `names` are its sources, in the order in which they are shown; a source that only
 * the spans know comes after them. Workers that did nothing are left out where there are more than eight, and all of
 * them if `workers` is 0.
 */
export function lanesOf(spans: readonly Span[], names: readonly string[], workers: number): Lanes {
  const drawn = spans.filter(({ kind }) => kind !== 'query' && kind !== 'aggregate');
  const parents = new Set(drawn.filter(({ kind }) => !isPart(kind)).map(({ parent }) => parent));
  const lanes = new Map<string, Span[]>();
  for (const span of drawn) {
    const key = span.kind === 'inference' && span.lane !== 'main' ? `worker ${span.lane}` : `source ${span.name}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [span]);
    else lane.push(span);
  }
  const rows = (kind: string, known: readonly string[]): Row[] => {
    const met = [...lanes.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1));
    return [...new Set([...known, ...met])].flatMap((lane) =>
      rowsOf(lane, lanes.get(`${kind} ${lane}`) ?? [], parents),
    );
  };
  const idle = workers <= maxIdleWorkers ? Array.from({ length: workers }, (_, i) => `worker-${i + 1}`) : [];
  return {
    sources: rows('source', names),
    workers: rows('worker', idle).toSorted((a, b) => workerNumber(a.lane) - workerNumber(b.lane)),
  };
}

function workerNumber(lane: string): number {
  return Number(/\d+$/.exec(lane)?.[0] ?? Infinity);
}

/** The rows of one lane: each step in the first that is free by its start. */
function rowsOf(lane: string, spans: readonly Span[], parents: ReadonlySet<number | null>): Row[] {
  const sorted = spans.toSorted((a, b) => a.startMs - b.startMs || a.id - b.id);
  const tracks: { steps: Span[]; parts: Span[]; endMs: number }[] = [{ steps: [], parts: [], endMs: -Infinity }];
  const trackOf = new Map<number, (typeof tracks)[number]>();
  for (const span of sorted) {
    if (isPart(span.kind) || parents.has(span.id)) continue;
    let track = tracks.find(({ endMs }) => endMs <= span.startMs + toleranceMs);
    if (track === undefined) tracks.push((track = { steps: [], parts: [], endMs: 0 }));
    track.steps.push(span);
    track.endMs = span.endMs;
    trackOf.set(span.id, track);
  }
  for (const span of sorted) if (isPart(span.kind)) (trackOf.get(span.parent ?? 0) ?? tracks[0]!).parts.push(span);
  const frames = sorted.filter((span) => parents.has(span.id));
  return tracks.map(({ steps, parts }, i) => ({ lane, first: i === 0, frames: i === 0 ? frames : [], steps, parts }));
}

/**
 * Those of a row's spans, which do not overlap and are in the order of time, that lie at least in part between two
 * moments; found without a look at the others.
 */
export function spansBetween(spans: readonly Span[], fromMs: number, toMs: number): readonly Span[] {
  return spans.slice(
    firstIndex(spans, (span) => span.endMs >= fromMs),
    firstIndex(spans, (span) => span.startMs > toMs),
  );
}

/** The index of the first span that passes, where all after it do; their number if none does. */
function firstIndex(spans: readonly Span[], passes: (span: Span) => boolean): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(spans[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
