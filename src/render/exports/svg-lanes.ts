import { barsOf } from '../../analysis/bars.js';
import { shownSources, shownWorkers } from '../../analysis/lanes.js';
import { formatDuration } from '../../lib/duration.js';
import { counted, printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import { lanesOfRun } from '../timeline.js';
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
  const { names, lanes } = lanesOfRun(run, report);
  const sources = shownSources(names, lanes);
  const workers = shownWorkers(lanes.workers.keys(), remote ? 0 : report.world.workers);
  return [
    ...sources.shown.map((name) => lane(name, lanes.sources.get(name), remote)),
    ...(sources.more > 0 ? [leftOut(counted(sources.more, 'more source'))] : []),
    ...workers.shown.map((name) => lane(name, lanes.workers.get(name), remote)),
    ...(workers.more > 0 ? [leftOut(`${counted(workers.more, 'more worker')}, ${workers.moreUsed} of them used`)] : []),
  ];
}

function leftOut(what: string): Lane {
  return { name: `… and ${what}`, bars: [], spans: new Set() };
}

/** The looks of bars; marks lie on top of all of them. */
const looks = { wait: 'queue', fetch: 'fetch', model: 'model', infer: 'infer', backoff: 'backoff' } as const;

function lane(name: string, spans: readonly Span[] = [], remote: boolean): Lane {
  const bars = barsOf(spans, remote).filter(({ kind, span }) => kind !== 'wait' || span.endMs > span.startMs);
  return {
    name: printable(name),
    bars: [
      ...bars.map(({ kind, span }) => ({
        ...barOf(looks[kind], span),
        ...(kind === 'infer' && { label: printable(span.name) }),
      })),
      ...bars.flatMap(({ span, mark }) => (mark === undefined ? [] : [barOf(mark, span)])),
    ],
    spans: new Set(spans.map(({ id }) => id)),
  };
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
