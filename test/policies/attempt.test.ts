import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { attempt } from '#src/policies/attempt.js';
import { Fetching, scripted } from '../support/fetching.js';

const down = new Failure('error', 'down');

describe('an attempt', () => {
  for (const [what, ms, expected] of [
    ['shorter than its timeout answers', 999, { value: 'answer', atMs: 999 }],
    [
      'exactly as long as its timeout times out',
      1000,
      { kind: 'timeout', message: 'no answer within 1.00 s', atMs: 1000 },
    ],
    ['longer than its timeout times out', 5000, { kind: 'timeout', message: 'no answer within 1.00 s', atMs: 1000 }],
    ['that takes no time answers', 0, { value: 'answer', atMs: 0 }],
  ] as const) {
    it(what, async () => {
      const fetching = new Fetching();
      assert.deepEqual(await fetching.once(attempt(1000)(scripted({ ms }))), expected);
      await assertNothingLeft(fetching);
    });
  }

  it('is a span of its own around what it wraps, and counted', async () => {
    const fetching = new Fetching();
    const inner = scripted({ ms: 30 });
    const context = fetching.context({ span: 7 });
    await fetching.once(attempt(1000)(inner), context);
    assert.deepEqual(
      fetching.events.map((event) => ({ ...event, usage: undefined })),
      [
        {
          type: 'begin',
          trace: 0,
          id: 1,
          parent: 7,
          kind: 'attempt',
          name: 'weather',
          lane: 'main',
          atMs: 0,
          usage: undefined,
        },
        { type: 'end', trace: 0, id: 1, atMs: 30, outcome: 'ok', usage: undefined },
      ],
    );
    assert.equal(inner.calls[0]?.span, 1);
    assert.equal(context.tally.attempts, 1);
  });

  it('that fails ends its span with the kind of failure and leaves no timer', async () => {
    const fetching = new Fetching();
    assert.deepEqual(await fetching.once(attempt(1000)(scripted({ ms: 30, fail: down }))), {
      kind: 'error',
      message: 'down',
      atMs: 30,
    });
    assert.deepEqual(fetching.events.at(-1), {
      type: 'end',
      trace: 0,
      id: 1,
      atMs: 30,
      outcome: 'error',
      usage: undefined,
    });
    await assertNothingLeft(fetching);
  });

  it('whose query is over ends at once with the query’s reason', async () => {
    const fetching = new Fetching();
    const scope = new Scope();
    const late = new Failure('deadline', 'too late');
    const settled = await fetching.drive(() => {
      fetching.clock.after(200, () => {
        scope.abort(late);
      });
      return fetching.settled(
        attempt(1000)(scripted({ ms: 700 }))(
          { index: 0, seed: 1, question: '', arguments: { city: '' } },
          fetching.context({ scope }),
        ),
      );
    });
    assert.deepEqual(settled, { kind: 'deadline', message: 'too late', atMs: 200 });
    await assertNothingLeft(fetching);
  });

  it('that timed out does not end what stands beside it', async () => {
    const fetching = new Fetching();
    const scope = new Scope();
    await fetching.once(attempt(10)(scripted({ ms: 20 })), fetching.context({ scope }));
    assert.equal(scope.reason, undefined);
  });
});

async function assertNothingLeft(fetching: Fetching): Promise<void> {
  const before = fetching.clock.now();
  await assert.rejects(
    fetching.drive(() => new Promise(() => {})),
    { name: 'DeadlockError' },
  );
  assert.equal(fetching.clock.now(), before, 'an event was left on the clock');
}
