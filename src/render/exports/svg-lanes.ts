import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import { groupedBy, isRemote, sourcesShown, workersShown } from '../timeline.js';
import type { Report, RunReport } from '../../results/documents/run.js';

type Span = RunReport['spans'][number];

/** What a bar is drawn as. */
export type BarKind = 'fetch' | 'queue' | 'backoff' | 'infer' | 'model' | 'cached' | 'failed';

/** A stretch of a lane, or where `failed` or `cached` a mark at its end. */
export interface Bar {
  readonly kind: BarKind;
  readonly startMs: number;
  readonly endMs: number;
  /** What it is, in words. */
  readonly title: string;
  /** What is written into it if it fits. */
  readonly label?: string;
}

/** A row of the picture. */
export interface Lane {
  readonly name: string;
  /** In the order in which they are drawn: later ones lie on top. */
  readonly bars: readonly Bar[];
  /** Ids of the spans that it shows. */
  readonly spans: ReadonlySet<number>;
}

/**
 * The lanes of a run: sources, then workers, bounded as in the terminal. A lane without bars whose name begins with an
 * ellipsis says what is left out.
 */
export function lanesOf(run: RunReport, report: Report): Lane[] {
  const remote = inferenceWaits(report.scenario);
  const { shown, more } = sourcesShown(run, report);
  const bySource = groupedBy(run.spans, ({ name }) => name);
  const sources = shown.map((name) => sourceLane(name, bySource.get(name) ?? [], remote));
  return [
    ...sources,
    ...(more > 0 ? [leftOut(counted(more, 'more source'))] : []),
    ...(remote ? [] : workerLanes(run, report)),
  ];
}

function leftOut(what: string): Lane {
  return { name: `… and ${what}`, bars: [], spans: new Set() };
}

function sourceLane(name: string, spans: readonly Span[], remote: boolean): Lane {
  const waits = spans
    .filter(({ kind, startMs, endMs }) => endMs > startMs && (kind === 'queue' || (remote && kind === 'limit')))
    .map((span) => barOf('queue', span));
  const work = spans.flatMap((span) => {
    if (span.kind === 'fetch') return [barOf('fetch', span)];
    if (isRemote(span)) return [barOf('model', span)];
    return [];
  });
  const pauses = spans.filter(({ kind }) => kind === 'backoff').map((span) => barOf('backoff', span));
  const ends = spans.flatMap((span) => {
    if (span.kind !== 'fetch' && !isRemote(span)) return [];
    if (span.outcome === 'cached') return [barOf('cached', span)];
    return span.outcome === 'ok' ? [] : [barOf('failed', span)];
  });
  const own = spans.filter((span) => span.lane === 'main' && span.kind !== 'query' && span.kind !== 'aggregate');
  return {
    name: printable(name),
    bars: [...waits, ...work, ...pauses, ...ends],
    spans: new Set(own.map(({ id }) => id)),
  };
}

function workerLanes({ spans }: RunReport, { world }: Report): Lane[] {
  const inferences = spans.filter(({ kind }) => kind === 'inference');
  const byLane = groupedBy(inferences, ({ lane }) => lane);
  const { shown, used } = workersShown([...byLane.keys()], world.workers);
  const lanes = shown.map((number) => {
    const name = `worker-${number}`;
    const own = byLane.get(name) ?? [];
    const work = own.map((span) => ({ ...barOf('infer', span), label: printable(span.name) }));
    const ends = own.filter(({ outcome }) => outcome !== 'ok').map((span) => barOf('failed', span));
    return { name, bars: [...work, ...ends], spans: new Set(own.map(({ id }) => id)) };
  });
  const more = world.workers - shown.length;
  return more > 0 ? [...lanes, leftOut(`${counted(more, 'more worker')}, ${used - shown.length} of them used`)] : lanes;
}

const verbs: Record<BarKind, string> = {
  fetch: 'fetching',
  queue: 'waiting',
  backoff: 'back-off of',
  infer: 'computing',
  model: 'waiting for the model on',
  cached: 'cached',
  failed: 'failed',
};

function barOf(kind: BarKind, { name, startMs, endMs, outcome }: Span): Bar {
  const failure = kind === 'failed' ? ` (${outcome})` : '';
  const title = `${verbs[kind]} ${printable(name)}${failure}, ${formatDuration(startMs)} to ${formatDuration(endMs)}`;
  return { kind, startMs, endMs, title };
}
