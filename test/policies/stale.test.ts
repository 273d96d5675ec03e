import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { cache as cacheAt } from '#src/policies/cache.js';
import { fallback } from '#src/policies/fallback.js';
import { timeout } from '#src/policies/timeout.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

const cache = (stale: number, at = policyContext(), ttl = 1000) => cacheAt({ type: 'cache', ttl, stale, size: 10 }, at);
const down = new Failure('error', 'down');

describe('a cache that may give stale answers', () => {
  it('gives one at once and fetches anew for the next, outside of anybody’s query', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 100, answer: 'first' }, { ms: 100, answer: 'second' });
    const fetch = cache(5000)(inner);
    await fetching.drive(async () => {
      await fetch(query, fetching.context());
      await fetching.until(1100);
      const context = fetching.context();
      assert.deepEqual(await fetching.settled(fetch(query, context)), { value: 'first', atMs: 1100 });
      assert.deepEqual(context.tally, { attempts: 0, cached: true, degraded: undefined });
      assert.deepEqual(await fetching.settled(fetch(query, fetching.context())), { value: 'first', atMs: 1100 });
      await fetching.until(1201);
      assert.deepEqual(await fetching.settled(fetch(query, fetching.context())), { value: 'second', atMs: 1201 });
    });
    assert.equal(inner.calls.length, 2, 'one fetch in the background at a time');
  });

  it('fetches as ever when the stale time is over as well', async () => {
    const fetching = new Fetching();
    const fetch = cache(500)(scripted({ answer: 'first' }, { ms: 100, answer: 'second' }));
    await fetching.drive(async () => {
      await fetch(query, fetching.context());
      await fetching.until(1500);
      assert.deepEqual(await fetching.settled(fetch(query, fetching.context())), { value: 'second', atMs: 1600 });
    });
  });

  it('goes on with the stale answer while the fetch in the background fails', async () => {
    const fetching = new Fetching();
    const fetch = cache(5000)(scripted({ answer: 'first' }, { ms: 10, fail: down }));
    await fetching.drive(async () => {
      await fetch(query, fetching.context());
      for (const atMs of [1000, 2000, 3000]) {
        await fetching.until(atMs);
        assert.equal(await fetch(query, fetching.context()), 'first');
      }
    });
  });

  it('ends its fetch in the background with the world that it belongs to, and begins none after it', async () => {
    const fetching = new Fetching();
    const background = { scope: new Scope(), attempts: 0 };
    const inner = scripted({ answer: 'first' }, { ms: 60_000 });
    const fetch = cache(5000, policyContext({ background }))(inner);
    await fetching.drive(async () => {
      await fetch(query, fetching.context());
      await fetching.until(1000);
      await fetch(query, fetching.context());
      background.scope.abort(new Failure('interrupted', 'over'));
      await fetching.until(1001);
      assert.equal(await fetch(query, fetching.context()), 'first');
    });
    await fetching.assertIdle();
    assert.equal(inner.calls.length, 2);
  });
});

describe('a cache', () => {
  it('does not remember what stood in for the source, and tells all who shared it', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 50, fail: down }, { ms: 10, answer: 'good' });
    const fetch = cache(0)(fallback({ type: 'fallback', payload: 'instead' }, policyContext())(inner));
    await fetching.drive(async () => {
      const contexts = [fetching.context(), fetching.context()];
      assert.deepEqual(await Promise.all(contexts.map((context) => fetch(query, context))), ['instead', 'instead']);
      for (const { tally } of contexts) assert.equal(tally.degraded?.by, 'payload');
      const next = fetching.context();
      assert.equal(await fetch(query, next), 'good');
      assert.equal(next.tally.degraded, undefined);
    });
  });

  it('does not let followers suffer from a timeout around their leader', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 2000 }, { ms: 300 });
    const fetch = timeout({ type: 'timeout', after: 1000 }, policyContext())(cache(0)(inner));
    const results = await fetching.drive(async () => {
      const first = fetching.settled(fetch(query, fetching.context()));
      await fetching.until(900);
      return Promise.all([first, fetching.settled(fetch(query, fetching.context()))]);
    });
    assert.deepEqual(results, [
      { kind: 'timeout', message: 'no answer within 1.00 s', atMs: 1000 },
      { value: 'answer', atMs: 1300 },
    ]);
  });

  it('lets somebody else fetch when the leader’s query has its quorum', async () => {
    const fetching = new Fetching();
    const scope = new Scope();
    const fetch = cache(0)(scripted({ ms: 800 }, { ms: 300 }));
    const results = await fetching.drive(() => {
      fetching.clock.after(200, () => scope.abort(new Failure('enough', 'quorum')));
      return Promise.all(
        [fetching.context({ scope }), fetching.context()].map((context) => fetching.settled(fetch(query, context))),
      );
    });
    assert.deepEqual(results, [
      { kind: 'enough', message: 'quorum', atMs: 200 },
      { value: 'answer', atMs: 500 },
    ]);
  });

  it('never has two fetches of one question in flight, and every answer is no older than its time to live', async () => {
    const asked = fc.array(
      fc.record({
        atMs: fc.integer({ min: 0, max: 3000 }),
        question: fc.constantFrom('A?', 'B?'),
        patienceMs: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(
        asked,
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 900 }),
        async (calls, ms, ttl) => {
          const fetching = new Fetching();
          const flying = new Map<string, number>();
          const fetch = cache(
            0,
            policyContext(),
            ttl,
          )(async ({ question }, context) => {
            const count = (flying.get(question) ?? 0) + 1;
            flying.set(question, count);
            assert.equal(count, 1);
            try {
              await scripted({ ms })(query, context);
              return context.clock.now();
            } finally {
              flying.set(question, 0);
            }
          });
          await fetching.drive(() =>
            Promise.all(
              calls.map(async ({ atMs, question, patienceMs }) => {
                await fetching.until(atMs);
                const scope = new Scope();
                const timer =
                  patienceMs === undefined
                    ? undefined
                    : fetching.clock.after(patienceMs, () => scope.abort(new Failure('deadline', 'late')));
                const result = await fetching.settled(fetch({ ...query, question }, fetching.context({ scope })));
                timer?.cancel();
                if ('value' in result) assert.ok(result.atMs - Number(result.value) < ttl);
              }),
            ),
          );
          await fetching.assertIdle();
        },
      ),
    );
  });
});
