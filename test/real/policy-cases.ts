import type { Quorum } from '#src/agent/quorum.js';
import type { ScenarioInput } from '#src/scenario/schema.js';

export type SourceInput = Extract<ScenarioInput['sources'][number], { readonly type?: 'synthetic' | undefined }>;

/**
 * One remedy: its sources, and what is done: so many queries at once, or a wait. What decides the course never hangs on
 * a few milliseconds: sources hang or fail at once, and where one recovers, it does so 30 ms or more before it is asked
 * again.
 */
export interface Case {
  readonly sources: Record<string, Omit<SourceInput, 'name' | 'latency'> & { readonly latency?: number }>;
  readonly quorum?: Quorum;
  readonly steps: readonly ({ readonly ask: number } | { readonly wait: number })[];
  /** What the queries come to, in the order in which they were asked; on simulated time to the millisecond. */
  readonly expected: readonly (Record<string, string | number | readonly number[]> & {
    readonly ms: number | readonly number[];
  })[];
}

const inferred = 'queue ok, inference ok';

/** Every remedy, by what it does. */
export const cases: Record<string, Case> = {
  'a timeout cuts off what hangs, around the attempts and around each': {
    sources: {
      whole: { faults: ['hang'], policies: [{ type: 'timeout', after: 60 }] },
      each: { faults: ['hang'], timeout: 20 },
    },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 60,
        answer: 'failed 0.00, error',
        whole: 'fetch timeout, attempt timeout, timeout after 1',
        each: 'fetch timeout, attempt timeout, timeout after 1',
      },
    ],
  },
  'an adaptive timeout learns from ten answers not to wait two seconds for the eleventh': {
    sources: {
      learned: {
        faults: ['hang@60ms..'],
        policies: [{ type: 'timeout', after: { adaptive: { quantile: 0.5, factor: 1, min: 50, max: 2000 } } }],
      },
    },
    steps: [{ ask: 10 }, { wait: 90 }, { ask: 1 }],
    expected: [
      ...[6, 6, 7, 7, 8, 8, 9, 9, 10, 10].map((ms) => ({
        ms,
        answer: 'complete 1.00, ok',
        learned: `fetch ok, attempt ok, ${inferred}, 70 after 1`,
      })),
      { ms: 50, answer: 'failed 0.00, error', learned: 'fetch timeout, attempt timeout, timeout after 1' },
    ],
  },
  'a retry comes back after its pause': {
    sources: {
      recovers: { faults: ['error@..30ms'], policies: [{ type: 'retry', attempts: 1, base: 60, jitter: 'none' }] },
    },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 66,
        answer: 'complete 1.00, ok',
        recovers: `fetch ok, attempt error, backoff ok, attempt ok, ${inferred}, 70 after 2`,
      },
    ],
  },
  'a retry comes back when the source has asked it to': {
    sources: {
      busy: {
        faults: ['rate-limited:60ms@..30ms'],
        policies: [{ type: 'retry', attempts: 1, base: 1, jitter: 'none' }],
      },
    },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 66,
        answer: 'complete 1.00, ok',
        busy: `fetch ok, attempt rate-limited, backoff ok, attempt ok, ${inferred}, 70 after 2`,
      },
    ],
  },
  'a retry draws anew for each attempt': {
    sources: {
      unlucky: {
        faults: ['flaky:0.7'],
        policies: [{ type: 'retry', attempts: 4, base: 10, backoff: 'linear', jitter: 'none' }],
      },
    },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 81,
        answer: 'complete 1.00, ok',
        unlucky: `fetch ok, ${'attempt error, backoff ok, '.repeat(3)}attempt ok, ${inferred}, 70 after 4`,
      },
    ],
  },
  'a circuit breaker opens on failures, refuses, and closes on a probe': {
    sources: {
      broken: { faults: ['error@..70ms'], policies: [{ type: 'circuit-breaker', threshold: 2, openFor: 100 }] },
    },
    steps: [{ ask: 2 }, { ask: 1 }, { wait: 130 }, { ask: 1 }],
    expected: [
      { ms: 0, answer: 'failed 0.00, error', broken: 'fetch error, attempt error, error after 1' },
      { ms: 0, answer: 'failed 0.00, error', broken: 'fetch error, attempt error, circuit open, error after 1' },
      { ms: 0, answer: 'failed 0.00, error', broken: 'fetch rejected, rejected after 0' },
      {
        ms: 6,
        answer: 'complete 1.00, ok',
        broken: `fetch ok, attempt ok, ${inferred}, circuit half-open, circuit closed, 70 after 1`,
      },
    ],
  },
  'a hedge asks again, and the copy wins; who answers in time is asked once': {
    sources: {
      stuck: { faults: ['hang@..20ms'], policies: [{ type: 'hedge', after: 50 }] },
      prompt: { policies: [{ type: 'hedge', after: 2000 }] },
    },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 56,
        answer: 'complete 1.00, ok',
        stuck: `fetch ok, attempt enough, attempt ok, ${inferred}, 70 after 2`,
        prompt: `fetch ok, attempt ok, ${inferred}, 70 after 1`,
      },
    ],
  },
  'a fallback gives a payload or another source': {
    sources: {
      down: { faults: ['error'], policies: [{ type: 'fallback', payload: 0 }] },
      replaced: { faults: ['error'], policies: [{ type: 'fallback', source: 'other' }] },
      other: { latency: 40 },
    },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 41,
        answer: 'partial 0.33, error',
        down: `fetch ok, attempt error, ${inferred}, 0 by payload for error after 1`,
        replaced: `fetch ok, attempt error, attempt ok, ${inferred}, 70 by other for error after 2`,
        other: `fetch ok, attempt ok, ${inferred}, 70 after 1`,
      },
    ],
  },
  'a fallback gives the last good answer with its age': {
    sources: { aged: { faults: ['error@50ms..'], policies: [{ type: 'fallback', stale: true }] } },
    steps: [{ ask: 1 }, { wait: 80 }, { ask: 1 }],
    expected: [
      { ms: 6, answer: 'complete 1.00, ok', aged: `fetch ok, attempt ok, ${inferred}, 70 after 1` },
      {
        ms: [1, 81],
        answer: 'partial 0.00, error',
        aged: `fetch ok, attempt error, ${inferred}, 70 by stale for error after 1`,
      },
    ],
  },
  'a cache lets two share a fetch, then gives what is stale and fetches anew for the next': {
    sources: { kept: { faults: ['stale@60ms..'], policies: [{ type: 'cache', ttl: 50, stale: '1m' }] } },
    steps: [{ ask: 2 }, { wait: 90 }, { ask: 1 }, { wait: 40 }, { ask: 1 }, { wait: 40 }],
    expected: [
      { ms: 6, answer: 'complete 1.00, ok', kept: `fetch ok, attempt ok, ${inferred}, 70 after 1` },
      { ms: 6, answer: 'complete 1.00, ok', kept: `fetch cached, ${inferred}, 70 cached after 0` },
      { ms: 1, answer: 'complete 1.00, ok', kept: `fetch cached, ${inferred}, 70 cached after 0` },
      { ms: 1, answer: 'complete 1.00, ok', kept: `fetch cached, ${inferred}, 66 cached after 0` },
    ],
  },
  'a rate limit lets the second wait its turn': {
    sources: { limited: { policies: [{ type: 'rate-limit', limit: 1, per: 60 }] } },
    steps: [{ ask: 2 }],
    expected: [
      { ms: 6, answer: 'complete 1.00, ok', limited: `fetch ok, attempt ok, ${inferred}, 70 after 1` },
      { ms: 66, answer: 'complete 1.00, ok', limited: `fetch ok, limit ok, attempt ok, ${inferred}, 70 after 1` },
    ],
  },
  'a rate limit rejects the second': {
    sources: { strict: { policies: [{ type: 'rate-limit', limit: 1, per: 60, whenFull: 'reject' }] } },
    steps: [{ ask: 2 }],
    expected: [
      { ms: 6, answer: 'complete 1.00, ok', strict: `fetch ok, attempt ok, ${inferred}, 70 after 1` },
      { ms: 0, answer: 'failed 0.00, error', strict: 'fetch rejected, rejected after 0' },
    ],
  },
  'a retry comes back when the rate limit has said': {
    sources: {
      patient: {
        policies: [
          { type: 'retry', attempts: 1, base: 1, jitter: 'none' },
          { type: 'rate-limit', limit: 1, per: 60, whenFull: 'reject' },
        ],
      },
    },
    steps: [{ ask: 2 }],
    expected: [
      { ms: 6, answer: 'complete 1.00, ok', patient: `fetch ok, attempt ok, ${inferred}, 70 after 1` },
      { ms: 66, answer: 'complete 1.00, ok', patient: `fetch ok, backoff ok, attempt ok, ${inferred}, 70 after 1` },
    ],
  },
  'a bulkhead lets one run, one wait and rejects the third': {
    sources: { narrow: { latency: 40, policies: [{ type: 'bulkhead', limit: 1, queue: 1 }] } },
    steps: [{ ask: 3 }],
    expected: [
      { ms: 41, answer: 'complete 1.00, ok', narrow: `fetch ok, attempt ok, ${inferred}, 70 after 1` },
      { ms: 81, answer: 'complete 1.00, ok', narrow: `fetch ok, limit ok, attempt ok, ${inferred}, 70 after 1` },
      { ms: 0, answer: 'failed 0.00, error', narrow: 'fetch rejected, rejected after 0' },
    ],
  },
  'a quorum waits a grace for the rest and ends it': {
    sources: { first: {}, needed: { latency: 40 }, never: { faults: ['hang'] } },
    quorum: { count: 1, sources: ['needed'], graceMs: 40 },
    steps: [{ ask: 1 }],
    expected: [
      {
        ms: 81,
        answer: 'partial 0.67, enough',
        first: `fetch ok, attempt ok, ${inferred}, 70 after 1`,
        needed: `fetch ok, attempt ok, ${inferred}, 70 after 1`,
        never: 'fetch enough, attempt enough, enough after 1',
      },
    ],
  },
};
