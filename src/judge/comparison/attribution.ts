import { parts, type Part } from '../../results/documents/compare.js';
import type { ModeReport, RunReport } from '../../results/documents/run.js';
import { middleRuns } from '../../results/typical.js';

const partOfKind = {
  query: 'aggregate',
  fetch: 'fetch',
  attempt: 'fetch',
  connect: 'fetch',
  'first-byte': 'fetch',
  body: 'fetch',
  backoff: 'backoff',
  limit: 'queue',
  queue: 'queue',
  inference: 'compute',
  aggregate: 'aggregate',
} as const satisfies Record<RunReport['criticalPath'][number]['kind'], Part>;

/**
 * A run's makespan in its parts, in milliseconds: they add up to it, because each moment belongs to one link of the
 * critical path, to the gap before a link, or to what comes after the last. `queue` is waiting for a worker, a rate
 * limit or a bulkhead; `workerStart` is from a worker's being free until it begins, and what an inference waited for a
 * core, as the system says; `model` is waiting for a model server; `aggregate` is all that follows the last link, a
 * quorum's grace too. Any other gap counts to the link after it, as the event loop was late with that.
 */
export function partsOf({
  criticalPath,
  spans,
  makespanMs,
}: Pick<RunReport, 'criticalPath' | 'spans' | 'makespanMs'>): Record<Part, number> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const sums = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  let at = 0;
  for (const { span, kind, startMs, durationMs } of criticalPath) {
    // Clipped, so that a file whose path contradicts itself adds up too.
    const start = Math.min(makespanMs, Math.max(at, startMs));
    const end = Math.min(makespanMs, Math.max(start, startMs + durationMs));
    const remote = kind === 'inference' && byId.get(span)?.lane === 'main';
    const part = remote ? 'model' : partOfKind[kind];
    const waited = part === 'compute' ? Math.min(end - start, byId.get(span)?.coreWaitMs ?? 0) : 0;
    sums[part === 'compute' ? 'workerStart' : part] += start - at + waited;
    sums[part] += end - start - waited;
    at = end;
  }
  sums.aggregate += makespanMs - at;
  return sums;
}

/**
 * The parts of a mode's median makespan: of the run in the middle, or half and half of the two in the middle. Means
 * over all runs would be steadier, but would not add up to the median that everyone sees.
 */
export function typicalParts({ runs }: Pick<ModeReport, 'runs'>): Record<Part, number> {
  const [lower, upper] = middleRuns(runs).map(partsOf) as [Record<Part, number>, Record<Part, number>];
  return Object.fromEntries(parts.map((part) => [part, (lower[part] + upper[part]) / 2])) as Record<Part, number>;
}
