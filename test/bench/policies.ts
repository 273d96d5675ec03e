/**
 * What remedies cost where nothing fails: retry, circuit breaker, timeout and bulkhead around a source of zero latency
 * on real time, traced, beside cockatiel's around the same. Then 100,000 queries of three flaky sources through every
 * remedy on virtual time. Prints figures; judges nothing.
 */
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { modes } from '#src/agent/modes.js';
import { quantile } from '#src/lib/statistics/descriptive.js';
import type { CallContext, Source } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { RecordingTracer } from '#src/model/trace.js';
import { runQuery } from '#src/agent/query.js';
import { resolveScenario } from '#src/scenario/load.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { buildSources, simulatedFetch } from '#src/world/agent.js';
import { virtualWorld } from '#src/world/virtual.js';
import { realClock } from '#src/time/real.js';

type Policies = NonNullable<ScenarioInput['policies']>;

const inline = { source: 'weather', text: 'nothing new' };
const healthy: Policies = [
  { type: 'retry', attempts: 3 },
  { type: 'circuit-breaker' },
  { type: 'timeout', after: '5s' },
  { type: 'bulkhead', limit: 10 },
];

async function sourceWith(policies: Policies): Promise<Source> {
  const loaded = await resolveScenario({ sources: [{ name: 'weather', latency: 0, payload: { inline } }], policies });
  return buildSources(loaded, { fetchOf: simulatedFetch(loaded) }, { scope: new Scope(), attempts: 0 })[0]!;
}

function fetching(source: Source): () => Promise<unknown> {
  let events = 0;
  const tracer = new RecordingTracer(realClock.now, () => events++);
  const query = { index: 0, seed: 1, question: 'What is new?', arguments: { city: 'New York' } };
  const scope = new Scope();
  return () => {
    const tally = { attempts: 0, cached: false, degraded: undefined };
    const context: CallContext = { clock: realClock, scope, tracer, span: 0, source: 'weather', attempt: 1, tally };
    return source.fetch(query, context);
  };
}

const cockatiel = wrap(
  retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
  circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
  timeout(5000, TimeoutStrategy.Cooperative),
  bulkhead(10),
);

/** Microseconds of one call: the median of batches, taken by turns so that all meet the same noise. */
async function medians(contestants: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const batches = 120;
  const size = 1000;
  const times = contestants.map((): number[] => []);
  for (let batch = -20; batch < batches; batch++) {
    for (const [i, call] of contestants.entries()) {
      const started = process.hrtime.bigint();
      for (let n = 0; n < size; n++) await call();
      if (batch >= 0) times[i]!.push(Number(process.hrtime.bigint() - started) / 1000 / size);
    }
  }
  return times.map((all) => quantile(all, 0.5));
}

const [bare, ours, theirs] = (await medians([
  fetching(await sourceWith([])),
  fetching(await sourceWith(healthy)),
  () => cockatiel.execute(() => Promise.resolve(inline)),
])) as [number, number, number];
console.log(`a fetch without remedies, traced, with its attempt's timeout  ${bare.toFixed(2).padStart(6)} µs`);
console.log(
  `the same with retry, breaker, timeout and bulkhead            ${ours.toFixed(2).padStart(6)} µs, of which the ` +
    `remedies ${(ours - bare).toFixed(2)} µs`,
);
console.log(`cockatiel's retry, breaker, timeout and bulkhead, untraced    ${theirs.toFixed(2).padStart(6)} µs`);

const count = Number(process.argv[2] ?? 100_000);
const loaded = await resolveScenario({
  sources: ['weather', 'news', 'knowledge_base'].map((name) => ({
    name,
    latency: { type: 'lognormal', median: '200ms', p95: '600ms' },
    faults: ['flaky:0.1'],
  })),
  policies: [
    { type: 'fallback', stale: true, payload: 'nothing known' },
    { type: 'cache', ttl: '1ms' },
    { type: 'timeout', after: { adaptive: { max: '4s' } } },
    { type: 'retry', attempts: 2, budget: 0.5 },
    { type: 'circuit-breaker', over: 'time', threshold: 0.5, minimumCalls: 20 },
    { type: 'hedge', after: { quantile: 0.95 } },
    { type: 'rate-limit', limit: 2000 },
    { type: 'bulkhead', limit: 1000, queue: 1000 },
  ],
});
const nothing = { summary: '', keyPhrases: [], rankedSentences: [], tokens: { total: 0, distinct: 0, sentences: 0 } };
const world = virtualWorld(loaded, { cores: 10_000, workers: 10_000, contention: 1, analyse: () => nothing });
const agent = world.agent();
const within = new Scope();
let complete = 0;
let events = 0;
const started = process.hrtime.bigint();

async function ask(index: number): Promise<void> {
  const answer = await runQuery({
    mode: modes.hybrid.run,
    name: 'hybrid',
    query: { index, seed: 1, question: `What is new in ${index}?`, arguments: { city: 'New York' } },
    world,
    agent,
    timeoutMs: 15_000,
    within,
    sink: () => events++,
  });
  complete += answer.completeness;
}

// One query each millisecond.
await world.drive(
  async () => {
    const asked: Promise<void>[] = [];
    for (let index = 0; index < count; index++) {
      asked.push(ask(index));
      await new Promise<void>((resolve) => void world.clock.after(1, resolve));
    }
    await Promise.all(asked);
  },
  () => [],
);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
await world.close();
console.log(
  `${count.toLocaleString('en-US')} queries of three flaky sources through eight remedies on virtual time: ` +
    `${seconds.toFixed(1)} s, ${events.toLocaleString('en-US')} trace events, completeness ` +
    (complete / count).toFixed(4),
);
