import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '#src/model/errors.js';
import type { Fetch } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { cache } from '#src/policies/cache.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

const ttlMs = 60_000;
const down = new Failure('error', 'down');
const late = new Failure('deadline', 'too late');

function cached(inner: Fetch, { size = 10 }: { size?: number } = {}): Fetch {
  return cache({ type: 'cache', ttl: ttlMs, stale: 0, size }, policyContext())(inner);
}

function asking(question: string): typeof query {
  return { ...query, question };
}

/** Lets time pass on the clock until an instant. */
function until(fetching: Fetching, atMs: number): Promise<void> {
  return new Promise((resolve) => {
    fetching.clock.after(atMs - fetching.clock.now(), resolve);
  });
}

describe('a cache', () => {
  for (const [what, atMs, calls] of [
    ['one millisecond before it expires comes from memory', 500 + ttlMs - 1, 1],
    ['at the very moment it expires is fetched anew', 500 + ttlMs, 2],
  ] as const) {
    it(`counts the time from the answer: a question asked again ${what}`, async () => {
      const fetching = new Fetching();
      const inner = scripted({ ms: 500, answer: 'first' }, { ms: 500, answer: 'second' });
      const fetch = cached(inner);
      await fetching.drive(async () => {
        const first = fetching.context();
        assert.equal(await fetch(query, first), 'first');
        assert.equal(first.tally.cached, false);
        await until(fetching, atMs);
        const second = fetching.context();
        assert.equal(await fetch(query, second), calls === 1 ? 'first' : 'second');
        assert.equal(second.tally.cached, calls === 1);
      });
      assert.equal(inner.calls.length, calls);
      assert.equal(fetching.clock.now(), atMs + (calls === 1 ? 0 : 500));
    });
  }

  it('tells questions apart', async () => {
    const fetching = new Fetching();
    const inner = scripted({ answer: 'a' }, { answer: 'b' });
    const fetch = cached(inner);
    await fetching.drive(async () => {
      assert.equal(await fetch(asking('A?'), fetching.context()), 'a');
      assert.equal(await fetch(asking('B?'), fetching.context()), 'b');
      assert.equal(await fetch(asking('A?'), fetching.context()), 'a');
    });
    assert.equal(inner.calls.length, 2);
  });

  it('forgets the least recently used answer when it is full', async () => {
    const fetching = new Fetching();
    const inner = scripted({});
    const fetch = cached(inner, { size: 2 });
    await fetching.drive(async () => {
      // A is fresher than B, so C drives out B
      for (const question of ['A?', 'B?', 'A?', 'C?']) await fetch(asking(question), fetching.context());
      assert.equal(inner.calls.length, 3);
      await fetch(asking('A?'), fetching.context());
      await fetch(asking('C?'), fetching.context());
      assert.equal(inner.calls.length, 3);
      await fetch(asking('B?'), fetching.context());
    });
    assert.equal(inner.calls.length, 4);
  });

  it('lets a hundred identical questions in flight share one fetch', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 800, answer: 'shared' });
    const fetch = cached(inner);
    const contexts = Array.from({ length: 100 }, () => fetching.context());
    const results = await fetching.drive(() =>
      Promise.all(contexts.map((context) => fetching.settled(fetch(query, context)))),
    );
    assert.deepEqual(
      results,
      contexts.map(() => ({ value: 'shared', atMs: 800 })),
    );
    assert.equal(inner.calls.length, 1);
    assert.deepEqual(
      contexts.map((context) => context.tally.cached),
      [false, ...Array.from({ length: 99 }, () => true)],
    );
  });

  it('shares a failure among those who wait, and does not remember it', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 800, fail: down }, { ms: 100 });
    const fetch = cached(inner);
    await fetching.drive(async () => {
      const results = await Promise.all([1, 2, 3].map(() => fetching.settled(fetch(query, fetching.context()))));
      assert.deepEqual(
        results,
        [1, 2, 3].map(() => ({ kind: 'error', message: 'down', atMs: 800 })),
      );
      assert.deepEqual(await fetching.settled(fetch(query, fetching.context())), { value: 'answer', atMs: 900 });
    });
    assert.equal(inner.calls.length, 2);
  });

  for (const kind of ['deadline', 'interrupted'] as const) {
    it(`lets one of those who wait fetch in the place of a leader whose query ended by ${kind}`, async () => {
      const fetching = new Fetching();
      const inner = scripted({ ms: 800 }, { ms: 300, answer: 'second' });
      const fetch = cached(inner);
      const scope = new Scope();
      const results = await fetching.drive(() => {
        fetching.clock.after(200, () => {
          scope.abort(new Failure(kind, 'enough'));
        });
        return Promise.all(
          [fetching.context({ scope }), fetching.context(), fetching.context()].map((context) =>
            fetching.settled(fetch(query, context)),
          ),
        );
      });
      assert.deepEqual(results, [
        { kind, message: 'enough', atMs: 200 },
        { value: 'second', atMs: 500 },
        { value: 'second', atMs: 500 },
      ]);
      assert.equal(inner.calls.length, 2);
    });
  }

  it('lets who waits leave at once when its own query ends, while the fetch goes on for the others', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 800, answer: 'shared' });
    const fetch = cached(inner);
    const scope = new Scope();
    const results = await fetching.drive(() => {
      fetching.clock.after(200, () => {
        scope.abort(late);
      });
      return Promise.all(
        [fetching.context(), fetching.context({ scope }), fetching.context()].map((context) =>
          fetching.settled(fetch(query, context)),
        ),
      );
    });
    assert.deepEqual(results, [
      { value: 'shared', atMs: 800 },
      { kind: 'deadline', message: 'too late', atMs: 200 },
      { value: 'shared', atMs: 800 },
    ]);
    assert.equal(inner.calls.length, 1);
  });

  it('ends everybody when all queries are ended together, and nobody fetches again', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 800 });
    const fetch = cached(inner);
    const run = new Scope();
    const results = await fetching.drive(() => {
      fetching.clock.after(200, () => {
        run.abort(late);
      });
      return Promise.all([1, 2, 3].map(() => fetching.settled(fetch(query, fetching.context({ scope: run.child() })))));
    });
    assert.deepEqual(
      results,
      [1, 2, 3].map(() => ({ kind: 'deadline', message: 'too late', atMs: 200 })),
    );
    assert.equal(inner.calls.length, 1);
  });
});
