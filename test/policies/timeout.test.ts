import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Fetch, Policy } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { timeout as timeoutAt, timeoutSchema } from '#src/policies/timeout.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

function timeout(after: z.input<typeof timeoutSchema>['after'], scale = 1): Policy {
  return timeoutAt(timeoutSchema.parse({ type: 'timeout', after }), policyContext({ scale }));
}

/** Fetches one after the other, and when each ended after its own start, negative where it failed. */
function oneByOne(fetching: Fetching, fetch: Fetch, count: number): Promise<number[]> {
  return fetching.drive(async () => {
    const took: number[] = [];
    for (let i = 0; i < count; i++) {
      const startMs = fetching.clock.now();
      const result = await fetching.settled(fetch(query, fetching.context()));
      took.push('value' in result ? result.atMs - startMs : startMs - result.atMs);
    }
    return took;
  });
}

describe('a timeout', () => {
  for (const [what, ms, expected] of [
    ['lets an answer through that comes in time', 999, { value: 'answer', atMs: 999 }],
    ['ends what takes exactly as long', 1000, { kind: 'timeout', message: 'no answer within 1.00 s', atMs: 1000 }],
    ['ends what takes longer', 60_000, { kind: 'timeout', message: 'no answer within 1.00 s', atMs: 1000 }],
  ] as const) {
    it(what, async () => {
      const fetching = new Fetching();
      assert.deepEqual(await fetching.once(timeout('1s')(scripted({ ms }))), expected);
      await fetching.assertIdle();
    });
  }

  it('passes a failure on as it is', async () => {
    const fetching = new Fetching();
    assert.deepEqual(await fetching.once(timeout('1s')(scripted({ ms: 30, fail: new Failure('malformed', 'odd') }))), {
      kind: 'malformed',
      message: 'odd',
      atMs: 30,
    });
    await fetching.assertIdle();
  });

  it('scales with the scenario', async () => {
    assert.deepEqual(await new Fetching().once(timeout('1s', 0.1)(scripted({ ms: 500 }))), {
      kind: 'timeout',
      message: 'no answer within 0.10 s',
      atMs: 100,
    });
  });
});

describe('an adaptive timeout', () => {
  const rule = { adaptive: { quantile: 0.5, factor: 2, min: 50, max: 5000, window: 10 } };
  const ten = Array.from({ length: 10 }, (_, i) => ({ ms: 100 + i })); // median 104.5

  it('is its max until ten latencies have been seen', async () => {
    assert.deepEqual(
      (
        await oneByOne(new Fetching(), timeout(rule)(scripted(...ten.slice(0, 9), { ms: 4999 }, { ms: 6000 })), 11)
      ).slice(9),
      [4999, -209],
    );
  });

  it('is then the quantile times the factor, to the millisecond', async () => {
    assert.equal((await oneByOne(new Fetching(), timeout(rule)(scripted(...ten, { ms: 208 })), 11))[10], 208);
    assert.equal((await oneByOne(new Fetching(), timeout(rule)(scripted(...ten, { ms: 209 })), 11))[10], -209);
  });

  it('is never below its min nor above its max', async () => {
    const fast = scripted(...ten.map(() => ({ ms: 1 })), { ms: 49 }, { ms: 51 });
    assert.deepEqual((await oneByOne(new Fetching(), timeout(rule)(fast), 12)).slice(10), [49, -50]);
    const slow = scripted(...ten.map(() => ({ ms: 4000 })), { ms: 4999 }, { ms: 5001 });
    assert.deepEqual((await oneByOne(new Fetching(), timeout(rule)(slow), 12)).slice(10), [4999, -5000]);
  });

  it('opens up again when more is cut off than the quantile leaves out: a source that became slow is not lost for ever', async () => {
    const took = await oneByOne(new Fetching(), timeout(rule)(scripted(...ten, { ms: 1000 })), 18);
    // Ten latencies around 100 ms, then cut-offs that count as 5000 ms: after five the median lies between the two, and
    // all pass again.
    assert.deepEqual(took.slice(10), [-209, -211, -213, -215, -217, 1000, 1000, 1000]);
  });

  it('hardly moves for one cut-off in a hundred', async () => {
    const usual = Array.from({ length: 100 }, () => ({ ms: 100 }));
    const fetch = timeout({ adaptive: { quantile: 0.99, factor: 2, min: 1, max: 5000, window: 100 } })(
      scripted(...usual, { ms: 9999 }, { ms: 9999 }),
    );
    // The 99th percentile of 99 times 100 ms and once 5000 ms is 149 ms.
    assert.deepEqual((await oneByOne(new Fetching(), fetch, 102)).slice(100), [-200, -298]);
  });

  it('learns nothing from what its query ended', async () => {
    const fetching = new Fetching();
    const fetch = timeout(rule)(scripted(...ten, ...ten.map(() => ({ ms: 100 })), { ms: 300 }));
    await oneByOne(fetching, fetch, 10);
    await fetching.drive(async () => {
      for (let i = 0; i < 10; i++) {
        const scope = new Scope();
        fetching.clock.after(1, () => scope.abort(new Failure('deadline', 'too late')));
        await fetching.settled(fetch(query, fetching.context({ scope })));
      }
    });
    assert.deepEqual(await oneByOne(fetching, fetch, 1), [-209]);
  });

  it('learns nothing from failures', async () => {
    const fetching = new Fetching();
    const down = new Failure('error', 'down');
    const fetch = timeout(rule)(scripted(...ten.map(() => ({ ms: 1, fail: down })), { ms: 4000 }));
    assert.equal((await oneByOne(fetching, fetch, 11))[10], 4000);
  });
});
