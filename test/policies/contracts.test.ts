import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Fetch } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { attempt } from '#src/policies/attempt.js';
import { policyOf, policySchema } from '#src/policies/index.js';
import { Fetching, query, scripted, WatchedScope } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

/** What every remedy owes, alone and in any stack: it ends when its scope does, and leaves nothing behind. */

type PolicyInput = z.input<typeof policySchema>;
const down = new Failure('error', 'down');
const late = new Failure('deadline', 'too late');

function stack(
  policies: readonly PolicyInput[],
  inner: Fetch,
  at = policyContext({ fetchOf: () => attempt(300)(scripted({ ms: 70 })) }),
): Fetch {
  return policies.reduceRight<Fetch>((next, input) => policyOf(policySchema.parse(input), at)(next), inner);
}

const anyPolicy: fc.Arbitrary<PolicyInput> = fc.oneof(
  fc.record({
    type: fc.constant('bulkhead' as const),
    limit: fc.integer({ min: 1, max: 3 }),
    queue: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    type: fc.constant('cache' as const),
    ttl: fc.integer({ min: 1, max: 400 }),
    stale: fc.constantFrom(0, 300),
    size: fc.constantFrom(1, 3),
  }),
  fc.record({
    type: fc.constant('circuit-breaker' as const),
    over: fc.constantFrom('consecutive' as const, 'count' as const, 'time' as const),
    threshold: fc.constant(1),
    size: fc.constant(4),
    span: fc.constant(500),
    minimumCalls: fc.constantFrom(1, 3),
    openFor: fc.integer({ min: 1, max: 500 }),
    probes: fc.constantFrom(1, 2),
  }),
  fc.constantFrom<PolicyInput>(
    { type: 'fallback', payload: 'instead' },
    { type: 'fallback', stale: true },
    { type: 'fallback', source: 'backup' },
  ),
  fc.record({
    type: fc.constant('hedge' as const),
    after: fc.integer({ min: 0, max: 200 }),
    copies: fc.integer({ min: 1, max: 3 }),
  }),
  fc.constantFrom<PolicyInput>({ type: 'hedge' }, { type: 'timeout', after: { adaptive: { max: 250, min: 20 } } }),
  fc.record({
    type: fc.constant('rate-limit' as const),
    limit: fc.integer({ min: 1, max: 3 }),
    per: fc.integer({ min: 1, max: 300 }),
    algorithm: fc.constantFrom('sliding-window' as const, 'token-bucket' as const),
    whenFull: fc.constantFrom('wait' as const, 'reject' as const),
  }),
  fc.record({
    type: fc.constant('retry' as const),
    attempts: fc.integer({ min: 0, max: 3 }),
    base: fc.integer({ min: 0, max: 200 }),
    backoff: fc.constantFrom('constant' as const, 'linear' as const, 'exponential' as const),
    jitter: fc.constantFrom('none' as const, 'full' as const, 'equal' as const, 'decorrelated' as const),
  }),
  fc.record({ type: fc.constant('timeout' as const), after: fc.integer({ min: 1, max: 600 }) }),
);

const failures = [
  down,
  new Failure('timeout', 'slow'),
  new Failure('malformed', 'odd'),
  new Failure('rejected', 'later', { retryAfterMs: 40 }),
];
const steps = fc.array(
  fc
    .record({ ms: fc.integer({ min: 0, max: 400 }), fail: fc.option(fc.constantFrom(...failures), { nil: undefined }) })
    .map(({ ms, fail }) => {
      return fail === undefined ? { ms } : { ms, fail };
    }),
  { minLength: 1, maxLength: 6 },
);

/** Queries that come at these times, each ended by its own deadline or not at all. */
const queries = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 1500 }),
    deadlineMs: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
    question: fc.constantFrom('A?', 'B?'),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('whatever stack of remedies, source and queries:', () => {
  it('queries end by their deadline, all spans end, and neither a timer nor a listener is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPolicy, { minLength: 1, maxLength: 4 }),
        steps,
        queries,
        async (policies, script, asked) => {
          const fetching = new Fetching();
          const background = new WatchedScope();
          const at = policyContext({
            background: { scope: background, attempts: 0 },
            fetchOf: () => attempt(300)(scripted({ ms: 70 })),
          });
          const fetch = stack(policies, attempt(300)(scripted(...script)), at);
          await fetching.drive(async () => {
            await Promise.all(
              asked.map(async ({ atMs, deadlineMs, question }, index) => {
                await fetching.until(atMs);
                const scope = new WatchedScope();
                const deadline =
                  deadlineMs === undefined ? undefined : fetching.clock.after(deadlineMs, () => scope.abort(late));
                const result = await fetching.settled(
                  fetch({ ...query, index, question }, fetching.context({ scope })),
                );
                deadline?.cancel();
                assert.equal(scope.listeners, 0, 'a listener was left');
                if (deadlineMs !== undefined)
                  assert.ok(
                    result.atMs <= atMs + deadlineMs + 1e-6,
                    `ended at ${result.atMs}, after ${atMs} + ${deadlineMs}`,
                  );
                if (scope.reason !== undefined && 'kind' in result && result.atMs < atMs + deadlineMs!)
                  assert.fail('the deadline came before its time');
              }),
            );
            background.abort(new Failure('interrupted', 'over'));
          });
          await fetching.assertIdle();
          assert.equal(background.listeners, 0);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('a scope that is over from the start gets its reason, nothing is asked, and nothing is counted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPolicy, { minLength: 1, maxLength: 4 }), async (policies) => {
        const fetching = new Fetching();
        const inner = scripted({ ms: 5 });
        const scope = new Scope();
        scope.abort(late);
        const guarded: Fetch = (asked, context) =>
          context.scope.reason === undefined ? inner(asked, context) : Promise.reject(context.scope.reason);
        assert.deepEqual(await fetching.once(stack(policies, guarded), fetching.context({ scope })), {
          kind: 'deadline',
          message: 'too late',
          atMs: 0,
        });
        assert.equal(inner.calls.length, 0);
        await fetching.assertIdle();
      }),
      { numRuns: 100 },
    );
  });
});

describe('each remedy ends at the very moment its query does', () => {
  for (const [what, policies, before, atMs] of [
    ['retry, in its pause', [{ type: 'retry', attempts: 3, base: '10s', jitter: 'none' }], 0, 500],
    ['rate limit, in its queue', [{ type: 'rate-limit', limit: 1, per: '10s' }], 1, 500],
    ['token bucket, in its queue', [{ type: 'rate-limit', limit: 1, per: '10s', algorithm: 'token-bucket' }], 1, 500],
    ['bulkhead, in its queue', [{ type: 'bulkhead', limit: 1, queue: 1 }], 1, 50],
    ['cache, following another', [{ type: 'cache', ttl: '1s' }], 1, 50],
    ['hedge, both copies running', [{ type: 'hedge', after: 10 }], 0, 50],
    ['timeout, waiting', [{ type: 'timeout', after: '10s' }], 0, 50],
    ['circuit breaker, waiting', [{ type: 'circuit-breaker' }], 0, 50],
    ['fallback, waiting', [{ type: 'fallback', payload: 'instead' }], 0, 50],
    ['fallback, waiting for the other source', [{ type: 'fallback', source: 'backup' }], 0, 130],
  ] as const satisfies readonly (readonly [string, readonly PolicyInput[], number, number])[]) {
    it(what, async () => {
      const fetching = new Fetching();
      const scope = new WatchedScope();
      const fetch = stack(policies, attempt(5000)(scripted({ ms: 100, fail: down })));
      const results = await fetching.drive(() => {
        fetching.clock.after(atMs, () => scope.abort(late));
        const others = Array.from({ length: before }, () => fetch(query, fetching.context()).catch(() => {}));
        return Promise.all([fetching.settled(fetch(query, fetching.context({ scope }))), ...others]);
      });
      assert.deepEqual(results[0], { kind: 'deadline', message: 'too late', atMs });
      assert.equal(scope.listeners, 0);
    });
  }
});
