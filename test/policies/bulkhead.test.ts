import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Fetch, Policy } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { bulkhead as bulkheadAt, bulkheadSchema } from '#src/policies/bulkhead.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

function bulkhead(options: Omit<z.input<typeof bulkheadSchema>, 'type'> = {}, at = policyContext()): Policy {
  return bulkheadAt(bulkheadSchema.parse({ type: 'bulkhead', ...options }), at);
}

const late = new Failure('deadline', 'too late');

function atOnce(fetching: Fetching, fetches: readonly Fetch[]): Promise<Awaited<ReturnType<Fetching['settled']>>[]> {
  return fetching.drive(() => Promise.all(fetches.map((fetch) => fetching.settled(fetch(query, fetching.context())))));
}

describe('a bulkhead', () => {
  it('runs its limit, lets its queue wait in spans, and rejects the rest at once', async () => {
    const fetching = new Fetching();
    const fetch = bulkhead({ limit: 2, queue: 2 })(scripted({ ms: 100 }));
    const results = await atOnce(fetching, [fetch, fetch, fetch, fetch, fetch]);
    assert.deepEqual(results, [
      ...[100, 100, 200, 200].map((atMs) => ({ value: 'answer', atMs })),
      { kind: 'rejected', message: '2 calls running and 2 waiting already', atMs: 0 },
    ]);
    assert.deepEqual(fetching.spans(), [
      ['limit', 0, 100, 'ok'],
      ['limit', 0, 100, 'ok'],
    ]);
    await fetching.assertIdle();
  });

  it('has no queue unless asked for one', async () => {
    const fetch = bulkhead({ limit: 1 })(scripted({ ms: 100 }));
    const [, second] = await atOnce(new Fetching(), [fetch, fetch]);
    assert.deepEqual(second, { kind: 'rejected', message: '1 call running and 0 waiting already', atMs: 0 });
  });

  it('gives its place free when a call fails', async () => {
    const fetch = bulkhead({ limit: 1, queue: 1 })(
      scripted({ ms: 100, fail: new Failure('error', 'down') }, { ms: 10 }),
    );
    assert.deepEqual(await atOnce(new Fetching(), [fetch, fetch]), [
      { kind: 'error', message: 'down', atMs: 100 },
      { value: 'answer', atMs: 110 },
    ]);
  });

  it('gives a place in its queue free when who waits gives up', async () => {
    const fetching = new Fetching();
    const scope = new Scope();
    const fetch = bulkhead({ limit: 1, queue: 1 })(scripted({ ms: 100 }));
    const results = await fetching.drive(async () => {
      fetching.clock.after(30, () => scope.abort(late));
      const first = [fetching.context(), fetching.context({ scope })].map((context) =>
        fetching.settled(fetch(query, context)),
      );
      await fetching.until(31);
      return Promise.all([...first, fetching.settled(fetch(query, fetching.context()))]);
    });
    assert.deepEqual(results, [
      { value: 'answer', atMs: 100 },
      { kind: 'deadline', message: 'too late', atMs: 30 },
      { value: 'answer', atMs: 200 },
    ]);
    await fetching.assertIdle();
  });

  it('is shared by the sources that name the same pool, and by no other', async () => {
    const commons = new Map<string, unknown>();
    const limited = (pool?: string) =>
      bulkhead(
        { limit: 1, queue: 9, ...(pool !== undefined && { pool }) },
        policyContext({}, commons),
      )(scripted({ ms: 100 }));
    const results = await atOnce(new Fetching(), [
      limited('one'),
      limited('one'),
      limited('two'),
      limited(),
      limited(),
    ]);
    assert.deepEqual(
      results.map(({ atMs }) => atMs),
      [100, 200, 100, 100, 100],
    );
  });

  it(
    'never runs more than its limit, never lets more wait than its queue holds, and leaves no place empty while ' +
      'somebody waits',
    async () => {
      const calls = fc.array(
        fc.record({
          atMs: fc.integer({ min: 0, max: 500 }),
          ms: fc.integer({ min: 0, max: 200 }),
          patienceMs: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
        }),
        { maxLength: 40 },
      );
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: 0, max: 4 }),
          calls,
          async (limit, queue, asked) => {
            const fetching = new Fetching();
            let running = 0;
            const inner = scripted(...(asked.length === 0 ? [{}] : asked.map(({ ms }) => ({ ms }))));
            const fetch = bulkhead({ limit, queue })(async (given, context) => {
              running++;
              assert.ok(running <= limit, `${running} run at once`);
              try {
                return await inner(given, context);
              } finally {
                running--;
              }
            });
            await fetching.drive(() =>
              Promise.all(
                asked.map(async ({ atMs, patienceMs }) => {
                  await fetching.until(atMs);
                  const scope = new Scope();
                  const timer =
                    patienceMs === undefined ? undefined : fetching.clock.after(patienceMs, () => scope.abort(late));
                  const result = await fetching.settled(fetch(query, fetching.context({ scope })));
                  timer?.cancel();
                  if ('kind' in result && result.kind === 'rejected')
                    assert.equal(running, limit, 'rejected although a place is free');
                }),
              ),
            );
            const waits = fetching.spans('limit');
            for (const [, startMs] of waits) {
              assert.ok(
                waits.filter(([, from, to]) => from <= startMs && to > startMs).length <= queue,
                'the queue is too long',
              );
            }
            assert.equal(running, 0);
            await fetching.assertIdle();
          },
        ),
        { numRuns: 200 },
      );
    },
  );
});
