import { toNanosecond } from '../../lib/duration.js';
import { printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import { picturedRuns, type PicturedRun } from './pictured-runs.js';
import { tracksOf, type Track } from './tracks.js';

type Span = RunReport['spans'][number];

/** An event of the Trace Event Format; times in microseconds. */
type TraceEvent = Readonly<Record<string, unknown>>;

/** Of spans and of the flows between them: some readers bind a flow to a span of the same category only. */
const category = 'agent-bench';

/**
 * A report as Chrome trace events (the Trace Event Format, a JSON object), which Perfetto and chrome://tracing open: a
 * process for each run, a thread for each track, an arrow from each fetch to its inference, counters for busy cores and
 * the queue, instants as instants. A line for each event.
 */
export function traceEvents(report: Report): string {
  const { scenario, clock, tool, createdAt } = report;
  const ids = { thread: 0, flow: 0 };
  const lines = picturedRuns(report)
    .flatMap((pictured) => processEvents(pictured, report, ids))
    .map((event) => JSON.stringify(event));
  const about = {
    tool: `${tool.name} ${printable(tool.version)}`,
    scenario: printable(scenario.name),
    clock,
    createdAt,
  };
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n${lines.join(',\n')}\n]}\n`;
}

/** The last numbers that were given, each once in a trace. */
interface Ids {
  thread: number;
  flow: number;
}

/** The events of one run. Its process has the number of its first thread, which readers show as the main one. */
function processEvents(pictured: PicturedRun, report: Report, ids: Ids): TraceEvent[] {
  const { run } = pictured;
  const tracks = tracksOf(
    run,
    report.scenario.sources.map(({ name }) => name),
  );
  const pid = ids.thread + 1;
  const threads = tracks.map((track) => ({ track, tid: ++ids.thread }));
  const arrows = arrowsOf(run, ids);
  const critical = new Set(run.criticalPath.map(({ span }) => span));
  const at = (ms: number, tid: number): TraceEvent => ({ pid, tid, ts: micros(ms) });
  return [
    metadata('process_name', pid, pid, { name: processName(pictured) }),
    metadata('process_sort_index', pid, pid, { sort_index: pid }),
    ...threads.flatMap(({ track, tid }) => [
      metadata('thread_name', pid, tid, { name: printable(track.name) }),
      metadata('thread_sort_index', pid, tid, { sort_index: tid }),
    ]),
    ...threads.flatMap(({ track, tid }) =>
      track.spans.flatMap((span) => {
        const place = at(span.startMs, tid);
        return [
          {
            name: spanName(span, pictured),
            cat: category,
            ph: 'X',
            ...place,
            dur: duration(span),
            args: argsOf(span, critical),
          },
          // Behind its span, so that it is bound to this one and not to what surrounds it.
          ...(arrows.get(span) ?? []).map((arrow) => ({ name: 'to inference', cat: category, ...arrow, ...place })),
        ];
      }),
    ),
    ...momentEvents(run, threads, pid, at),
    ...counters(run, report).map(({ name, ms, value, unit }) => ({
      name,
      cat: category,
      ph: 'C',
      ...at(ms, pid),
      args: { [unit]: value },
    })),
  ];
}

function metadata(name: string, pid: number, tid: number, args: object): TraceEvent {
  return { name, ph: 'M', cat: '__metadata', pid, tid, ts: 0, args };
}

function processName({ mode, number, of, typical }: PicturedRun): string {
  if (of === 1) return mode;
  return `${mode}, run ${number} of ${of.toLocaleString('en-US')}${typical ? ' (typical)' : ''}`;
}

function spanName({ kind, name }: Span, { mode }: PicturedRun): string {
  if (kind === 'query') return `query, ${mode}`;
  return kind === 'aggregate' ? 'aggregate' : `${kind} ${printable(name)}`;
}

function argsOf(
  { id, parent, kind, name, lane, outcome, cpuMs, coreWaitMs }: Span,
  critical: ReadonlySet<number>,
): object {
  return {
    kind,
    name: printable(name),
    lane: printable(lane),
    outcome,
    ...(cpuMs !== undefined && { cpuMs }),
    ...(coreWaitMs !== undefined && { coreWaitMs }),
    ...(critical.has(id) && { criticalPath: true }),
    span: id,
    ...(parent !== null && { parent }),
  };
}

/** The two ends of the arrow from each source's fetch to the first inference that begins when it has landed. */
function arrowsOf({ spans }: RunReport, ids: Ids): Map<Span, TraceEvent[]> {
  const fetches = new Map(spans.filter(({ kind }) => kind === 'fetch').map((span) => [span.name, span]));
  const arrows = new Map<Span, TraceEvent[]>();
  for (const inference of spans.filter(({ kind }) => kind === 'inference')) {
    const fetch = fetches.get(inference.name);
    if (fetch === undefined || arrows.has(fetch) || inference.startMs < fetch.startMs) continue;
    const id = ++ids.flow;
    arrows.set(fetch, [{ ph: 's', id }]);
    arrows.set(inference, [{ ph: 'f', bp: 'e', id }]);
  }
  return arrows;
}

/** Each instant on the first track of its source, or on the query's. */
function momentEvents(
  { instants }: RunReport,
  threads: readonly { readonly track: Track; readonly tid: number }[],
  queryTid: number,
  at: (ms: number, tid: number) => TraceEvent,
): TraceEvent[] {
  const tidOf = new Map(threads.map(({ track, tid }) => [track.name, tid]));
  return instants.map(({ atMs, name, what }) => ({
    name: printable(what),
    cat: category,
    ph: 'i',
    s: 't',
    ...at(atMs, tidOf.get(name) ?? queryTid),
    args: { name: printable(name) },
  }));
}

/** A counter's new value. */
interface Step {
  readonly name: string;
  readonly unit: string;
  readonly ms: number;
  readonly value: number;
}

/**
 * Busy cores, each inference with the CPU time that it took per time; and how many payloads wait for a worker. The area
 * under the first is the CPU time.
 */
function counters({ spans }: RunReport, { scenario }: Report): Step[] {
  const share = (span: Span): number =>
    span.endMs > span.startMs ? (span.cpuMs ?? 0) / (span.endMs - span.startMs) : 0;
  const inferences = spans.filter(({ kind }) => kind === 'inference');
  const remote = inferenceWaits(scenario);
  return [
    ...stepsOf(
      remote ? 'requests to the model' : 'busy cores',
      remote ? 'requests' : 'cores',
      inferences,
      remote ? () => 1 : share,
    ),
    ...stepsOf(
      remote ? 'waiting for a turn' : 'waiting for a worker',
      'payloads',
      spans.filter(({ kind }) => kind === (remote ? 'limit' : 'queue')),
      () => 1,
    ),
  ];
}

function stepsOf(name: string, unit: string, spans: readonly Span[], height: (span: Span) => number): Step[] {
  const changes = spans
    .filter(({ startMs, endMs }) => endMs > startMs)
    .flatMap((span) => [
      { ms: span.startMs, by: height(span) },
      { ms: span.endMs, by: -height(span) },
    ])
    .toSorted((a, b) => a.ms - b.ms);
  const steps: Step[] = [{ name, unit, ms: 0, value: 0 }];
  let value = 0;
  for (const { ms, by } of changes) {
    value += by;
    if (micros(steps.at(-1)!.ms) === micros(ms)) steps.pop();
    steps.push({ name, unit, ms, value: Math.max(0, Number(value.toFixed(3))) });
  }
  return steps;
}

/** Microseconds, to the nanosecond. */
function micros(ms: number): number {
  return Math.round(toNanosecond(ms) * 1e6) / 1e3;
}

/** From a span's begin to its end, so that ends agree to the nanosecond wherever spans end together. */
function duration({ startMs, endMs }: Span): number {
  return Math.max(0, Math.round((micros(endMs) - micros(startMs)) * 1e3) / 1e3);
}
