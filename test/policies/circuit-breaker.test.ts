import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { Failure, type FailureKind } from '#src/model/errors.js';
import type { Fetch, Policy } from '#src/model/ports.js';
import { circuitBreaker, circuitBreakerSchema } from '#src/policies/circuit-breaker.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

function breaker(options: Omit<z.input<typeof circuitBreakerSchema>, 'type'> = {}, scale = 1): Policy {
  return circuitBreaker(circuitBreakerSchema.parse({ type: 'circuit-breaker', ...options }), policyContext({ scale }));
}

const down = new Failure('error', 'down');
const open = (text: string) => ({
  kind: 'rejected',
  message: `the circuit is open for ${text} after repeated failures`,
});

/** Asks at these times, one fetch after the other. */
function asked(fetching: Fetching, fetch: Fetch, timesMs: readonly number[]): ReturnType<Fetching['drive']> {
  return fetching.drive(async () => {
    const results: unknown[] = [];
    for (const atMs of timesMs) {
      await fetching.until(atMs);
      results.push(await fetching.settled(fetch(query, fetching.context())));
    }
    return results;
  });
}

function marks(fetching: Fetching): [number, string, string][] {
  return fetching.events.filter((event) => event.type === 'instant').map(({ atMs, name, what }) => [atMs, name, what]);
}

describe('a circuit breaker', () => {
  it(
    'opens after five failures in a row, refuses for ten seconds, and closes when a probe succeeds: each a mark in ' +
      'the trace',
    async () => {
      const fetching = new Fetching();
      const inner = scripted(...Array.from({ length: 5 }, () => ({ ms: 10, fail: down })), { ms: 20 });
      const results = await asked(fetching, breaker()(inner), [0, 100, 200, 300, 400, 500, 10_409, 10_410, 10_500]);
      assert.deepEqual(results, [
        ...[10, 110, 210, 310, 410].map((atMs) => ({ kind: 'error', message: 'down', atMs })),
        { ...open('10.00 s'), atMs: 500 },
        { ...open('10.00 s'), atMs: 10_409 },
        { value: 'answer', atMs: 10_430 },
        { value: 'answer', atMs: 10_520 },
      ]);
      assert.equal(inner.calls.length, 7);
      assert.deepEqual(marks(fetching), [
        [410, 'weather', 'circuit open'],
        [10_410, 'weather', 'circuit half-open'],
        [10_430, 'weather', 'circuit closed'],
      ]);
      await fetching.assertIdle();
    },
  );

  it('opens anew when its probe fails', async () => {
    const fetching = new Fetching();
    const results = await asked(
      fetching,
      breaker({ threshold: 1, openFor: 100 })(scripted({ ms: 10, fail: down })),
      [0, 110, 219, 220],
    );
    assert.deepEqual(results, [
      { kind: 'error', message: 'down', atMs: 10 },
      { kind: 'error', message: 'down', atMs: 120 },
      { ...open('0.10 s'), atMs: 219 },
      { kind: 'error', message: 'down', atMs: 230 },
    ]);
  });

  it('lets one of many through while half-open', async () => {
    const fetching = new Fetching();
    const inner = scripted({ fail: down }, { ms: 50 });
    const fetch = breaker({ threshold: 1, openFor: 100 })(inner);
    const results = await fetching.drive(async () => {
      await fetching.settled(fetch(query, fetching.context()));
      await fetching.until(100);
      return Promise.all([1, 2, 3].map(() => fetching.settled(fetch(query, fetching.context()))));
    });
    assert.deepEqual(results, [
      { value: 'answer', atMs: 150 },
      ...[1, 2].map(() => ({
        kind: 'rejected',
        message: 'the circuit is half-open, and trying already whether calls succeed again',
        atMs: 100,
      })),
    ]);
    assert.equal(inner.calls.length, 2);
  });

  it('opens at a share of the calls of its window', async () => {
    const fetching = new Fetching();
    const inner = scripted({}, { fail: down }, {}, { fail: down }, {});
    const results = await asked(
      fetching,
      breaker({ over: 'count', size: 4, minimumCalls: 4, threshold: 0.5 })(inner),
      [0, 1, 2, 3, 4],
    );
    assert.deepEqual((results as object[])[4], { ...open('10.00 s'), atMs: 4 });
  });

  for (const [kind, opens] of [
    ['error', true],
    ['timeout', true],
    ['malformed', true],
    ['rejected', false],
    ['deadline', false],
    ['interrupted', false],
    ['enough', false],
  ] as const satisfies readonly (readonly [FailureKind, boolean])[]) {
    it(`${opens ? 'counts' : 'does not count'} what is ${kind}`, async () => {
      const fetching = new Fetching();
      await asked(fetching, breaker({ threshold: 2 })(scripted({ fail: new Failure(kind, 'no') })), [0, 1]);
      assert.equal(marks(fetching).length, opens ? 1 : 0);
    });
  }

  it('scales with the scenario', async () => {
    const fetching = new Fetching();
    const results = await asked(
      fetching,
      breaker({ threshold: 1, openFor: '1s' }, 0.1)(scripted({ fail: down }, {})),
      [0, 99, 100],
    );
    assert.deepEqual((results as object[]).slice(1), [
      { ...open('0.10 s'), atMs: 99 },
      { value: 'answer', atMs: 100 },
    ]);
  });

  for (const [what, options, said] of [
    ['a share over failures in a row', { threshold: 0.5 }, 'whole number'],
    ['a share above one', { over: 'count', threshold: 5 }, 'share from 0 to 1'],
    ['a window that never holds enough calls', { over: 'count', size: 3, minimumCalls: 4 }, 'never opens'],
  ] as const) {
    it(`refuses ${what}`, () => {
      const parsed = circuitBreakerSchema.safeParse({ type: 'circuit-breaker', ...options });
      assert.match(parsed.error?.issues[0]?.message ?? '', new RegExp(said));
    });
  }
});
