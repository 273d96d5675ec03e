import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { Failure } from '#src/model/errors.js';
import type { Fetch, Policy } from '#src/model/ports.js';
import { attempt } from '#src/policies/attempt.js';
import { cache } from '#src/policies/cache.js';
import { fallback, fallbackSchema } from '#src/policies/fallback.js';
import { hedge as hedgeAt, hedgeSchema } from '#src/policies/hedge.js';
import { Fetching, query, scripted } from '../support/fetching.js';
import { policyContext } from '../support/policy-context.js';

type HedgeInput = z.input<typeof hedgeSchema>;

function hedge(options: Omit<HedgeInput, 'type'>, scale = 1): Policy {
  return hedgeAt(hedgeSchema.parse({ type: 'hedge', ...options }), policyContext({ scale }));
}

const down = new Failure('error', 'down');
const odd = new Failure('malformed', 'odd');
type Step = { readonly ms: number; readonly answer?: string; readonly fail?: Failure };

describe('a hedge', () => {
  const table: [
    what: string,
    options: Omit<HedgeInput, 'type'>,
    steps: Step[],
    expected: unknown,
    attempts: [number, number, string][],
  ][] = [
    [
      'asks once where the answer comes before its time',
      { after: 100 },
      [{ ms: 99 }],
      { value: 'answer', atMs: 99 },
      [[0, 99, 'ok']],
    ],
    [
      'asks again when its time has come, and takes the faster answer',
      { after: 100 },
      [{ ms: 500 }, { ms: 50, answer: 'second' }],
      { value: 'second', atMs: 150 },
      [
        [0, 150, 'enough'],
        [100, 150, 'ok'],
      ],
    ],
    [
      'takes the first copy’s answer where that is faster, and cancels the second',
      { after: 100 },
      [{ ms: 120 }, { ms: 500 }],
      { value: 'answer', atMs: 120 },
      [
        [0, 120, 'ok'],
        [100, 120, 'enough'],
      ],
    ],
    [
      'starts each further copy when the last has had its time',
      { after: 100, copies: 2 },
      [{ ms: 900 }, { ms: 900 }, { ms: 10, answer: 'third' }],
      { value: 'third', atMs: 210 },
      [
        [0, 210, 'enough'],
        [100, 210, 'enough'],
        [200, 210, 'ok'],
      ],
    ],
    [
      'asks again at once when a copy fails',
      { after: 100 },
      [
        { ms: 30, fail: down },
        { ms: 50, answer: 'second' },
      ],
      { value: 'second', atMs: 80 },
      [
        [0, 30, 'error'],
        [30, 80, 'ok'],
      ],
    ],
    [
      'asks again at once when a copy fails while another runs, and gives the next its full time',
      { after: 100, copies: 3 },
      [{ ms: 900 }, { ms: 0, fail: down }, { ms: 900 }, { ms: 5, answer: 'fourth' }],
      { value: 'fourth', atMs: 205 },
      [
        [0, 205, 'enough'],
        [100, 100, 'error'],
        [100, 205, 'enough'],
        [200, 205, 'ok'],
      ],
    ],
    [
      'waits for the copy that still runs when no further one is left',
      { after: 100 },
      [
        { ms: 300, answer: 'first' },
        { ms: 20, fail: down },
      ],
      { value: 'first', atMs: 300 },
      [
        [0, 300, 'ok'],
        [100, 120, 'error'],
      ],
    ],
    [
      'fails with the last failure when all copies have',
      { after: 100 },
      [
        { ms: 10, fail: down },
        { ms: 20, fail: new Failure('error', 'the last') },
      ],
      { kind: 'error', message: 'the last', atMs: 30 },
      [
        [0, 10, 'error'],
        [10, 30, 'error'],
      ],
    ],
    [
      'does not ask again what would fail again',
      { after: 100 },
      [{ ms: 10, fail: odd }],
      { kind: 'malformed', message: 'odd', atMs: 10 },
      [[0, 10, 'malformed']],
    ],
    [
      'leaves a source alone that asks for it',
      { after: 100 },
      [{ ms: 10, fail: new Failure('error', 'too many requests', { retryAfterMs: 5000 }) }],
      { kind: 'error', message: 'too many requests', atMs: 10 },
      [[0, 10, 'error']],
    ],
    [
      'asks all copies at once where it waits for nothing',
      { after: 0, copies: 2 },
      [{ ms: 30 }, { ms: 20, answer: 'second' }, { ms: 40 }],
      { value: 'second', atMs: 20 },
      [
        [0, 20, 'enough'],
        [0, 20, 'ok'],
        [0, 20, 'enough'],
      ],
    ],
  ];
  for (const [what, options, steps, expected, attempts] of table) {
    it(what, async () => {
      const fetching = new Fetching();
      const context = fetching.context();
      assert.deepEqual(await fetching.once(hedge(options)(attempt(5000)(scripted(...steps))), context), expected);
      assert.deepEqual(
        fetching.spans('attempt').map(([, ...rest]) => rest),
        attempts,
      );
      assert.equal(context.tally.attempts, attempts.length);
      await fetching.assertIdle();
    });
  }

  it(
    'says of its answer what is true of the copy that won, not of one that shared its fetch or was given something ' +
      'else',
    async () => {
      const shared = cache({ type: 'cache', ttl: 1000, stale: 0, size: 10 }, policyContext());
      const fetching = new Fetching();
      const context = fetching.context();
      assert.deepEqual(
        await fetching.once(hedge({ after: 100 })(shared(attempt(5000)(scripted({ ms: 300 })))), context),
        { value: 'answer', atMs: 300 },
      );
      assert.deepEqual([context.tally.cached, context.tally.attempts], [false, 1]);

      const instead = fallback(fallbackSchema.parse({ type: 'fallback', payload: 'instead' }), policyContext());
      const other = new Fetching();
      const both = other.context();
      // Both copies end at 300, the first one well.
      const steps = scripted({ ms: 300 }, { ms: 200, fail: down });
      assert.deepEqual(await other.once(hedge({ after: 100 })(instead(attempt(5000)(steps))), both), {
        value: 'answer',
        atMs: 300,
      });
      assert.deepEqual([both.tally.degraded, both.tally.attempts], [undefined, 2]);
      const third = other.context();
      assert.deepEqual(
        await other.once(hedge({ after: 100 })(instead(attempt(5000)(scripted({ ms: 10, fail: down })))), third),
        { value: 'instead', atMs: 310 },
      );
      assert.deepEqual([third.tally.degraded, third.tally.attempts], [{ by: 'payload', failure: down }, 1]);
    },
  );

  it('scales with the scenario', async () => {
    assert.deepEqual(await new Fetching().once(hedge({ after: '1s' }, 0.1)(scripted({ ms: 900 }, { ms: 0 }))), {
      value: 'answer',
      atMs: 100,
    });
  });

  it('never runs more copies than it may, and cancels the losers before it answers', async () => {
    const steps = fc.array(
      fc
        .record({ ms: fc.integer({ min: 0, max: 300 }), failed: fc.boolean() })
        .map(({ ms, failed }) => (failed ? { ms, fail: down } : { ms })),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 150 }),
        fc.integer({ min: 1, max: 5 }),
        steps,
        async (after, copies, script) => {
          const fetching = new Fetching();
          const inner = scripted(...script);
          let running = 0;
          const counted: Fetch = async (asked, context) => {
            running++;
            try {
              return await inner(asked, context);
            } finally {
              running--;
            }
          };
          const result = await fetching.once(hedge({ after, copies })(attempt(5000)(counted)));
          assert.equal(running, 0, 'a copy still runs');
          assert.ok(inner.calls.length <= copies + 1);
          assert.deepEqual(
            inner.calls.map((call) => call.attempt),
            inner.calls.map((_, i) => i + 1),
          );
          const spans = fetching.spans('attempt');
          assert.equal(spans.filter(([, , , outcome]) => outcome === 'ok').length, 'value' in result ? 1 : 0);
          assert.ok(spans.every(([, , endMs]) => endMs <= result.atMs));
          await fetching.assertIdle();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a hedge after a quantile', () => {
  const after = { quantile: 0.9, first: 1000, window: 10 };

  /** When the copy began, after the start of each fetch; undefined where there was none. */
  async function copies(fetch: Fetch, count: number): Promise<(number | undefined)[]> {
    const fetching = new Fetching();
    return fetching.drive(async () => {
      const began: (number | undefined)[] = [];
      for (let i = 0; i < count; i++) {
        const startMs = fetching.clock.now();
        const before = fetching.events.length;
        await fetching.settled(fetch(query, fetching.context()));
        const begins = fetching.events.slice(before).filter((event) => event.type === 'begin');
        began.push(begins[1] === undefined ? undefined : begins[1].atMs - startMs);
      }
      return began;
    });
  }

  it('waits for its first time until ten latencies have been seen, then for the quantile', async () => {
    const steps = [...Array.from({ length: 10 }, (_, i) => ({ ms: 10 * (i + 1) })), { ms: 5000 }];
    // The 90th percentile of 10, 20 .. 100 is 91.
    assert.deepEqual(await copies(hedge({ after })(attempt(9000)(scripted(...steps))), 11), [
      ...Array.from({ length: 10 }, () => undefined),
      91,
    ]);
    assert.deepEqual(await copies(hedge({ after })(attempt(9000)(scripted(...steps.slice(1), { ms: 5000 }))), 10), [
      ...Array.from({ length: 9 }, () => undefined),
      1000,
    ]);
  });

  it('hedges as many fetches as lie beyond the quantile, on and on, and not ever more of them', async () => {
    // One first copy in ten takes 500 ms, all else 100 ms; the copies win all their races.
    let fetches = 0;
    const inner: Fetch = (asked, context) => {
      const slow = context.tally.attempts === 1 && fetches++ % 10 === 9;
      return scripted({ ms: slow ? 500 : 100 })(asked, context);
    };
    const began = await copies(hedge({ after: { quantile: 0.9, first: 200, window: 100 } })(attempt(9000)(inner)), 500);
    const hedged = began.slice(100).filter((at) => at !== undefined && at > 100).length;
    assert.equal(hedged, 40);
  });
});
