import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Fetch } from '#src/model/ports.js';
import { attempt } from '#src/policies/attempt.js';
import { policyOf, policySchema } from '#src/policies/index.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

/** Pairs of remedies in both orders: what stands outside decides what the other one sees. */

type Input = z.input<typeof policySchema>;
type Step = { readonly ms?: number; readonly answer?: string; readonly fail?: Failure };

const down = new Failure('error', 'down');
const retry: Input = { type: 'retry', attempts: 2, base: 100, jitter: 'none', backoff: 'constant' };
const timeout: Input = { type: 'timeout', after: 500 };
const breaker: Input = { type: 'circuit-breaker', threshold: 2, openFor: 1000 };
const hedge: Input = { type: 'hedge', after: 200 };
const fallback: Input = { type: 'fallback', payload: 'instead' };
const cache: Input = { type: 'cache', ttl: '1m' };
const limit: Input = { type: 'rate-limit', limit: 1, per: 1000 };
const bulkhead: Input = { type: 'bulkhead', limit: 1 };

const timedOut = { kind: 'timeout', message: 'no answer within 0.50 s' };
const opened = { kind: 'rejected', message: 'the circuit is open for 1.00 s after repeated failures' };
const full = { kind: 'rejected', message: '1 call running and 0 waiting already' };

interface Case {
  readonly stack: readonly Input[];
  readonly steps: readonly Step[];
  /** When fetches begin; one at 0 where left out. */
  readonly at?: readonly number[];
  readonly expected: readonly object[];
  readonly calls: number;
}

const cases: Record<string, Case> = {
  'retry around timeout: each try has the time': {
    stack: [retry, timeout],
    steps: [{ ms: 900 }, { ms: 900 }, { ms: 300 }],
    expected: [{ value: 'answer', atMs: 500 + 100 + 500 + 100 + 300 }],
    calls: 3,
  },
  'timeout around retry: all tries together have it, pauses included': {
    stack: [timeout, retry],
    steps: [{ ms: 150, fail: down }, { ms: 900 }],
    expected: [{ ...timedOut, atMs: 500 }],
    calls: 2,
  },
  'timeout around retry, struck in a pause': {
    stack: [timeout, retry],
    steps: [{ ms: 450, fail: down }],
    expected: [{ ...timedOut, atMs: 500 }],
    calls: 1,
  },
  'retry around breaker: each try counts, and an open circuit is not tried again': {
    stack: [retry, breaker],
    steps: [{ ms: 10, fail: down }],
    at: [0, 300],
    expected: [
      { ...opened, atMs: 10 + 100 + 10 + 100 },
      { ...opened, atMs: 300 },
    ],
    calls: 2,
  },
  'breaker around retry: a fetch counts once, with all its tries': {
    stack: [breaker, retry],
    steps: [{ ms: 10, fail: down }],
    at: [0, 300, 600],
    expected: [
      { kind: 'error', message: 'down', atMs: 230 },
      { kind: 'error', message: 'down', atMs: 530 },
      { ...opened, atMs: 600 },
    ],
    calls: 6,
  },
  'hedge around timeout: each copy has the time, and the second began later': {
    stack: [hedge, timeout],
    steps: [{ ms: 900 }, { ms: 450 }],
    expected: [{ value: 'answer', atMs: 650 }],
    calls: 2,
  },
  'timeout around hedge: both copies together have it': {
    stack: [timeout, hedge],
    steps: [{ ms: 900 }, { ms: 450 }],
    expected: [{ ...timedOut, atMs: 500 }],
    calls: 2,
  },
  'cache around retry: followers share the answer of the last try': {
    stack: [cache, retry],
    steps: [{ ms: 50, fail: down }, { ms: 50 }],
    at: [0, 20],
    expected: [
      { value: 'answer', atMs: 200 },
      { value: 'answer', atMs: 200 },
    ],
    calls: 2,
  },
  'retry around cache: all share the failed fetch, and each tries again, sharing the next': {
    stack: [retry, cache],
    steps: [{ ms: 50, fail: down }, { ms: 50 }],
    at: [0, 20],
    expected: [
      { value: 'answer', atMs: 200 },
      { value: 'answer', atMs: 200 },
    ],
    calls: 2,
  },
  'fallback around breaker: an open circuit is answered at once, unasked': {
    stack: [fallback, breaker],
    steps: [{ ms: 10, fail: down }],
    at: [0, 20, 40],
    expected: [
      { value: 'instead', atMs: 10 },
      { value: 'instead', atMs: 30 },
      { value: 'instead', atMs: 40 },
    ],
    calls: 2,
  },
  'breaker around fallback: it sees no failure and never opens': {
    stack: [breaker, fallback],
    steps: [{ ms: 10, fail: down }],
    at: [0, 20, 40],
    expected: [
      { value: 'instead', atMs: 10 },
      { value: 'instead', atMs: 30 },
      { value: 'instead', atMs: 50 },
    ],
    calls: 3,
  },
  'rate limit around retry: the tries of one fetch take one turn': {
    stack: [limit, retry],
    steps: [{ ms: 10, fail: down }, { ms: 10 }],
    at: [0, 500],
    expected: [
      { value: 'answer', atMs: 120 },
      { value: 'answer', atMs: 1010 },
    ],
    calls: 3,
  },
  'retry around rate limit: each try takes a turn': {
    stack: [retry, limit],
    steps: [{ ms: 10, fail: down }, { ms: 10 }],
    at: [0, 500],
    expected: [
      { value: 'answer', atMs: 1010 },
      { value: 'answer', atMs: 2010 },
    ],
    calls: 3,
  },
  'retry around a rate limit that rejects: comes back when it said': {
    stack: [retry, { ...limit, whenFull: 'reject' }],
    steps: [{ ms: 10 }],
    at: [0, 300],
    expected: [
      { value: 'answer', atMs: 10 },
      { value: 'answer', atMs: 1010 },
    ],
    calls: 2,
  },
  'bulkhead around hedge: both copies share the place of the fetch': {
    stack: [bulkhead, hedge],
    steps: [{ ms: 900 }, { ms: 10 }],
    at: [0, 100],
    expected: [
      { value: 'answer', atMs: 210 },
      { ...full, atMs: 100 },
    ],
    calls: 2,
  },
  'hedge around bulkhead: the copy is rejected, and the first one is waited for': {
    stack: [hedge, bulkhead],
    steps: [{ ms: 900 }, { ms: 10 }],
    expected: [{ value: 'answer', atMs: 900 }],
    calls: 1,
  },
  'hedge around rate limit: the copy waits its turn and loses': {
    stack: [hedge, limit],
    steps: [{ ms: 900 }, { ms: 10 }],
    expected: [{ value: 'answer', atMs: 900 }],
    calls: 1,
  },
  'fallback around timeout: answers when the time is over': {
    stack: [fallback, timeout],
    steps: [{ ms: 900 }],
    expected: [{ value: 'instead', atMs: 500 }],
    calls: 1,
  },
  'timeout around fallback: nothing answers after the time is over': {
    stack: [timeout, fallback],
    steps: [{ ms: 900 }],
    expected: [{ ...timedOut, atMs: 500 }],
    calls: 1,
  },
  'breaker around timeout: what is cut off counts as a failure': {
    stack: [breaker, timeout],
    steps: [{ ms: 900 }],
    at: [0, 600, 1200],
    expected: [
      { ...timedOut, atMs: 500 },
      { ...timedOut, atMs: 1100 },
      { ...opened, atMs: 1200 },
    ],
    calls: 2,
  },
  'timeout around breaker: what is cut off counts as a failure too, or a source that hangs would never be noticed': {
    stack: [timeout, breaker],
    steps: [{ ms: 900 }],
    at: [0, 600, 1200],
    expected: [
      { ...timedOut, atMs: 500 },
      { ...timedOut, atMs: 1100 },
      { ...opened, atMs: 1200 },
    ],
    calls: 2,
  },
  'hedge around breaker: a cancelled copy says nothing about the source': {
    stack: [hedge, { ...breaker, threshold: 1 }],
    steps: [{ ms: 900 }, { ms: 10 }, { ms: 10 }],
    at: [0, 300],
    expected: [
      { value: 'answer', atMs: 210 },
      { value: 'answer', atMs: 310 },
    ],
    calls: 3,
  },
  'hedge around retry: each copy tries again by itself': {
    stack: [hedge, retry],
    steps: [{ ms: 250, fail: down }, { ms: 900 }, { ms: 100 }],
    expected: [{ value: 'answer', atMs: 250 + 100 + 100 }],
    calls: 3,
  },
  'retry around hedge: a try has failed when all its copies have': {
    stack: [retry, hedge],
    steps: [{ ms: 250, fail: down }, { ms: 150, fail: down }, { ms: 20 }],
    expected: [{ value: 'answer', atMs: 350 + 100 + 20 }],
    calls: 3,
  },
};

describe('two remedies, one around the other:', () => {
  for (const [what, { stack, steps, at = [0], expected, calls }] of Object.entries(cases)) {
    it(what, async () => {
      const fetching = new Fetching();
      const inner = scripted(...steps);
      const fetch = stack.reduceRight<Fetch>(
        (next, input) => policyOf(policySchema.parse(input), policyContext())(next),
        attempt(5000)(inner),
      );
      const results = await fetching.drive(() =>
        Promise.all(
          at.map(async (atMs) => {
            await fetching.until(atMs);
            return fetching.settled(fetch(query, fetching.context()));
          }),
        ),
      );
      assert.deepEqual(results, expected);
      assert.equal(inner.calls.length, calls);
      await fetching.assertIdle();
    });
  }
});
