import { drawEffect } from '#src/inference/workers/worker-faults.js';
import { workerFault } from '#src/scenario/fields/worker-fault.js';
import type { Span } from '#src/model/trace.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { errorsOf, simulate, times } from './simulate.js';

type Inference = NonNullable<ScenarioInput['inference']>;

/**
 * What a test of remedies around inference varies. One source after a second, and a worker of two seconds, where left
 * out.
 */
export interface Inferring {
  /** Latency of each source, and the cost of its inference where that is not two seconds. */
  readonly sources?: Readonly<Record<string, number | readonly [number, number]>>;
  readonly policies?: Inference['policies'];
  readonly faults?: Inference['faults'];
  readonly timeout?: number;
  readonly workers?: number;
  readonly seed?: number;
  readonly scale?: number;
}

export function inferring({
  sources = { weather: 1000 },
  policies,
  faults,
  timeout = 60_000,
  seed = 1,
  scale = 1,
}: Inferring): ScenarioInput {
  return {
    sources: Object.entries(sources).map(([name, given]) =>
      typeof given === 'number' ? { name, latency: given } : { name, latency: given[0], cost: given[1] },
    ),
    inference: { cost: 2000, ...(policies && { policies }), ...(faults && { faults }) },
    limits: { timeout, fetchTimeout: '1h' },
    seed,
    scale,
  };
}

/**
 * What became of a query in mode hybrid: its inferences, what else took time by the remedies' doing, and what failed or
 * was degraded.
 */
export async function inferred(options: Inferring) {
  const run = await simulate(inferring(options), 'hybrid', { cores: options.workers ?? 1 });
  const { spans, answer, makespanMs } = run;
  const named = (kind: Span['kind']): unknown[] =>
    spans.filter((span) => span.kind === kind).map((span) => [span.name, span.startMs, span.endMs, span.outcome]);
  return {
    makespanMs,
    inferences: named('inference'),
    queues: times(spans, 'queue').filter(([startMs, endMs]) => endMs > startMs),
    pauses: times(spans, 'backoff'),
    limits: named('limit'),
    errors: errorsOf(run),
    messages: answer.errors.map(({ message }) => message),
    degraded: Object.entries(answer.sources).flatMap(([name, source]) =>
      source.ok && source.degraded !== undefined ? [[name, source.degraded.by]] : [],
    ),
    inferred: Object.keys(answer.inferences),
    completeness: answer.completeness,
    status: answer.status,
  };
}

/** The members of what became of a query that a test names. */
export async function some<K extends keyof Awaited<ReturnType<typeof inferred>>>(
  options: Inferring,
  expected: Readonly<Record<K, unknown>>,
): Promise<Record<K, unknown>> {
  const all = await inferred(options);
  return Object.fromEntries((Object.keys(expected) as K[]).map((key) => [key, all[key]])) as Record<K, unknown>;
}

/** A seed with which weather's attempts meet the fault or do not, as the list says. */
export function seedWhere(fault: string, met: readonly boolean[], index = 0): number {
  const faults = [workerFault.parse(fault)];
  const has = (seed: number, attempt: number): boolean => {
    const { factor, faultOutcome } = drawEffect(faults, {
      source: 'weather',
      question: '',
      payload: null,
      randomKey: { seed, index, attempt },
    });
    return factor !== 1 || faultOutcome !== undefined;
  };
  for (let seed = 0; ; seed++) if (met.every((wanted, i) => has(seed, i + 1) === wanted)) return seed;
}
