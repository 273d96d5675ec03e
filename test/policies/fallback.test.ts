import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Policy } from '#src/model/ports.js';
import { attempt } from '#src/policies/attempt.js';
import { cache } from '#src/policies/cache.js';
import { fallback as fallbackAt, fallbackSchema } from '#src/policies/fallback.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

function fallback(options: Omit<z.input<typeof fallbackSchema>, 'type'>, at = policyContext()): Policy {
  return fallbackAt(fallbackSchema.parse({ type: 'fallback', ...options }), at);
}

const down = new Failure('error', 'down');

describe('a fallback', () => {
  it('leaves a good answer alone', async () => {
    const fetching = new Fetching();
    const context = fetching.context();
    assert.deepEqual(await fetching.once(fallback({ payload: 'instead' })(scripted({ ms: 10 })), context), {
      value: 'answer',
      atMs: 10,
    });
    assert.equal(context.tally.degraded, undefined);
  });

  for (const payload of ['instead', 0, false, '', null, [], { text: 'instead' }]) {
    it(`gives ${JSON.stringify(payload)} in the place of a failure, marked and with the reason`, async () => {
      const fetching = new Fetching();
      const context = fetching.context();
      assert.deepEqual(await fetching.once(fallback({ payload })(scripted({ ms: 10, fail: down })), context), {
        value: payload,
        atMs: 10,
      });
      assert.deepEqual(context.tally.degraded, { by: 'payload', failure: down });
    });
  }

  it('asks another source, and its time counts', async () => {
    const fetching = new Fetching();
    const context = fetching.context();
    const other = attempt(500)(scripted({ ms: 40, answer: 'theirs' }));
    const at = policyContext({ fetchOf: (name) => (name === 'backup' ? other : undefined) });
    assert.deepEqual(
      await fetching.once(fallback({ source: 'backup' }, at)(attempt(500)(scripted({ ms: 10, fail: down }))), context),
      {
        value: 'theirs',
        atMs: 50,
      },
    );
    assert.deepEqual(context.tally.degraded, { by: 'source', source: 'backup', failure: down });
    assert.equal(context.tally.attempts, 2);
    assert.deepEqual(fetching.spans(), [
      ['attempt', 0, 10, 'error'],
      ['attempt', 10, 50, 'ok'],
    ]);
  });

  it('names both failures when the other source fails too', async () => {
    const at = policyContext({ fetchOf: () => scripted({ ms: 40, fail: new Failure('malformed', 'odd') }) });
    const fetching = new Fetching();
    const context = fetching.context();
    const expected = { kind: 'error', message: "down; 'backup' in its place: odd", atMs: 50 };
    assert.deepEqual(
      await fetching.once(fallback({ source: 'backup' }, at)(scripted({ ms: 10, fail: down })), context),
      expected,
    );
    assert.equal(context.tally.degraded, undefined);
  });

  it('keeps how long the source asked to be left alone when the other source fails too', async () => {
    const at = policyContext({ fetchOf: () => scripted({ fail: down }) });
    const busy = new Failure('rejected', 'busy', { retryAfterMs: 3000 });
    const fetching = new Fetching();
    await fetching.drive(async () => {
      await assert.rejects(fallback({ source: 'backup' }, at)(scripted({ fail: busy }))(query, fetching.context()), {
        kind: 'rejected',
        retryAfterMs: 3000,
      });
    });
  });

  it('gives the payload when the other source fails too, and says why', async () => {
    const at = policyContext({ fetchOf: () => scripted({ ms: 40, fail: new Failure('error', 'down as well') }) });
    const fetching = new Fetching();
    const context = fetching.context();
    assert.deepEqual(
      await fetching.once(fallback({ source: 'backup', payload: 'instead' }, at)(scripted({ fail: down })), context),
      {
        value: 'instead',
        atMs: 40,
      },
    );
    assert.equal(context.tally.degraded?.failure.message, "down; 'backup' in its place: down as well");
  });

  it('never asks the source itself in its own place', async () => {
    const itself = scripted({ ms: 1 });
    const at = policyContext({ source: 'backup', fetchOf: () => itself });
    assert.deepEqual(await new Fetching().once(fallback({ source: 'backup' }, at)(scripted({ ms: 10, fail: down }))), {
      kind: 'error',
      message: 'down',
      atMs: 10,
    });
    assert.equal(itself.calls.length, 0);
  });

  it('gives the last good answer to the same question with its age', async () => {
    const fetching = new Fetching();
    const fetch = fallback({ stale: true, payload: 'instead' })(
      scripted({ ms: 10, answer: 'good' }, { ms: 10, fail: down }),
    );
    await fetching.drive(async () => {
      await fetch(query, fetching.context());
      await fetching.until(5000);
      const context = fetching.context();
      assert.equal(await fetch(query, context), 'good');
      // good since 10, asked at 5000, failed at 5010
      assert.deepEqual(context.tally.degraded, { by: 'stale', ageMs: 5000, failure: down });
      const other = fetching.context();
      assert.equal(await fetch({ ...query, question: 'Another?' }, other), 'instead');
      assert.equal(other.tally.degraded?.by, 'payload');
    });
  });

  it('without any good answer yet fails as the source did', async () => {
    assert.deepEqual(await new Fetching().once(fallback({ stale: true })(scripted({ ms: 10, fail: down }))), {
      kind: 'error',
      message: 'down',
      atMs: 10,
    });
  });

  it('remembers no more than a thousand good answers, the latest', async () => {
    const fetching = new Fetching();
    let up = true;
    const fetch = fallback({ stale: true })(() => (up ? Promise.resolve('good') : Promise.reject(down)));
    await fetching.drive(async () => {
      for (let i = 0; i <= 1000; i++) await fetch({ ...query, question: String(i) }, fetching.context());
      up = false;
      await assert.rejects(fetch({ ...query, question: '0' }, fetching.context()), down);
      assert.equal(await fetch({ ...query, question: '1' }, fetching.context()), 'good');
      assert.equal(await fetch({ ...query, question: '1000' }, fetching.context()), 'good');
    });
  });

  it('does not take for good what stood in further in, nor for young what a cache gave', async () => {
    const fetching = new Fetching();
    const broken = fallback({ stale: true })(fallback({ payload: 'instead' })(scripted({ fail: down })));
    const context = fetching.context();
    await fetching.once(broken, context);
    assert.equal(context.tally.degraded?.by, 'payload');

    const inner = scripted({ answer: 'good' }, { fail: down });
    const fetch = fallback({ stale: true })(
      cache({ type: 'cache', ttl: 1000, stale: 0, size: 10 }, policyContext())(inner),
    );
    await fetching.drive(async () => {
      const startMs = fetching.clock.now();
      await fetch(query, fetching.context());
      await fetching.until(startMs + 900);
      await fetch(query, fetching.context());
      await fetching.until(startMs + 1000);
      const third = fetching.context();
      await fetch(query, third);
      assert.equal(third.tally.degraded?.ageMs, 1000);
    });
  });
});
