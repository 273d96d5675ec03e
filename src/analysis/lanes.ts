import type { Span } from '../model/trace.js';

/** Where the spans of a run are drawn: in the lane of the query, of a source, or of a worker. */
export interface Lane {
  readonly kind: 'query' | 'source' | 'worker';
  readonly name: string;
}

/**
 * The lane of a span. An inference on a worker belongs to the worker; one that a model server makes belongs to its
 * source, which waits for it.
 */
export function laneOf({ kind, name, lane }: Pick<Span, 'kind' | 'name' | 'lane'>): Lane {
  if (kind === 'query' || kind === 'aggregate') return { kind: 'query', name: 'query' };
  if (kind === 'inference' && lane !== 'main') return { kind: 'worker', name: lane };
  return { kind: 'source', name };
}

/** The spans of each lane, lanes in the order of their first span. */
export interface SpansByLane {
  readonly query: readonly Span[];
  readonly sources: ReadonlyMap<string, readonly Span[]>;
  readonly workers: ReadonlyMap<string, readonly Span[]>;
}

/** Sorts the spans of a run into lanes. */
export function spansByLane(spans: readonly Span[]): SpansByLane {
  const lanes = {
    query: new Map<string, Span[]>(),
    source: new Map<string, Span[]>(),
    worker: new Map<string, Span[]>(),
  };
  for (const span of spans) {
    const { kind, name } = laneOf(span);
    const lane = lanes[kind].get(name);
    if (lane === undefined) lanes[kind].set(name, [span]);
    else lane.push(span);
  }
  return { query: lanes.query.get('query') ?? [], sources: lanes.source, workers: lanes.worker };
}

/** The most lanes of sources and of workers in a picture that does not scroll. */
export const [maxSourceLanes, maxWorkerLanes] = [12, 8];

/** The lanes that a picture shows, in their order from top to bottom. */
export interface ShownLanes {
  readonly shown: readonly string[];
  /** Lanes left out. */
  readonly more: number;
}

/** The names of all sources: those of the scenario in its order, then those that only the spans know. */
export function sourceNames(known: readonly string[], ...runs: readonly SpansByLane[]): readonly string[] {
  return [...new Set([...known, ...runs.flatMap(({ sources }) => [...sources.keys()])])];
}

/** The sources that have a lane, in the order of `names`: where there are many, those whose fetches end last. */
export function shownSources(names: readonly string[], ...runs: readonly SpansByLane[]): ShownLanes {
  if (names.length <= maxSourceLanes) return { shown: names, more: 0 };
  const endMs = new Map(names.map((name) => [name, Math.max(...runs.map((run) => fetchEndMs(run, name)))]));
  const last = new Set(names.toSorted((a, b) => endMs.get(b)! - endMs.get(a)!).slice(0, maxSourceLanes));
  return { shown: names.filter((name) => last.has(name)), more: names.length - last.size };
}

/** When the last fetch of a source ended; before all others where it never began. */
function fetchEndMs({ sources }: SpansByLane, name: string): number {
  const fetches = (sources.get(name) ?? []).filter(({ kind }) => kind === 'fetch');
  return Math.max(-1, ...fetches.map(({ endMs }) => endMs));
}

/** Lanes of workers; `moreUsed` of those left out have spans. */
export interface ShownWorkers extends ShownLanes {
  readonly moreUsed: number;
}

/**
 * The workers that have a lane, by number: all `workers` where they are at most `most`, else the first of those that
 * were used.
 */
export function shownWorkers(used: Iterable<string>, workers: number, most: number = maxWorkerLanes): ShownWorkers {
  const idle = workers <= most ? Array.from({ length: workers }, (_, i) => `worker-${i + 1}`) : [];
  const names = [...new Set([...idle, ...used])].toSorted(byNumber);
  const shown = names.slice(0, most);
  return { shown, more: Math.max(workers, names.length) - shown.length, moreUsed: names.length - shown.length };
}

/** Orders lanes of workers: `worker-2` before `worker-10`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
