import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { random } from '#src/lib/random.js';
import { Failure } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import type { Fetch } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import { attempt } from '#src/policies/attempt.js';
import { boundary, schemaLike } from '#src/sources/boundary.js';
import { faulty } from '../support/faulty.js';
import { Fetching, query, scripted } from '../support/fetching.js';

/**
 * Begins an attempt at each of these moments and tells when each has ended and how: an answer, or the kind of failure.
 */
async function attemptsAt(
  moments: readonly number[],
  fetch: Fetch,
  fetching = new Fetching(),
): Promise<(readonly [number, string])[]> {
  const one = async (atMs: number): Promise<readonly [number, string]> => {
    await new Promise<void>((resolve) => {
      fetching.clock.after(atMs, resolve);
    });
    const result = await fetching.settled(fetch(query, fetching.context()));
    return [result.atMs, 'value' in result ? 'ok' : result.kind];
  };
  return fetching.drive(() => Promise.all(moments.map(one)));
}

const down = 'injected fault: the source is down';

describe('a source of two seconds with the fault', () => {
  for (const [fault, expected] of [
    ['server-error', { kind: 'status', message: 'injected fault: server error (500)', atMs: 2000 }],
    ['server-error:503', { kind: 'status', message: 'injected fault: server error (503)', atMs: 2000 }],
    ['reset', { kind: 'reset', message: 'injected fault: the connection was reset', atMs: 2000 }],
    [
      'rate-limited',
      { kind: 'rate-limited', message: 'injected fault: too many requests (429), retry after 1.00 s', atMs: 0 },
    ],
    [
      'truncated',
      { kind: 'truncated', message: 'payload: cut off after 4 of 8 characters, which is no JSON', atMs: 2000 },
    ],
    [
      'truncated:0',
      { kind: 'truncated', message: 'payload: cut off after 0 of 8 characters, which is no JSON', atMs: 2000 },
    ],
    [
      'truncated:0.99',
      { kind: 'truncated', message: 'payload: cut off after 7 of 8 characters, which is no JSON', atMs: 2000 },
    ],
    ['stale', { value: 'answer', atMs: 2000 }],
    ['slow-drip:3s', { value: 'answer', atMs: 5000 }],
    ['slow-drip:1s/3', { value: 'answer', atMs: 3000 }],
    ['slow-drip:0s', { value: 'answer', atMs: 2000 }],
    ['brown-out:10s', { value: 'answer', atMs: 2000 }],
    ['flap:5s', { value: 'answer', atMs: 2000 }],
    ['burst:1ms', { kind: 'error', message: 'injected fault: a burst of failures', atMs: 0 }],
    ['slow:1s-1s', { value: 'answer', atMs: 3000 }],
    ['slow:2x-2x', { value: 'answer', atMs: 4000 }],
    ['error%1', { kind: 'error', message: down, atMs: 0 }],
    ['error%0', { value: 'answer', atMs: 2000 }],
    ['error@0s..1s', { kind: 'error', message: down, atMs: 0 }],
    ['error@..1s', { kind: 'error', message: down, atMs: 0 }],
    ['error@1ms..', { value: 'answer', atMs: 2000 }],
  ] as const) {
    it(`${fault} gives ${JSON.stringify(expected)}`, async () => {
      assert.deepEqual(await new Fetching().once(faulty([fault])), expected);
    });
  }

  it('stalled takes its time, then never ends but by the timeout', async () => {
    const inner = scripted({ ms: 2000 });
    assert.deepEqual(await new Fetching().once(attempt(5000)(faulty(['stalled'], inner))), {
      kind: 'timeout',
      message: 'no answer within 5.00 s',
      atMs: 5000,
    });
    assert.equal(inner.calls.length, 1);
  });

  it('rate-limited says when to come back, scaled', async () => {
    const fetching = new Fetching();
    const thrown = await faulty(
      ['rate-limited:3s'],
      scripted({}),
      0.1,
    )(query, fetching.context()).catch((failure: unknown) => failure);
    assert.ok(thrown instanceof Failure && thrown.kind === 'rate-limited');
    assert.equal(thrown.retryAfterMs, 300);
  });

  for (const fault of [
    'slow:5s',
    'slow-drip:5s',
    'stalled',
    'brown-out:1ms@0s..',
    'hang',
    'server-error',
    'reset',
    'truncated',
    'stale',
    'slow:1s-9s',
  ]) {
    it(`${fault} ends at once when its scope is aborted, and leaves nothing on the clock`, async () => {
      const fetching = new Fetching();
      const scope = new Scope();
      const fetch = faulty([fault], scripted({ ms: 1000 }));
      const result = await fetching.drive(() => {
        // Twice: while the source itself is at it, and after.
        fetching.clock.after(fault === 'slow-drip:5s' || fault === 'stalled' ? 1250 : 999, () => {
          scope.abort(new Failure('deadline', 'enough'));
        });
        return fetching.settled(fetch(query, fetching.context({ scope })));
      });
      assert.deepEqual(result, {
        kind: 'deadline',
        message: 'enough',
        atMs: fault === 'slow-drip:5s' || fault === 'stalled' ? 1250 : 999,
      });
      await assert.rejects(
        fetching.drive(() => new Promise(() => {})),
        { name: 'DeadlockError' },
      );
      assert.equal(fetching.clock.now(), result.atMs);
    });
  }
});

describe('a fault that depends on run time', () => {
  it('flap is up and down by turns, up first, to the millisecond', async () => {
    const times = [0, 1999, 2000, 2999, 3000, 4999, 5000, 5999, 6000];
    assert.deepEqual(await attemptsAt(times, faulty(['flap:2s/1s'], scripted({}))), [
      [0, 'ok'],
      [1999, 'ok'],
      [2000, 'error'],
      [2999, 'error'],
      [3000, 'ok'],
      [4999, 'ok'],
      [5000, 'error'],
      [5999, 'error'],
      [6000, 'ok'],
    ]);
  });

  it('flap takes equal turns where one is given, scaled, and counts from the opening of its window', async () => {
    const times = [0, 299, 300, 399, 400, 499, 500];
    const seen = await attemptsAt(times, faulty(['flap:1s@3s..'], scripted({}), 0.1));
    assert.deepEqual(
      seen.map(([, outcome]) => outcome),
      ['ok', 'ok', 'ok', 'ok', 'error', 'error', 'ok'],
    );
  });

  it('burst fails for its first stretch alone', async () => {
    assert.deepEqual(await attemptsAt([0, 1499, 1500, 60_000], faulty(['burst:1.5s'], scripted({}))), [
      [0, 'error'],
      [1499, 'error'],
      [1500, 'ok'],
      [60_000, 'ok'],
    ]);
  });

  it('burst fails for one whole stretch in each period, where the draw of the period says', async () => {
    const times = Array.from({ length: 5000 }, (_, i) => i * 10);
    const seen = await attemptsAt(times, faulty(['burst:2s/10s'], scripted({})));
    for (let period = 0; period < 5; period++) {
      const failed = seen.slice(period * 1000, (period + 1) * 1000).filter(([, outcome]) => outcome === 'error');
      assert.equal(failed.length, 200);
      const beginMs = period * 10_000 + random(1, 'burst', 'weather', period)() * 8000;
      assert.equal(failed[0]![0], Math.ceil(beginMs / 10) * 10);
      assert.equal(failed.at(-1)![0] - failed[0]![0], 1990);
    }
  });

  it('brown-out takes 1 + t/D times as long at time t', async () => {
    assert.deepEqual(await attemptsAt([0, 5000, 10_000, 20_000], faulty(['brown-out:10s'], scripted({ ms: 1000 }))), [
      [1000, 'ok'],
      [6500, 'ok'],
      [12_000, 'ok'],
      [23_000, 'ok'],
    ]);
  });

  it('brown-out counts from the opening of its window and is over with it', async () => {
    assert.deepEqual(
      await attemptsAt([9999, 10_000, 15_000, 20_000], faulty(['brown-out:5s@10s..20s'], scripted({ ms: 1000 }))),
      [
        [10_999, 'ok'],
        [11_000, 'ok'],
        [17_000, 'ok'],
        [21_000, 'ok'],
      ],
    );
  });
});

describe('a window', () => {
  it('holds the attempts that begin from its first millisecond to before its last, whenever they end', async () => {
    assert.deepEqual(await attemptsAt([1999, 2000, 9999, 10_000], faulty(['slow:3x@2s..10s'])), [
      [3999, 'ok'],
      [8000, 'ok'],
      [15_999, 'ok'],
      [12_000, 'ok'],
    ]);
  });

  it('is scaled', async () => {
    const seen = await attemptsAt([29, 30, 69, 70], faulty(['error@300ms..700ms'], scripted({}), 0.1));
    assert.deepEqual(
      seen.map(([, outcome]) => outcome),
      ['ok', 'error', 'error', 'ok'],
    );
  });
});

describe('a rate', () => {
  const rates = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

  it('is the share of attempts that meet the fault, within five standard deviations', async () => {
    await fc.assert(
      fc.asyncProperty(
        rates,
        fc.integer({ min: 0 }),
        fc.constantFrom('error', 'malformed', 'rate-limited'),
        async (rate, seed, kind) => {
          const fetching = new Fetching();
          const fetch = faulty([`${kind}%${rate}`], boundary(schemaLike('answer'))(scripted({})));
          let met = 0;
          const count = 400;
          for (let index = 0; index < count; index++) {
            const result = await fetching.settled(fetch({ ...query, seed, index }, fetching.context()));
            if (!('value' in result) || result.value !== 'answer') met++;
          }
          assert.ok(
            Math.abs(met - rate * count) <= 5 * Math.sqrt(count * rate * (1 - rate)),
            `${met} of ${count} at ${rate}`,
          );
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it('is drawn anew for each attempt, query, source and fault, and the same whenever it is asked', async () => {
    const met = async (
      fault: string,
      change: { index?: number; attempt?: number; source?: string },
      atMs = 0,
    ): Promise<boolean> => {
      const fetching = new Fetching();
      await fetching.drive(() => new Promise<void>((resolve) => fetching.clock.after(atMs, resolve)));
      const { index = 0, ...context } = change;
      return (
        'kind' in
        (await fetching.settled(faulty(fault.split(' '), scripted({}))({ ...query, index }, fetching.context(context))))
      );
    };
    const many = Array.from({ length: 64 }, (_, i) => i);
    const pattern = async (of: (i: number) => Promise<boolean>): Promise<string> =>
      (await Promise.all(many.map(of))).map(Number).join('');
    const byQuery = await pattern((index) => met('error%0.5', { index }));
    assert.equal(await pattern((index) => met('error%0.5', { index }, 777)), byQuery);
    for (const other of [
      await pattern((attempts) => met('error%0.5', { attempt: attempts + 1 })),
      await pattern((index) => met('error%0.5', { index, source: 'news' })),
      await pattern((index) => met('server-error%0.5', { index })),
      await pattern((index) => met('slow:0s error%0.5', { index })),
    ])
      assert.notEqual(other, byQuery);
  });

  it('of jitter is uniform between its bounds', async () => {
    const fetching = new Fetching();
    const fetch = faulty(['slow:1s-3s'], scripted({}));
    const took: number[] = [];
    for (let index = 0; index < 400; index++) {
      const startMs = fetching.clock.now();
      await fetching.once(fetch, fetching.context(), { ...query, index });
      took.push(fetching.clock.now() - startMs);
    }
    assert.ok(Math.min(...took) >= 1000 && Math.max(...took) <= 3000);
    assert.ok(Math.abs(took.reduce((sum, ms) => sum + ms, 0) / 400 - 2000) < 150);
  });
});

describe('a truncated payload', () => {
  it('is refused whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (payload, share) => {
          const result = await new Fetching().once(
            faulty([`truncated:${share.toFixed(3)}`], scripted({ answer: payload })),
          );
          assert.ok('kind' in result && result.kind === 'truncated' && result.message.startsWith('payload: cut off'));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a stale payload', () => {
  it('is accepted by the schema of the payload, whatever it is, and marked in the trace', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>, async (payload) => {
        const fetching = new Fetching();
        const result = await fetching.once(
          boundary(schemaLike(payload))(faulty(['stale:2h'], scripted({ ms: 5, answer: payload }))),
        );
        assert.ok('value' in result, JSON.stringify(result));
        assert.deepEqual(fetching.events, [
          { type: 'instant', trace: 0, atMs: 5, name: 'weather', what: 'stale answer, 2h old' },
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('differs in every number and lacks the last sentence of its texts, alike in every repetition', async () => {
    const payload = {
      temp: 72,
      wind: 0.5,
      none: 0,
      condition: 'sunny',
      note: 'Dry at 3.5 m. Warm! Rain later.',
      list: [1, 2],
    };
    const stale = async (): Promise<Json> => {
      const result = await new Fetching().once(faulty(['stale'], scripted({ answer: payload })));
      assert.ok('value' in result);
      return result.value;
    };
    const old = (await stale()) as typeof payload;
    assert.deepEqual(await stale(), old);
    assert.equal(old.note, 'Dry at 3.5 m. Warm!');
    assert.equal(old.condition, 'sunny');
    for (const [now, then] of [
      [72, old.temp],
      [0.5, old.wind],
      [0, old.none],
      [1, old.list[0]!],
    ] as const)
      assert.ok(Math.abs(now - then) >= 1, `${then}`);
    assert.ok(Number.isInteger(old.temp) && Math.abs(old.temp - 72) <= 15);
  });
});
