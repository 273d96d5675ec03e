import { printable } from '../lib/text.js';
import type { Span } from '../model/trace.js';

/** A stretch of time in a lane. */
export interface Bar {
  readonly id: number;
  readonly kind: 'fetch' | 'backoff' | 'wait' | 'infer' | 'ask';
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
  readonly cached: boolean;
  /** For which source; of a worker's bars. */
  readonly label: string;
}

/** A source or a worker over time. */
export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

const maxSources = 12;
const maxWorkers = 8;

const barKinds: Partial<Record<Span['kind'], Bar['kind']>> = {
  fetch: 'fetch',
  backoff: 'backoff',
  queue: 'wait',
  limit: 'wait',
  inference: 'ask',
};
/** Later ones lie on top: pauses on the fetch that they are part of. */
const depth = { wait: 0, fetch: 1, ask: 2, infer: 2, backoff: 3 } as const;

/** The lanes of a picture: the sources and workers that are worth a lane. */
export interface Shown {
  readonly sources: readonly string[];
  readonly workers: readonly string[];
  readonly moreSources: number;
  readonly moreWorkers: number;
}

/**
 * Which lanes runs are shown in: sources in this order, those that land last where there are many; and the workers that
 * were busy.
 */
export function shownLanes(runs: readonly (readonly Span[])[], order: readonly string[]): Shown {
  const spans = runs.flat();
  const landed = new Map<string, number>();
  for (const { kind, name, endMs } of spans)
    if (kind === 'fetch') landed.set(name, Math.max(endMs, landed.get(name) ?? 0));
  const names = [
    ...order.filter((name) => landed.has(name)),
    ...[...landed.keys()].filter((name) => !order.includes(name)),
  ];
  const last = new Set(names.toSorted((a, b) => landed.get(b)! - landed.get(a)!).slice(0, maxSources));
  const sources = names.filter((name) => last.has(name));
  const busy = [
    ...new Set(spans.filter(({ kind, lane }) => kind === 'inference' && lane !== 'main').map(({ lane }) => lane)),
  ];
  const workers = busy.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, maxWorkers);
  return { sources, workers, moreSources: names.length - sources.length, moreWorkers: busy.length - workers.length };
}

/** The lane of a source: its fetch, its pauses, what it waits for, and its inference where a model server makes it. */
export function sourceLane(spans: readonly Span[], name: string): Lane {
  const own = spans.filter(
    (span) => span.name === name && span.kind in barKinds && (span.kind !== 'inference' || span.lane === 'main'),
  );
  return {
    name: printable(name),
    bars: own.map((span) => barOf(span, barKinds[span.kind]!)).toSorted((a, b) => depth[a.kind] - depth[b.kind]),
  };
}

/** The lane of a worker: one inference after the other. */
export function workerLane(spans: readonly Span[], lane: string): Lane {
  const own = spans.filter((span) => span.lane === lane && span.kind === 'inference');
  return { name: printable(lane), bars: own.map((span) => barOf(span, 'infer')) };
}

function barOf({ id, name, startMs, endMs, outcome }: Span, kind: Bar['kind']): Bar {
  return {
    id,
    kind,
    startMs,
    endMs,
    failed: outcome !== 'ok' && outcome !== 'cached',
    cached: outcome === 'cached',
    label: printable(name),
  };
}
