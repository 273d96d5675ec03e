import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { random } from '#src/lib/random.js';
import { Failure, type FailureKind } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { retry as retryAt, type RetryOptions } from '#src/policies/retry.js';
import { attempt } from '#src/policies/attempt.js';
import type { Policy } from '#src/model/ports.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

const down = new Failure('error', 'down');
const options: RetryOptions = {
  type: 'retry',
  attempts: 3,
  backoff: 'exponential',
  base: 100,
  cap: 10_000,
  jitter: 'full',
};

function retry(change: Partial<RetryOptions> = {}, at = policyContext()): Policy {
  return retryAt({ ...options, ...change }, at);
}

/** The pause after the nth failed attempt, worked out anew: full jitter over an exponentially growing range. */
function pauseMs(n: number, { base, cap }: { base: number; cap: number }, asked = query, source = 'weather'): number {
  return Math.min(cap, base * 2 ** (n - 1)) * random(asked.seed, 'backoff', asked.index, source, n)();
}

/** The virtual clock's time after these steps: it keeps nanoseconds. */
function clockAfter(...steps: readonly number[]): number {
  return steps.reduce((ms, step) => Math.round((ms + step) * 1e6) / 1e6, 0);
}

describe('retrying', () => {
  it('answers after two failures and two pauses of full jitter', async () => {
    const fetching = new Fetching();
    const fetch = retry()(attempt(5000)(scripted({ ms: 40, fail: down }, { ms: 60, fail: down }, { ms: 80 })));
    const context = fetching.context();
    const result = await fetching.once(fetch, context);
    assert.deepEqual(result, {
      value: 'answer',
      atMs: clockAfter(40, pauseMs(1, options), 60, pauseMs(2, options), 80),
    });
    assert.equal(context.tally.attempts, 3);
  });

  it('gives up with the last failure after as many extra attempts as allowed', async () => {
    const fetching = new Fetching();
    const inner = scripted(
      { fail: down },
      { fail: down },
      { fail: down },
      { fail: new Failure('timeout', 'the last') },
    );
    const result = await fetching.once(retry()(attempt(5000)(inner)));
    assert.deepEqual(result, {
      kind: 'timeout',
      message: 'the last',
      atMs: clockAfter(pauseMs(1, options), pauseMs(2, options), pauseMs(3, options)),
    });
    assert.deepEqual(
      inner.calls.map((call) => call.attempt),
      [1, 2, 3, 4],
    );
  });

  it('with no extra attempt is the fetch itself', async () => {
    const inner = scripted({ ms: 5, fail: down });
    assert.deepEqual(await new Fetching().once(retry({ attempts: 0 })(inner)), {
      kind: 'error',
      message: 'down',
      atMs: 5,
    });
    assert.equal(inner.calls.length, 1);
  });

  for (const kind of ['malformed', 'deadline', 'interrupted', 'enough'] satisfies FailureKind[]) {
    it(`does not try again what is ${kind}`, async () => {
      const inner = scripted({ ms: 5, fail: new Failure(kind, 'for good') });
      assert.deepEqual(await new Fetching().once(retry()(inner)), { kind, message: 'for good', atMs: 5 });
      assert.equal(inner.calls.length, 1);
    });
  }

  it('treats an error of unknown origin as a retryable one', async () => {
    const inner = scripted({ fail: new TypeError('network') as unknown as Failure }, { ms: 1 });
    assert.ok('value' in (await new Fetching().once(retry()(attempt(10)(inner)))));
  });

  it('never pauses beyond the cap', async () => {
    const capped = { attempts: 12, base: 100, cap: 250 };
    const fetching = new Fetching();
    await fetching.once(retry(capped)(attempt(5000)(scripted({ fail: down }))));
    const begins = fetching.events
      .filter((event) => event.type === 'begin')
      .filter((event) => event.kind === 'backoff');
    assert.equal(begins.length, 12);
    const pauses = begins.map(
      (begin) => fetching.events.find((event) => event.type === 'end' && event.id === begin.id)!.atMs - begin.atMs,
    );
    pauses.forEach((ms, i) => {
      assert.ok(ms < 250);
      assert.ok(Math.abs(ms - pauseMs(i + 1, capped)) < 1e-5);
    });
  });

  it('draws pauses evenly from nothing to the longest', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 5 }), (index, n) => {
        const ms = pauseMs(n, options, { ...query, index });
        assert.ok(ms >= 0 && ms < 100 * 2 ** (n - 1));
      }),
    );
  });

  it('stands around every attempt in the trace: attempt, pause, attempt', async () => {
    const fetching = new Fetching();
    await fetching.once(
      retry()(attempt(5000)(scripted({ ms: 40, fail: down }, { ms: 60 }))),
      fetching.context({ span: 9 }),
    );
    const begins = fetching.events.filter((event) => event.type === 'begin');
    assert.deepEqual(
      begins.map(({ kind, parent }) => [kind, parent]),
      [
        ['attempt', 9],
        ['backoff', 9],
        ['attempt', 9],
      ],
    );
    const outcomes = fetching.events.filter((event) => event.type === 'end').map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ['error', 'ok', 'ok']);
  });

  for (const kind of ['deadline', 'interrupted'] as const) {
    it(`obeys a ${kind} at once while it pauses`, async () => {
      const fetching = new Fetching();
      const scope = new Scope();
      const long = { attempts: 5, base: 60_000, cap: 60_000 };
      const pause = pauseMs(1, long);
      const inner = scripted({ ms: 40, fail: down });
      const result = await fetching.drive(() => {
        fetching.clock.after(40 + pause / 2, () => {
          scope.abort(new Failure(kind, 'enough'));
        });
        return fetching.settled(retry(long)(attempt(5000)(inner))(query, fetching.context({ scope })));
      });
      assert.deepEqual(result, { kind, message: 'enough', atMs: clockAfter(40 + pause / 2) });
      assert.equal(inner.calls.length, 1);
      assert.deepEqual(fetching.events.at(-1), {
        type: 'end',
        trace: 0,
        id: 2,
        atMs: clockAfter(40 + pause / 2),
        outcome: kind,
        usage: undefined,
      });
    });
  }

  it('within retrying tries the product of both, and every attempt has its own number', async () => {
    const inner = scripted({ fail: down });
    const twice = { attempts: 1, base: 10, cap: 10 };
    await new Fetching().once(retry({ ...twice, attempts: 2 })(retry(twice)(attempt(5000)(inner))));
    assert.deepEqual(
      inner.calls.map((call) => call.attempt),
      [1, 2, 3, 4, 5, 6],
    );
  });
});
