import { ProcessorSharing } from '../../inference/processor-sharing.js';
import type { FailureKind } from '../../model/errors.js';
import type { Answer } from '../../model/outcome.js';
import type { Span, SpanOutcome } from '../../model/trace.js';
import { costOf, inferencePolicies } from '../../scenario/derived.js';
import type { Scenario, ScenarioSource } from '../../scenario/schema.js';

/** How long something took, in milliseconds: time of an attempt or a request, work of a job. */
export interface Took {
  readonly ms: number;
  readonly outcome: SpanOutcome;
}

/** One try of an inference. */
export interface TookInference extends Took {
  /**
   * 0 for the inference itself; for what stands in for it, its place in `costsOf`, and 1 for a model server's second
   * model.
   */
  readonly standIn: number;
}

/** What a run says of its parts, by source and then in the order in which they were begun: the first is number 1. */
export interface MeasuredRun {
  readonly attempts: ReadonlyMap<string, readonly Took[]>;
  /** In CPU milliseconds on a core that nothing slows. Undefined for a job that no worker took. */
  readonly jobs: ReadonlyMap<string, readonly (TookInference | undefined)[]>;
  /** Requests to a model server. */
  readonly requests: ReadonlyMap<string, readonly TookInference[]>;
}

/** What of a run is needed to replay it: its spans, and what it answered. */
export interface TracedRun {
  readonly spans: readonly Span[];
  readonly result: Pick<Answer, 'sources' | 'inferences'>;
}

/** Folds the spans of a run of a scenario, made on cores of this kind, into what its parts took. */
export function measuredRun(
  spans: readonly Span[],
  scenario: Scenario,
  cores: number,
  contention: number,
): MeasuredRun {
  const onMain = (kind: Span['kind']): Span[] => spans.filter((span) => span.kind === kind && span.lane === 'main');
  const costs = new Map(scenario.sources.map((source) => [source.name, costsOf(source, scenario)]));
  return {
    attempts: bySource(onMain('attempt'), tookOf),
    requests: new Map(
      [...bySource(onMain('inference'), (span) => span)].map(([name, requests]) => [name, requestsOf(requests)]),
    ),
    jobs: jobsOf(spans, workOf(spans, cores, contention), costs),
  };
}

/**
 * CPU milliseconds that inference of a source can be asked with: its own, and then those of the cheaper inferences that
 * may stand in for it.
 */
export function costsOf(source: ScenarioSource, scenario: Scenario): number[] {
  const cheaper = inferencePolicies(scenario).flatMap((policy) =>
    policy.type === 'model-fallback' ? [policy.cost] : [],
  );
  return [costOf(source, scenario), ...cheaper].map((cost) => cost * scenario.scale);
}

/**
 * The first source that answered in a run without a span of what it took; neither a cache nor a stand-in needs any of
 * the fetch.
 */
export function untracedIn({ result, spans }: TracedRun): string | undefined {
  const named = (kind: Span['kind']): Set<string> =>
    new Set(spans.filter((span) => span.kind === kind).map(({ name }) => name));
  const [attempted, inferred] = [named('attempt'), named('inference')];
  return Object.keys(result.inferences).find((name) => {
    const answer = result.sources[name];
    const fromMemory = answer?.ok === true && (answer.cached || answer.degraded !== undefined);
    return !inferred.has(name) || !(attempted.has(name) || fromMemory);
  });
}

/** Whether it was ended from outside before its time: it would have taken longer than it did. */
export function wasCut(outcome: SpanOutcome): outcome is FailureKind {
  return (
    outcome === 'timeout' ||
    outcome === 'deadline' ||
    outcome === 'interrupted' ||
    outcome === 'enough' ||
    outcome === 'rejected'
  );
}

function bySource<T>(spans: readonly Span[], of: (span: Span) => T): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const span of spans) {
    const known = found.get(span.name);
    if (known === undefined) found.set(span.name, [of(span)]);
    else known.push(of(span));
  }
  return found;
}

function tookOf({ startMs, endMs, outcome }: Span): Took {
  return { ms: endMs - startMs, outcome };
}

/** The second model is asked once the first one has failed, and nothing says so but that order. */
function requestsOf(requests: readonly Span[]): TookInference[] {
  const failed = requests
    .filter(({ outcome }) => outcome !== 'ok' && !wasCut(outcome))
    .toSorted((a, b) => a.endMs - b.endMs);
  const standIns = new Set<Span>();
  for (const one of failed) {
    const next = standIns.has(one)
      ? undefined
      : requests.find((other) => other.id > one.id && other.startMs >= one.endMs && !standIns.has(other));
    if (next !== undefined) standIns.add(next);
  }
  return requests.map((span) => ({ ...tookOf(span), standIn: standIns.has(span) ? 1 : 0 }));
}

/**
 * Each job waits in a span of its own, which ends when its inference begins. What it was asked with is the cost that
 * its work comes nearest to.
 */
function jobsOf(
  spans: readonly Span[],
  work: ReadonlyMap<number, number>,
  costs: ReadonlyMap<string, readonly number[]>,
): Map<string, (TookInference | undefined)[]> {
  const begun = bySource(
    spans.filter(({ kind, lane }) => kind === 'inference' && lane !== 'main'),
    (span) => span,
  );
  return bySource(
    spans.filter(({ kind }) => kind === 'queue'),
    (queue) => {
      const waiting = begun.get(queue.name) ?? [];
      const at = waiting.findIndex(({ startMs, id }) => startMs === queue.endMs && id > queue.id);
      const [inference] = at === -1 ? [] : waiting.splice(at, 1);
      if (inference === undefined) return undefined;
      const ms = work.get(inference.id)!;
      return { ms, outcome: inference.outcome, standIn: nearestOf(costs.get(queue.name) ?? [], ms) };
    },
  );
}

/** The place of the value that is nearest; 0 of none. */
function nearestOf(values: readonly number[], value: number): number {
  const distances = values.map((one) => Math.abs(one - value));
  return Math.max(0, distances.indexOf(Math.min(...distances)));
}

/**
 * The work of each inference by its span's id: what a job must cost so that simulated cores take as long for it as was
 * measured, beside the others that ran meanwhile. So whatever slowed it stays with it.
 */
function workOf(spans: readonly Span[], cores: number, contention: number): Map<number, number> {
  const shared = new ProcessorSharing(cores, contention);
  const begunAt = new Map<number, number>();
  const work = new Map<number, number>();
  const inferences = spans.filter(({ kind, lane }) => kind === 'inference' && lane !== 'main');
  const edges = inferences
    .flatMap(({ id, startMs, endMs }) => [
      { id, atMs: startMs, ends: false },
      { id, atMs: endMs, ends: true },
    ])
    .toSorted((a, b) => a.atMs - b.atMs || a.id - b.id || Number(a.ends) - Number(b.ends));
  for (const { id, atMs, ends } of edges) {
    shared.advanceTo(atMs);
    if (ends) work.set(id, shared.progress - begunAt.get(id)!);
    else begunAt.set(id, shared.progress);
    shared.count += ends ? -1 : 1;
  }
  return work;
}
