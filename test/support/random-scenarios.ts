import { modeNames, type ModeName } from '#src/agent/modes.js';
import type { ScenarioInput } from '#src/index.js';
import { random } from '#src/lib/random.js';
import type { Change } from '#src/experiments/what-if/change.js';

/**
 * A scenario with two to eight sources and one to four workers, and something to change of it. All is drawn by its
 * number.
 */
export interface RandomCase {
  readonly scenario: ScenarioInput;
  readonly mode: ModeName;
  /** As a plan settles them: as many workers as the scenario states, or one on each core. */
  readonly world: { readonly cores: number; readonly workers: number; readonly contention: number };
  readonly changes: readonly Change[];
}

type Policy = NonNullable<ScenarioInput['policies']>[number];
type SourcePolicy = NonNullable<ScenarioInput['sources'][number]['policies']>[number];
type KernelInput = Extract<NonNullable<ScenarioInput['inference']>, { type?: 'kernel' | undefined }>;

interface Draw {
  /** Whether something of this probability happens. */
  readonly chance: (probability: number) => boolean;
  readonly upTo: (n: number) => number;
  readonly ms: (most: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
}

const sourceFaults = (
  'error%0.5 slow:3x%0.5 hang%0.3 slow:500-2000 flaky:0.4 burst:1s/3s flap:2s/1s brown-out:3s malformed%0.3 ' +
  'truncated:0.5%0.5 rate-limited:500ms%0.5 server-error:503%0.5 reset%0.4 stalled%0.3 slow-drip:800ms/4%0.5 ' +
  'error@1s..4s slow:2x@0s..2s hang@2s..6s%0.5'
).split(' ');
const workerFaults = ['crash:0.5%0.3', 'stuck:0.5%0.2', 'slow-core:2x%0.4', 'out-of-memory:0.5%0.2', 'crash@1s..3s'];
const factors = [0, 0.5, 0.75, 0.9, 1.37, 2];

/** The case of a number; `plain` leaves out faults, policies and what a clock of one's own would have to know of. */
export function randomCase(number: number, { plain = false }: { plain?: boolean } = {}): RandomCase {
  const draw = drawing(number);
  const { chance, upTo, ms, one } = draw;
  const names = Array.from({ length: 2 + upTo(7) }, (_, i) => `source-${i}`);
  const sources = names.map((name) => ({
    name,
    latency: latency(draw),
    ...(chance(0.5) && { cost: ms(2000) }),
    ...(!plain && chance(0.2) && { timeout: 500 + upTo(3000) }),
    ...(!plain && chance(0.2) && { faults: [one(sourceFaults)] }),
    ...(!plain && chance(0.2) && { policies: [policy(draw, names)] }),
  }));
  const cores = 1 + upTo(4);
  const workers = chance(0.6) ? 1 + upTo(4) : undefined;
  const stated: KernelInput = { cost: ms(2000), ...(workers !== undefined && { workers }) };
  const scenario: ScenarioInput = {
    name: `random-${number}`,
    seed: number,
    sources,
    inference: plain ? stated : { ...stated, ...troubled(draw) },
  };
  return {
    scenario: plain ? scenario : { ...scenario, ...arranged(draw, names) },
    mode: one(modeNames),
    world: { cores, workers: workers ?? cores, contention: one([1, 1, 1.25]) },
    changes: changes(draw, names),
  };
}

function drawing(number: number): Draw {
  const next = random(number, 'what-if');
  const upTo = (n: number): number => Math.floor(next() * n);
  return {
    upTo,
    chance: (probability) => next() < probability,
    ms: (most) => Math.round(next() * most * 1000) / 1000,
    one: (of) => of[upTo(of.length)]!,
  };
}

function latency({ ms, one }: Draw): NonNullable<ScenarioInput['sources'][number]['latency']> {
  const least = ms(1000);
  return one([
    ms(3000),
    ms(3000),
    { type: 'uniform' as const, min: least, max: least + ms(2000) },
    { type: 'lognormal' as const, median: 200 + least, p95: 1500 + least },
    { type: 'empirical' as const, percentiles: { 0: 100, 50: 300 + least, 99: 3000 } },
  ]);
}

/** Retries, limits and what else is around a fetch. */
function policy({ upTo, one }: Draw, names: readonly string[]): SourcePolicy {
  return one<SourcePolicy>([
    {
      type: 'retry',
      attempts: 1 + upTo(3),
      jitter: one(['none', 'full', 'equal', 'decorrelated']),
      base: one([50, 100, 300]),
    },
    { type: 'hedge', after: one([300, 800, { quantile: 0.9, first: 500 }]), copies: 1 + upTo(2) },
    { type: 'cache', ttl: one(['1s', '60s']), stale: one([0, '10s']) },
    { type: 'circuit-breaker', threshold: 1 + upTo(3), openFor: one(['500ms', '5s']) },
    { type: 'bulkhead', limit: 1 + upTo(3), queue: upTo(4), ...one([{}, { pool: 'all' }]) },
    {
      type: 'rate-limit',
      limit: 1 + upTo(3),
      per: one(['1s', '3s']),
      algorithm: one(['sliding-window', 'token-bucket']),
      whenFull: one(['wait', 'reject']),
    },
    { type: 'timeout', after: one([400, 1500, { adaptive: { max: 2000 } }]) },
    { type: 'fallback', payload: { text: 'fixed' } },
    { type: 'fallback', stale: true },
    { type: 'fallback', source: one(names) },
  ]);
}

/** What is around inferences, and what befalls them. */
function troubled({ chance, upTo, ms, one }: Draw): Partial<KernelInput> {
  const policies: NonNullable<KernelInput['policies']> = [];
  if (chance(0.4))
    policies.push({ type: 'dispatch', order: one(['fifo', 'longest-first', 'shortest-first', 'critical-path-first']) });
  if (chance(0.2)) policies.push({ type: 'retry', attempts: 1 + upTo(2), jitter: one(['none', 'full']) });
  if (chance(0.3)) policies.push({ type: 'model-fallback', cost: ms(600) });
  if (chance(0.1)) policies.push({ type: 'hedge', after: 500 + upTo(1000) });
  if (chance(0.1)) policies.push({ type: 'bulkhead', limit: 1 + upTo(3), queue: upTo(4) });
  if (chance(0.1)) policies.push({ type: 'circuit-breaker', threshold: 1 + upTo(3), openFor: '1s' });
  if (chance(0.1)) policies.push({ type: 'rate-limit', limit: 1 + upTo(3), per: '2s' });
  if (chance(0.3)) policies.push({ type: 'timeout', after: 100 + ms(2500) });
  return { policies, ...(chance(0.2) && { faults: [one(workerFaults)] }) };
}

/** What is stated of the query as a whole. */
function arranged(draw: Draw, names: readonly string[]): Partial<ScenarioInput> {
  const { chance, upTo, ms, one } = draw;
  const policies: Policy[] = [0, 1, 2].flatMap(() => (chance(0.3) ? [policy(draw, names)] : []));
  if (chance(0.2))
    policies.push({ type: 'quorum', count: 1 + upTo(names.length), grace: ms(500), sources: one([[], [names[1]!]]) });
  return {
    policies,
    limits: { timeout: chance(0.4) ? 2000 + upTo(4000) : 60_000, fetchTimeout: chance(0.3) ? 1000 + upTo(2000) : 5000 },
    scale: one([1, 1, 0.5, 2]),
    ...(chance(0.2) && { blockLoop: [one(['200ms', '500ms@1s', '1s@2s'])] }),
  };
}

/** One change or two, of different parts. The source that may be gone is in no other. */
function changes({ upTo, one }: Draw, names: readonly string[]): Change[] {
  const kept = names.slice(1);
  const change = (): Change =>
    one<Change>([
      { part: 'source', name: one(kept), factor: one(factors) },
      { part: 'source', name: one(kept), stage: one(['fetch', 'inference']), factor: one(factors) },
      { part: 'stage', stage: one(['fetch', 'inference']), factor: one(factors) },
      { part: 'gone', name: names[0]! },
      { part: 'more', name: names[1]!, count: 1 },
      { part: 'workers', to: 1 + upTo(4) },
      { part: 'cores', to: 1 + upTo(4) },
      { part: 'timeout', ms: 1000 + upTo(8000) },
      { part: 'fetch-timeout', ms: 500 + upTo(3000) },
      { part: 'mode', mode: one(modeNames) },
    ]);
  return [change(), change()]
    .slice(0, 1 + upTo(2))
    .filter((one_, i, all) => all.findIndex(({ part }) => part === one_.part) === i);
}
