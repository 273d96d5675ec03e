import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Policy } from '#src/model/ports.js';
import { attempt } from '#src/policies/attempt.js';
import { nextPauseMs, retry as retryAt, retrySchema, type RetryOptions } from '#src/policies/retry.js';
import { timeout } from '#src/policies/timeout.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

function options(change: Partial<z.input<typeof retrySchema>> = {}): RetryOptions {
  return retrySchema.parse({ type: 'retry', attempts: 3, jitter: 'none', ...change });
}

function retry(change: Partial<z.input<typeof retrySchema>> = {}, scale = 1): Policy {
  return retryAt(options(change), policyContext({ scale }));
}

const down = new Failure('error', 'down');

/** The pauses of a fetch that fails at once each time. */
async function pauses(policy: Policy, fail = down): Promise<number[]> {
  const fetching = new Fetching();
  await fetching.once(policy(attempt(5000)(scripted({ fail }))));
  return fetching.spans('backoff').map(([, startMs, endMs]) => Math.round((endMs - startMs) * 1e6) / 1e6);
}

describe('pauses between tries', () => {
  for (const [backoff, expected] of [
    ['constant', [100, 100, 100, 100, 100]],
    ['linear', [100, 200, 300, 400, 450]],
    ['exponential', [100, 200, 400, 450, 450]],
  ] as const) {
    it(`that are ${backoff} grow so, up to the cap`, async () => {
      assert.deepEqual(await pauses(retry({ attempts: 5, backoff, cap: 450 })), expected);
    });
  }

  it('scale with the scenario', async () => {
    assert.deepEqual(await pauses(retry({ attempts: 2 }, 0.1)), [10, 20]);
  });

  for (const [jitter, least, most] of [
    ['none', 400, 400],
    ['full', 0, 400],
    ['equal', 200, 400],
    ['decorrelated', 100, 600],
  ] as const) {
    it(`with ${jitter} jitter lie where their formula says, ends included`, () => {
      const rule = options({ jitter });
      assert.equal(
        nextPauseMs(rule, 3, 200, () => 0),
        least,
      );
      assert.ok(Math.abs(nextPauseMs(rule, 3, 200, () => 1 - 2 ** -32) - most) < 1e-3);
    });
  }

  it('with decorrelated jitter grow from the last pause and stay between base and cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 500, max: 3000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (base, cap, draws) => {
          const rule = options({ jitter: 'decorrelated', base, cap });
          let last = base;
          for (const [i, draw] of draws.entries()) {
            const ms = nextPauseMs(rule, i + 1, last, () => draw);
            assert.ok(ms >= base && ms <= cap && ms <= Math.max(base, 3 * last));
            last = ms;
          }
        },
      ),
    );
  });

  it('are as long as the source asks for where that is longer, beyond the cap too', async () => {
    assert.deepEqual(
      await pauses(retry({ attempts: 2, cap: 300 }), new Failure('rejected', 'later', { retryAfterMs: 150 })),
      [150, 200],
    );
    assert.deepEqual(
      await pauses(retry({ attempts: 2, cap: 300 }), new Failure('error', 'later', { retryAfterMs: 20_000 })),
      [20_000, 20_000],
    );
  });

  it('there are none after a refusal that does not say when to come back', async () => {
    assert.deepEqual(await pauses(retry(), new Failure('rejected', 'no')), []);
  });
});

describe('a retry that a timeout around it has cut off', () => {
  it('neither pauses nor spends of its budget', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 900 }, { fail: down }, { ms: 5 });
    const fetch = timeout({ type: 'timeout', after: 500 }, policyContext())(retry({ budget: 1 })(attempt(5000)(inner)));
    await fetching.drive(async () => {
      await fetching.settled(fetch(query, fetching.context()));
      assert.deepEqual(fetching.spans('backoff'), []);
      assert.deepEqual(await fetching.settled(fetch(query, fetching.context())), { value: 'answer', atMs: 605 });
    });
  });
});

describe('a budget of retries', () => {
  it('allows extra tries as a share of the fetches so far', async () => {
    const fetching = new Fetching();
    const inner = scripted({ fail: down });
    const fetch = retry({ attempts: 9, base: 0, budget: 0.5 })(attempt(5000)(inner));
    const tries: number[] = [];
    await fetching.drive(async () => {
      for (let i = 0; i < 6; i++) {
        const before = inner.calls.length;
        await fetching.settled(fetch(query, fetching.context()));
        tries.push(inner.calls.length - before);
      }
    });
    assert.deepEqual(tries, [1, 2, 1, 2, 1, 2]);
  });

  it('is never exceeded, however many fetches fail at once', async () => {
    const fetches = fc.array(
      fc.record({ atMs: fc.integer({ min: 0, max: 500 }), ms: fc.integer({ min: 0, max: 50 }), failed: fc.boolean() }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 3, noNaN: true }), fetches, async (budget, asked) => {
        const fetching = new Fetching();
        let begun = 0;
        let extra = 0;
        const fetch = retry({ attempts: 5, base: 7, budget })(
          attempt(5000)((given, context) => {
            if (context.tally.attempts === 1) begun++;
            else extra++;
            assert.ok(extra <= budget * begun + 1e-9, `${extra} extra tries of ${begun} fetches`);
            const { ms, failed } = asked[given.index]!;
            return scripted(failed ? { ms, fail: down } : { ms })(given, context);
          }),
        );
        await fetching.drive(() =>
          Promise.all(
            asked.map(async ({ atMs }, index) => {
              await fetching.until(atMs);
              await fetching.settled(fetch({ ...query, index }, fetching.context()));
            }),
          ),
        );
        await fetching.assertIdle();
      }),
    );
  });
});
