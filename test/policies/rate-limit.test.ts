import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Policy } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { rateLimit as rateLimitAt, rateLimitSchema } from '#src/policies/rate-limit.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

type Input = Omit<z.input<typeof rateLimitSchema>, 'type'>;

function rateLimit(options: Input, at = policyContext()): Policy {
  return rateLimitAt(rateLimitSchema.parse({ type: 'rate-limit', ...options }), at);
}

const late = new Failure('deadline', 'too late');

describe('a rate limit', () => {
  it('lets calls pass within the limit and the others wait, first come first served, in spans', async () => {
    const fetching = new Fetching();
    const fetch = rateLimit({ limit: 2, per: '1s' })(scripted({ ms: 10 }));
    const results = await fetching.drive(() =>
      Promise.all([1, 2, 3, 4, 5].map(() => fetching.settled(fetch(query, fetching.context())))),
    );
    assert.deepEqual(
      results.map(({ atMs }) => atMs),
      [10, 10, 1010, 1010, 2010],
    );
    assert.deepEqual(fetching.spans(), [
      ['limit', 0, 1000, 'ok'],
      ['limit', 0, 1000, 'ok'],
      ['limit', 0, 2000, 'ok'],
    ]);
    await fetching.assertIdle();
  });

  it('that rejects says when to come back', async () => {
    const fetching = new Fetching();
    const fetch = rateLimit({ limit: 1, per: '1s', whenFull: 'reject' })(scripted({}));
    await fetching.drive(async () => {
      await fetch(query, fetching.context());
      await fetching.until(400);
      await assert.rejects(fetch(query, fetching.context()), {
        kind: 'rejected',
        message: 'more than 1 call in 1.00 s',
        retryAfterMs: 600,
      });
      await fetching.until(1000);
      assert.equal(await fetch(query, fetching.context()), 'answer');
    });
    assert.deepEqual(fetching.events, []);
  });

  it('of a token bucket lets its burst pass at once', async () => {
    const fetching = new Fetching();
    const fetch = rateLimit({ limit: 1, per: '1s', algorithm: 'token-bucket', burst: 3 })(scripted({}));
    const results = await fetching.drive(() =>
      Promise.all([1, 2, 3, 4, 5].map(() => fetching.settled(fetch(query, fetching.context())))),
    );
    assert.deepEqual(
      results.map(({ atMs }) => atMs),
      [0, 0, 0, 1000, 2000],
    );
  });

  it('holds no turn for calls that gave up waiting', async () => {
    const fetching = new Fetching();
    const scope = new Scope();
    const fetch = rateLimit({ limit: 1, per: '1s' })(scripted({}));
    const results = await fetching.drive(() => {
      fetching.clock.after(500, () => scope.abort(late));
      const impatient = Array.from({ length: 50 }, () =>
        fetching.settled(fetch(query, fetching.context({ scope: scope.child() }))),
      );
      return Promise.all([...impatient, fetching.settled(fetch(query, fetching.context()))]);
    });
    assert.deepEqual(results[0], { value: 'answer', atMs: 0 });
    for (const result of results.slice(1, 50))
      assert.deepEqual(result, { kind: 'deadline', message: 'too late', atMs: 500 });
    assert.deepEqual(results[50], { value: 'answer', atMs: 1000 });
    assert.equal(fetching.spans('limit').filter(([, , , outcome]) => outcome === 'deadline').length, 49);
    await fetching.assertIdle();
  });

  it('lets nobody overtake who waits, not even at the instant at which the wait is over', async () => {
    const fetching = new Fetching();
    const order: string[] = [];
    const fetch = rateLimit({ limit: 1, per: '1s' })(({ question }) => Promise.resolve(order.push(question)));
    const ask = (question: string): Promise<unknown> => fetch({ ...query, question }, fetching.context());
    await fetching.drive(() => Promise.all([fetching.until(1000).then(() => ask('late')), ask('first'), ask('waits')]));
    assert.deepEqual(order, ['first', 'waits', 'late']);
    assert.equal(fetching.clock.now(), 2000);
  });

  it('keeps no timer when all who waited have left', async () => {
    const fetching = new Fetching();
    const scope = new Scope();
    const fetch = rateLimit({ limit: 1, per: '1h' })(scripted({}));
    await fetching.drive(() => {
      fetching.clock.after(5, () => scope.abort(late));
      return Promise.all(
        [1, 2, 3].map(() => fetching.settled(fetch(query, fetching.context({ scope: scope.child() })))),
      );
    });
    await fetching.assertIdle();
  });

  it('is shared by the sources that name the same pool, and by no other', async () => {
    const fetching = new Fetching();
    const commons = new Map<string, unknown>();
    const limited = (pool?: string) =>
      rateLimit({ limit: 1, per: '1s', ...(pool !== undefined && { pool }) }, policyContext({}, commons))(scripted({}));
    const fetches = [limited('one'), limited('one'), limited('two'), limited(), limited()];
    const results = await fetching.drive(() =>
      Promise.all(fetches.map((fetch) => fetching.settled(fetch(query, fetching.context())))),
    );
    assert.deepEqual(
      results.map(({ atMs }) => atMs),
      [0, 1000, 0, 0, 0],
    );
  });

  it('scales with the scenario', async () => {
    const fetching = new Fetching();
    const fetch = rateLimit({ limit: 1, per: '1s' }, policyContext({ scale: 0.1 }))(scripted({}));
    const results = await fetching.drive(() =>
      Promise.all([1, 2].map(() => fetching.settled(fetch(query, fetching.context())))),
    );
    assert.equal(results[1]?.atMs, 100);
  });

  const arrivals = fc.array(
    fc.record({
      gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })),
      patienceMs: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
    }),
    { maxLength: 60 },
  );
  for (const algorithm of ['sliding-window', 'token-bucket'] as const) {
    it(`by ${algorithm} admits no more than it may in any stretch of time, whoever gives up, and all who stay`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 200 }),
          arrivals,
          async (limit, per, calls) => {
            const fetching = new Fetching();
            const times: number[] = [];
            const fetch = rateLimit({ limit, per, algorithm })((_query, { clock }) => {
              times.push(clock.now());
              return Promise.resolve('answer');
            });
            let atMs = 0;
            let given = 0;
            await fetching.drive(() =>
              Promise.all(
                calls.map(async ({ gapMs, patienceMs }) => {
                  atMs += gapMs;
                  await fetching.until(atMs);
                  const scope = new Scope();
                  if (patienceMs !== undefined) fetching.clock.after(patienceMs, () => scope.abort(late));
                  await fetch(query, fetching.context({ scope })).catch(() => given++);
                }),
              ),
            );
            assert.equal(times.length + given, calls.length);
            for (const [i, fromMs] of times.entries()) {
              if (algorithm === 'sliding-window') {
                assert.ok(times.filter((time) => time >= fromMs && time < fromMs + per).length <= limit);
              } else {
                for (let j = i; j < times.length; j++)
                  assert.ok(j - i + 1 <= limit + ((times[j]! - fromMs) * limit) / per + 1e-3);
              }
            }
          },
        ),
      );
    });
  }
});
