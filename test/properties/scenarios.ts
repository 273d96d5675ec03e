import fc from 'fast-check';
import { modeNames, type ModeName } from '#src/agent/modes.js';
import { dispatchNames } from '#src/inference/dispatch.js';
import { UsageError } from '#src/model/errors.js';
import { refuseErrors } from '#src/scenario/lint/lint.js';
import { scenarioSchema, type ScenarioInput } from '#src/scenario/schema.js';

/**
 * Random scenarios: as many kinds of latencies, faults and remedies as a scenario can state, small enough to try
 * hundreds.
 */

const ms = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });
const ordered = (max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(ms(max, 1), ms(max, 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);

type Latency = NonNullable<ScenarioInput['sources'][number]['latency']>;

const simpleLatency: fc.Arbitrary<Exclude<Latency, { type: 'mixture' }>> = fc.oneof(
  { weight: 4, arbitrary: ms(4000) },
  ordered(3000).map(([min, max]) => ({ type: 'uniform' as const, min, max })),
  fc.tuple(ms(2000), ms(800)).map(([mean, sd]) => ({ type: 'normal' as const, mean, sd })),
  ordered(2000).map(([median, p95]) => ({ type: 'lognormal' as const, median, p95 })),
  ordered(4000).map(([low, high]) => ({ type: 'empirical' as const, percentiles: { 50: low, 99: high } })),
);

const latency: fc.Arbitrary<Latency> = fc.oneof(
  { weight: 5, arbitrary: simpleLatency },
  fc.tuple(simpleLatency, simpleLatency).map(([usual, rare]) => ({
    type: 'mixture' as const,
    parts: [
      { weight: 97, latency: usual },
      { weight: 3, latency: rare },
    ],
  })),
);

/** What happens to an attempt whenever it is made. */
const steadyFault = fc.oneof(
  fc.constantFrom(
    'error',
    'hang',
    'malformed',
    'truncated',
    'flaky:0.5',
    'flaky:0.9',
    'slow:2x',
    'slow:3.5x',
    'server-error',
    'reset',
    'stalled',
  ),
  fc.constantFrom(
    'error%0.5',
    'hang%0.3',
    'slow:5x%0.3',
    'rate-limited:300ms',
    'rate-limited:700ms%0.5',
    'slow-drip:800ms',
  ),
  ms(2000).map((added) => `slow:${added}ms`),
);
/** What depends on the time at which it is made. */
const passingFault = fc.constantFrom(
  'error@..1s',
  'hang@500ms..2s',
  'slow:3x@1s..',
  'error@1s..3s%0.5',
  'flap:700ms',
  'brown-out:2s',
);

const payload = fc.oneof(
  fc.constantFrom({ fixture: 'weather' }, { fixture: 'news' }, { fixture: 'knowledge_base' }),
  // As a file holds it: JSON knows no -0.
  fc.json({ maxDepth: 2 }).map((inline) => ({ inline: JSON.parse(inline) as never })),
);

const names = ['source-1', 'source-2', 'source-3'];
const retry = fc.record(
  {
    type: fc.constant('retry' as const),
    attempts: ms(2),
    base: ms(300),
    backoff: fc.constantFrom('constant', 'linear', 'exponential'),
    jitter: fc.constantFrom('none', 'full', 'equal', 'decorrelated'),
  },
  { requiredKeys: ['type', 'attempts'] },
);
const breaker = fc.record({
  type: fc.constant('circuit-breaker' as const),
  threshold: ms(2, 1),
  openFor: ms(2000, 100),
});
const timeout = fc.record({
  type: fc.constant('timeout' as const),
  after: fc.oneof(
    ms(4000, 200),
    ms(3000, 200).map((max) => ({ adaptive: { max } })),
  ),
});
const bulkhead = fc.record({ type: fc.constant('bulkhead' as const), limit: ms(2, 1), queue: ms(2) });
const hedge = fc.record({
  type: fc.constant('hedge' as const),
  after: fc.oneof(
    ms(1500, 1),
    ms(1500, 1).map((first) => ({ quantile: 0.9, first })),
  ),
  copies: ms(3, 1),
});
const rateLimit = fc.record({
  type: fc.constant('rate-limit' as const),
  limit: ms(2, 1),
  per: ms(1500, 50),
  algorithm: fc.constantFrom('sliding-window', 'token-bucket'),
  whenFull: fc.constantFrom('wait', 'reject'),
});
/** What knows nothing of other sources: one may be drawn more than once. */
const ownRemedy = fc.oneof(
  retry,
  breaker,
  timeout,
  bulkhead,
  hedge,
  rateLimit,
  fc.constantFrom({ type: 'cache' as const, ttl: 2500, size: 3 }, { type: 'cache' as const, ttl: 400, stale: 5000 }),
  fc.constantFrom(
    { type: 'fallback' as const, payload: 'instead' },
    { type: 'fallback' as const, stale: true, payload: null },
  ),
  fc.constantFrom(...names).map((source) => ({ type: 'fallback' as const, source })),
);
/** What several sources have in common. */
const pooled = fc.constantFrom(
  { type: 'bulkhead' as const, limit: 2, queue: 3, pool: 'all' },
  { type: 'rate-limit' as const, limit: 2, per: 400, pool: 'all' },
);
const modelFallback = ms(1500).map((cost) => ({ type: 'model-fallback' as const, cost }));
const inferenceRemedy = fc.oneof(
  { weight: 2, arbitrary: retry },
  breaker,
  timeout,
  bulkhead,
  { weight: 2, arbitrary: hedge },
  rateLimit,
  {
    weight: 3,
    arbitrary: modelFallback,
  },
);
const dispatch = fc.constantFrom(...dispatchNames).map((order) => ({ type: 'dispatch' as const, order }));

const slowCore = fc.constantFrom('slow-core:2x', 'slow-core:4x%0.4', 'slow-core:1.5x%0.5');
const workerFault = fc.oneof(
  slowCore,
  fc.constantFrom('crash%0.3', 'crash:0.1%0.5', 'out-of-memory%0.3', 'stuck%0.2', 'stuck:0.1%0.5'),
  fc.constantFrom(
    'crash@..2s',
    'crash@2s..5s%0.6',
    'out-of-memory:0@1s..3s',
    'stuck@3s..%0.5',
    'slow-core:4x@1s..4s',
    'slow-core:2x@..3s%0.5',
  ),
);

type Remedies = NonNullable<ScenarioInput['policies']>;
type InferenceRemedies = NonNullable<NonNullable<ScenarioInput['inference']>['policies']>;

/** What a scenario is drawn from. */
interface Lots {
  readonly fault: fc.Arbitrary<string>;
  readonly remedies: fc.Arbitrary<Remedies>;
  readonly workerFault: fc.Arbitrary<string>;
  readonly inferenceRemedies: fc.Arbitrary<InferenceRemedies>;
}

/** None as often as one or two: with more, hardly any source would answer. */
function rarely<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.oneof(fc.constant<T[]>([]), fc.array(one, { minLength: 1, maxLength: 2 }));
}

function scenarios({ fault, remedies, workerFault: drawn, inferenceRemedies }: Lots): fc.Arbitrary<ScenarioInput> {
  const source = fc.record(
    {
      latency,
      argument: fc.constantFrom('question' as const, 'city' as const),
      payload,
      timeout: ms(7000, 100),
      cost: ms(3000),
      faults: rarely(fault),
      policies: rarely(ownRemedy),
    },
    { requiredKeys: ['latency'] },
  );
  return fc
    .record(
      {
        sources: fc
          .array(source, { minLength: 1, maxLength: 8 })
          .map((sources) => sources.map((one, i) => ({ ...one, name: `source-${i + 1}` }))),
        inference: fc.record(
          {
            cost: fc.oneof(ms(2500), fc.constant(0)),
            workers: ms(4, 1),
            faults: rarely(drawn),
            policies: inferenceRemedies,
          },
          { requiredKeys: ['cost'] },
        ),
        limits: fc.record({ fetchTimeout: ms(7000, 100), timeout: fc.oneof(ms(9000, 100), fc.constant(120_000)) }),
        policies: remedies,
        seed: fc.nat(),
        scale: fc.constantFrom(1, 0.1, 2),
        modes: fc.shuffledSubarray<ModeName>([...modeNames], { minLength: 1 }),
      },
      { requiredKeys: ['sources', 'inference', 'limits'] },
    )
    .map((given) => ({ name: 'random', ...given }))
    .filter(isAccepted);
}

/** Whether the loader finds no contradiction, such as a hedge later than the timeout. */
function isAccepted(input: ScenarioInput): boolean {
  try {
    refuseErrors(scenarioSchema.parse(input), 'random');
    return true;
  } catch (thrown) {
    if (thrown instanceof UsageError) return false;
    throw thrown;
  }
}

const quorum = fc.record(
  {
    type: fc.constant('quorum' as const),
    count: ms(4, 1),
    sources: fc.subarray(names, { maxLength: 1 }),
    grace: ms(800),
  },
  { requiredKeys: ['type', 'count'] },
);

/** With one of what may stand once, two times out of three, somewhere in the list. */
function withOne<T>(list: fc.Arbitrary<T[]>, one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .tuple(list, fc.option(one, { freq: 2, nil: undefined }), fc.nat(3))
    .map(([all, extra, at]) => (extra === undefined ? all : all.toSpliced(at, 0, extra)));
}

/** Everything that a scenario can state. */
export const scenarioInput = scenarios({
  fault: fc.oneof({ weight: 3, arbitrary: steadyFault }, passingFault),
  remedies: withOne<Remedies[number]>(
    fc.array(fc.oneof({ weight: 5, arbitrary: ownRemedy }, pooled), { maxLength: 3 }),
    quorum,
  ),
  workerFault,
  inferenceRemedies: withOne<InferenceRemedies[number]>(fc.array(inferenceRemedy, { maxLength: 3 }), dispatch),
});

/**
 * Scenarios in which what becomes of a source has nothing to do with when it is asked, nor with what becomes of the
 * others: no window in time, nothing that sources share, no worker that is lost, and neither a wait nor a copy of an
 * inference.
 */
export const independentInput = scenarios({
  fault: steadyFault,
  remedies: fc.array(ownRemedy, { maxLength: 3 }),
  workerFault: slowCore,
  inferenceRemedies: dispatch.map((one) => [one]),
});

export const coreCount = ms(4, 1);
export const anyMode = fc.constantFrom(...modeNames);
