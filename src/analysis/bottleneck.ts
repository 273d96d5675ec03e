import { covered, sum } from '../lib/statistics/descriptive.js';
import type { Span } from '../model/trace.js';
import { criticalPath, type PathStep } from './critical-path.js';

/**
 * What a makespan is bound by: waiting for answers, work, too few workers for it, or a model server that does the work.
 */
export const bounds = ['fetch', 'compute', 'worker', 'model'] as const;
export type Bound = (typeof bounds)[number];

export interface Bottleneck {
  readonly bound: Bound;
  /** The source that has most of it on the path. */
  readonly source: string;
  /** What the bound takes of the path, from 0 to 1. */
  readonly share: number;
  /**
   * The path in its parts: fetches with their attempts and pauses; inference; inference that kept another from a
   * worker; what a model server is waited for.
   */
  readonly partsMs: Readonly<Record<Bound, number>>;
}

/** A stretch of the path and whose it is. */
interface Part {
  readonly bound: Bound;
  readonly source: string;
  readonly ms: number;
}

/**
 * What sets the makespan of a query; undefined where nothing took time. The critical path is followed through workers:
 * what a job waited for is the job that had the worker, not its own fetch, which would not be missed for as long as the
 * wait. So each part says by how much the makespan moves with it: faster fetches shorten the first, cheaper inference
 * the second, more workers the third, a faster model the last. `graceMs` is that of a quorum.
 */
export function bottleneck(spans: readonly Span[], toleranceMs: number, graceMs = 0): Bottleneck | undefined {
  const waits = new Map<string, [number, number][]>();
  for (const { kind, name, startMs, endMs } of spans) {
    if (kind === 'queue') waits.set(name, [...(waits.get(name) ?? []), [startMs, endMs]]);
  }
  const remote = remoteSpans(spans);
  const endsMs = spans.filter(({ id, kind }) => kind === 'inference' && remote.has(id)).map(({ endMs }) => endMs);
  /** Waits for the end of another inference, as a queue for workers is. */
  const awaits = ({ id, kind, endMs }: Span): boolean =>
    kind === 'limit' && remote.has(id) && endsMs.some((ms) => Math.abs(ms - endMs) <= toleranceMs);
  const path = criticalPath(
    spans.filter((span) => span.kind !== 'queue' && !awaits(span)),
    toleranceMs,
    graceMs,
  );
  const parts = path.flatMap((step, i): Part[] =>
    remote.has(step.span)
      ? [{ bound: 'model', source: step.name, ms: step.durationMs }]
      : partsOf(step, waits.get(path[i + 1]?.name ?? '') ?? [], path[i + 1]),
  );
  const totalMs = sum(parts.map(({ ms }) => ms));
  if (totalMs === 0) return undefined;
  const timeOf = (bound: Bound, source?: string): number =>
    sum(
      parts
        .filter((part) => part.bound === bound && (source === undefined || part.source === source))
        .map(({ ms }) => ms),
    );
  const partsMs = {
    fetch: timeOf('fetch'),
    compute: timeOf('compute'),
    worker: timeOf('worker'),
    model: timeOf('model'),
  };
  const bound = bounds.reduce((most, one) => (partsMs[one] > partsMs[most] ? one : most));
  const sources = [...new Set(parts.filter((part) => part.bound === bound).map(({ source }) => source))];
  const source = sources.reduce((most, one) => (timeOf(bound, one) > timeOf(bound, most) ? one : most));
  return { bound, source, share: partsMs[bound] / totalMs, partsMs };
}

/**
 * Inferences that no worker makes, with the pauses between them and the waits for a turn: all that they do belongs to
 * the query itself, as no fetch does.
 */
function remoteSpans(spans: readonly Span[]): ReadonlySet<number> {
  const inferences = spans.filter(({ kind, lane }) => kind === 'inference' && lane === 'main');
  const queries = new Set(inferences.map(({ parent }) => parent));
  const around = spans.filter(({ kind, parent }) => (kind === 'limit' || kind === 'backoff') && queries.has(parent));
  return new Set([...inferences, ...around].map(({ id }) => id));
}

/** A step of the path; of an inference, what kept the next one from a worker is that one's wait. */
function partsOf(
  { kind, name, startMs, durationMs }: PathStep,
  waits: readonly (readonly [number, number])[],
  next: PathStep | undefined,
): Part[] {
  if (kind !== 'inference') return [{ bound: 'fetch', source: name, ms: durationMs }];
  if (next?.kind !== 'inference' || next.name === name) return [{ bound: 'compute', source: name, ms: durationMs }];
  const endMs = startMs + durationMs;
  const during = waits
    .map(([from, to]) => [Math.max(from, startMs), Math.min(to, endMs)] as const)
    .filter(([from, to]) => to > from);
  const waitedMs = covered(during);
  return [
    { bound: 'compute', source: name, ms: durationMs - waitedMs },
    { bound: 'worker', source: next.name, ms: waitedMs },
  ];
}
