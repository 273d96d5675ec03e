import { createHash } from 'node:crypto';
import { printable } from '../../lib/text.js';
import { inferenceWaits } from '../../scenario/derived.js';
import type { Report, RunReport } from '../../results/documents/run.js';
import { picturedRuns, type PicturedRun } from './pictured-runs.js';

type Span = RunReport['spans'][number];

/** What whoever exports knows beside the report. */
export interface ExportOptions {
  /** The name that traces go by; ours where left out. */
  readonly serviceName?: string | undefined;
}

/** What an attribute says; undefined where there is nothing to say. */
type Value = string | number | boolean | readonly string[] | undefined;

/** An attribute as OTLP has it in JSON, where a whole number is text. */
interface Attribute {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly doubleValue: number }
    | { readonly boolValue: boolean }
    | { readonly arrayValue: { readonly values: readonly { readonly stringValue: string }[] } };
}

/** A span as OTLP has it in JSON: ids in hexadecimal digits, nanoseconds since 1970 as text. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 for what happens here, 3 for what another machine is asked for. */
  readonly kind: 1 | 3;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes: readonly Attribute[];
  }[];
  /** Code 2 is an error; what went well has none set, as instrumentation should leave it. */
  readonly status: { readonly code?: 2; readonly message?: string };
}

/**
 * The whole report as one request of OTLP (ExportTraceServiceRequest as JSON), as a collector takes it or reads it from
 * a file.
 */
export function otlp(report: Report, options: ExportOptions = {}): string {
  return otlpRequest(report, [...otlpSpans(report)], options);
}

/** The report as requests of so many spans at most, for a server that takes no large ones. */
export function* otlpRequests(report: Report, most: number, options: ExportOptions = {}): Generator<string> {
  let batch: OtlpSpan[] = [];
  for (const span of otlpSpans(report)) {
    batch.push(span);
    if (batch.length < most) continue;
    yield otlpRequest(report, batch, options);
    batch = [];
  }
  if (batch.length > 0) yield otlpRequest(report, batch, options);
}

/** Names of the semantic conventions that differ from those of Node. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: 'x86', arm: 'arm32' };
const systems: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };

function otlpRequest(
  { tool, environment, clock, scenario }: Report,
  spans: readonly OtlpSpan[],
  { serviceName = tool.name }: ExportOptions,
): string {
  const version = printable(tool.version);
  const resource = attributesOf({
    'service.name': printable(serviceName),
    'service.version': version,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': printable(environment.node),
    'host.arch': architectures[environment.arch] ?? printable(environment.arch),
    'os.type': systems[environment.platform] ?? printable(environment.platform),
    'agent_bench.scenario': printable(scenario.name),
    'agent_bench.clock': clock,
  });
  const scopeSpans = [{ scope: { name: tool.name, version }, spans }];
  return `${JSON.stringify({ resourceSpans: [{ resource: { attributes: resource }, scopeSpans }] })}\n`;
}

/**
 * The spans of the runs that a trace shows; each run is a trace of its own, and all of them begin when the report was
 * made.
 */
function* otlpSpans(report: Report): Generator<OtlpSpan> {
  const types = new Map(report.scenario.sources.map(({ name, type }) => [name, type]));
  for (const pictured of picturedRuns(report)) {
    const { run } = pictured;
    const traceId = traceIdOf(pictured, report);
    const critical = new Set(run.criticalPath.map(({ span }) => span));
    const originMs = Date.parse(report.createdAt);
    for (const span of run.spans) {
      yield {
        traceId,
        spanId: spanIdOf(traceId, span.id),
        ...(span.parent !== null && { parentSpanId: spanIdOf(traceId, span.parent) }),
        name: nameOf(span, report),
        kind: asksAnother(span, types, report) ? 3 : 1,
        startTimeUnixNano: nanoseconds(originMs, span.startMs),
        endTimeUnixNano: nanoseconds(originMs, Math.max(span.startMs, span.endMs)),
        attributes: attributesOf({ ...genAi(span, run, report), ...own(span, pictured, critical) }),
        ...(span.kind === 'query' && { events: eventsOf(run, originMs) }),
        status: isFailed(span, run)
          ? { code: 2, message: span.kind === 'query' ? `status ${run.result.status}` : span.outcome }
          : {},
      };
    }
  }
}

/** The same for the same report, and another for every run. */
function traceIdOf(
  { mode, number, run }: PicturedRun,
  { createdAt, tool, scenario, seed, clock, world }: Report,
): string {
  const what = [
    createdAt,
    tool.version,
    scenario.name,
    seed,
    clock,
    world.cores,
    world.workers,
    mode,
    number,
    run.makespanMs,
  ];
  return digits(JSON.stringify(what), 32);
}

function spanIdOf(traceId: string, id: number): string {
  return digits(`${traceId} ${id}`, 16);
}

function digits(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count);
}

/** The largest time that OTLP holds. */
const latest = 2n ** 64n - 1n;

/** An instant of a run, in nanoseconds since 1970; never beyond what OTLP can hold, whatever a report says. */
function nanoseconds(originMs: number, ms: number): string {
  const at = BigInt(originMs) * 1_000_000n + BigInt(Math.round(ms * 1e6));
  return String(at < 0n ? 0n : at > latest ? latest : at);
}

/** Names as the conventions for spans of generative AI have them, and the span's own kind for all else. */
function nameOf({ kind, name, lane }: Span, { scenario }: Report): string {
  if (kind === 'query') return `invoke_agent ${printable(scenario.name)}`;
  if (kind === 'fetch') return `execute_tool ${printable(name)}`;
  if (kind === 'inference' && lane === 'main' && inferenceWaits(scenario))
    return `chat ${printable(scenario.inference.model)}`;
  return `${kind} ${printable(name)}`;
}

/** Whether a span is a request to another process. */
function asksAnother(
  { kind, name, lane }: Span,
  types: ReadonlyMap<string, string | undefined>,
  { scenario }: Report,
): boolean {
  return (
    (kind === 'attempt' && types.get(name) === 'http') ||
    (kind === 'inference' && lane === 'main' && inferenceWaits(scenario))
  );
}

function isFailed({ kind, outcome }: Span, { result }: RunReport): boolean {
  return kind === 'query' ? result.status === 'failed' : outcome !== 'ok' && outcome !== 'cached';
}

/**
 * What the semantic conventions of OpenTelemetry for generative AI have a name for: the query is an agent that is
 * invoked, a source is a tool that looks something up, an inference by a model server is a chat. Inference on this
 * machine's workers is none of these.
 */
function genAi(span: Span, run: RunReport, { scenario }: Report): Record<string, Value> {
  const failed = isFailed(span, run) ? { 'error.type': span.kind === 'query' ? run.result.status : span.outcome } : {};
  if (span.kind === 'query')
    return { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': printable(scenario.name), ...failed };
  if (span.kind === 'fetch') {
    return {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': printable(span.name),
      'gen_ai.tool.type': 'datastore',
      ...failed,
    };
  }
  if (span.kind !== 'inference' || span.lane !== 'main' || !inferenceWaits(scenario)) return failed;
  const usage = span.outcome === 'ok' ? usageOf(span.name, run) : undefined;
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': printable(usage?.model ?? scenario.inference.model),
    'gen_ai.request.max_tokens': scenario.inference.maxTokens,
    'gen_ai.usage.input_tokens': usage?.inputTokens,
    'gen_ai.usage.output_tokens': usage?.outputTokens,
    'gen_ai.response.time_to_first_chunk': usage?.firstTokenMs === undefined ? undefined : usage.firstTokenMs / 1000,
    'gen_ai.response.finish_reasons': usage === undefined ? undefined : [usage.cutShort === true ? 'length' : 'stop'],
    ...serverOf(String(scenario.inference.url)),
    'agent_bench.cost': usage?.cost,
    ...failed,
  };
}

/** The host and the port of a URL, where the scenario states it whole. */
function serverOf(text: string): Record<string, Value> {
  if (text.includes('{{') || !URL.canParse(text)) return {};
  const { hostname, port, protocol } = new URL(text);
  return {
    'server.address': printable(hostname),
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

function usageOf(source: string, { result }: RunReport): RunReport['result']['inferences'][string]['usage'] {
  return Object.hasOwn(result.inferences, source) ? result.inferences[source]!.usage : undefined;
}

/** What only agent-bench knows. */
function own(
  { id, kind, name, lane, outcome, cpuMs, coreWaitMs }: Span,
  { mode, number, run }: PicturedRun,
  critical: ReadonlySet<number>,
): Record<string, Value> {
  const ofRun = {
    'agent_bench.mode': mode,
    'agent_bench.run': number,
    'agent_bench.makespan_ms': run.makespanMs,
    'agent_bench.lower_bound_ms': run.lowerBoundMs,
    'agent_bench.completeness': run.result.completeness,
    'agent_bench.status': run.result.status,
  };
  return {
    'agent_bench.span.kind': kind,
    'agent_bench.outcome': outcome,
    'agent_bench.lane': printable(lane),
    ...(kind === 'query' ? ofRun : { 'agent_bench.source': printable(name) }),
    'agent_bench.cpu_ms': cpuMs,
    'agent_bench.core_wait_ms': coreWaitMs,
    'agent_bench.critical_path': critical.has(id) ? true : undefined,
  };
}

function eventsOf({ instants }: RunReport, originMs: number): NonNullable<OtlpSpan['events']> {
  return instants.map(({ atMs, name, what }) => ({
    timeUnixNano: nanoseconds(originMs, atMs),
    name: printable(what),
    attributes: attributesOf({ 'agent_bench.source': printable(name) }),
  }));
}

/**
 * Attributes of OTLP. Numbers are whole where their name says that they count something, so that a name has one type in
 * all traces.
 */
function attributesOf(values: Readonly<Record<string, Value>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueOf(key, value) }],
  );
}

const counts = /(?:tokens|\.run|\.port)$/;

function valueOf(key: string, value: NonNullable<Value>): Attribute['value'] {
  if (typeof value === 'object') return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return counts.test(key) ? { intValue: String(value) } : { doubleValue: value };
}
