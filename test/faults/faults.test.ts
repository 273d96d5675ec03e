import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { takes, type FaultName } from '#src/faults/index.js';
import { random } from '#src/lib/random.js';
import { Failure } from '#src/model/errors.js';
import type { Json } from '#src/model/json.js';
import { attempt } from '#src/policies/attempt.js';
import { boundary, schemaLike } from '#src/sources/boundary.js';
import { faulty } from '../support/faulty.js';
import { Fetching, query, scripted } from '../support/fetching.js';

describe('a fault of two seconds’ latency', () => {
  const down = 'injected fault: the source is down';
  for (const [faults, expected] of [
    [[], { value: 'answer', atMs: 2000 }],
    [['error'], { kind: 'error', message: down, atMs: 0 }],
    [['slow:1.5s'], { value: 'answer', atMs: 3500 }],
    [['slow:3x'], { value: 'answer', atMs: 6000 }],
    [['slow:1x'], { value: 'answer', atMs: 2000 }],
    [['slow:2.5x'], { value: 'answer', atMs: 5000 }],
    [['flaky:0'], { value: 'answer', atMs: 2000 }],
    [['flaky:1'], { kind: 'error', message: 'injected fault: fails with probability 1', atMs: 2000 }],
    [['malformed'], { value: 0, atMs: 2000 }],
    // Composed, the first one outermost.
    [['slow:3x', 'slow:1s'], { value: 'answer', atMs: 9000 }],
    [['slow:1s', 'slow:3x'], { value: 'answer', atMs: 7000 }],
    [['slow:3x', 'flaky:1'], { kind: 'error', message: 'injected fault: fails with probability 1', atMs: 2000 }],
    [['flaky:1', 'slow:3x'], { kind: 'error', message: 'injected fault: fails with probability 1', atMs: 6000 }],
    [['slow:3x', 'error'], { kind: 'error', message: down, atMs: 0 }],
    [['error', 'hang'], { kind: 'error', message: down, atMs: 0 }],
    [['malformed', 'slow:1s'], { value: 0, atMs: 3000 }],
    [['flaky:0', 'malformed', 'slow:2x'], { value: 0, atMs: 4000 }],
  ] as const) {
    it(`that is [${faults.join(', ')}] gives ${JSON.stringify(expected)}`, async () => {
      assert.deepEqual(await new Fetching().once(faulty(faults)), expected);
    });
  }

  for (const faults of [['hang'], ['slow:3x', 'hang'], ['malformed', 'hang'], ['hang', 'error']]) {
    it(`that is [${faults.join(', ')}] is ended by the timeout alone`, async () => {
      const expected = { kind: 'timeout', message: 'no answer within 5.00 s', atMs: 5000 };
      assert.deepEqual(await new Fetching().once(attempt(5000)(faulty(faults))), expected);
    });
  }

  it('that slows it beyond the timeout is a timeout', async () => {
    assert.deepEqual(await new Fetching().once(attempt(5000)(faulty(['slow:3x']))), {
      kind: 'timeout',
      message: 'no answer within 5.00 s',
      atMs: 5000,
    });
  });

  it('scales what it adds, but not what it multiplies by', async () => {
    assert.deepEqual(await new Fetching().once(faulty(['slow:1s'], scripted({ ms: 200 }), 0.1)), {
      value: 'answer',
      atMs: 300,
    });
    assert.deepEqual(await new Fetching().once(faulty(['slow:3x'], scripted({ ms: 200 }), 0.1)), {
      value: 'answer',
      atMs: 600,
    });
  });

  it('does not slow a failure of the source itself', async () => {
    const inner = scripted({ ms: 100, fail: new Failure('error', 'its own') });
    assert.deepEqual(await new Fetching().once(faulty(['slow:3x', 'malformed', 'flaky:1'], inner)), {
      kind: 'error',
      message: 'its own',
      atMs: 100,
    });
  });
});

describe('a flaky source', () => {
  it('fails exactly where the draw of its query, source and attempt falls below the probability', async () => {
    const fetching = new Fetching();
    const fetch = faulty(['flaky:0.3'], scripted({}));
    let failures = 0;
    for (let index = 0; index < 500; index++) {
      for (const number of [1, 2]) {
        const asked = { ...query, index };
        const result = await fetching.settled(fetch(asked, fetching.context({ attempt: number })));
        assert.equal('kind' in result, random(1, 'flaky', index, 'weather', number)() < 0.3);
        if ('kind' in result) failures++;
      }
    }
    assert.ok(Math.abs(failures / 1000 - 0.3) < 0.05, `${failures} of 1000`);
  });
});

describe('a malformed payload', () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

  it('is refused by the schema of any payload, with its path, while the payload itself passes', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (payload) => {
        const guard = boundary(schemaLike(payload));
        const source = scripted({ answer: payload });
        assert.ok('value' in (await new Fetching().once(guard(source))), 'the payload itself was refused');
        const result = await new Fetching().once(guard(faulty(['malformed'], source)));
        assert.ok('kind' in result && result.kind === 'malformed');
        assert.match(result.message, /^payload/);
      }),
      { numRuns: 200 },
    );
  });

  for (const [payload, message] of [
    [{ source: 'weather', temp: 72 }, 'payload.source: Invalid input: expected string, received number'],
    [
      { articles: [{ title: 'One' }, { title: 'Two' }] },
      'payload.articles.0.title: Invalid input: expected string, received number',
    ],
    [[1, 'a'], 'payload.0: Invalid input: expected number, received string'],
    ['text', 'payload: Invalid input: expected string, received number'],
    [null, 'payload: Invalid input: expected null, received number'],
    [JSON.parse('[{"__proto__":0}]') as Json, 'payload.0: Invalid input: expected object, received number'],
  ] as const) {
    it(`like ${JSON.stringify(payload)} is refused with '${message}'`, async () => {
      const guard = boundary(schemaLike(payload as unknown as Json));
      const result = await new Fetching().once(
        guard(faulty(['malformed'], scripted({ answer: payload as unknown as Json }))),
      );
      assert.deepEqual(result, { kind: 'malformed', message, atMs: 0 });
    });
  }
});

describe('the argument of a fault', () => {
  for (const [kind, argument] of [
    ['error', 'x'],
    ['hang', '5s'],
    ['malformed', 'x'],
    ['slow', ''],
    ['slow', 'x'],
    ['slow', '3'.repeat(400)],
    ['slow', '-3x'],
    ['slow', '0.5x'],
    ['slow', '1001x'],
    ['slow', '25h'],
    ['slow', '-1s'],
    ['slow', 'NaN'],
    ['slow', '3xx'],
    ['flaky', ''],
    ['flaky', ' '],
    ['flaky', '2'],
    ['flaky', '-0.1'],
    ['flaky', 'NaN'],
    ['flaky', 'often'],
    ['slow', '3s-1s'],
    ['slow', '1s-3x'],
    ['slow', '1s-'],
    ['burst', ''],
    ['burst', '0s'],
    ['burst', '10s/2s'],
    ['burst', '1s/'],
    ['flap', ''],
    ['flap', '0s/1s'],
    ['flap', '1s/0s'],
    ['flap', '1s/x'],
    ['brown-out', ''],
    ['brown-out', '0'],
    ['brown-out', '2x'],
    ['truncated', '1'],
    ['truncated', '-0.1'],
    ['truncated', 'half'],
    ['stale', '0s'],
    ['stale', 'old'],
    ['rate-limited', '0s'],
    ['rate-limited', '25h'],
    ['reset', '1s'],
    ['server-error', '404'],
    ['server-error', '5'],
    ['stalled', '1s'],
    ['slow-drip', ''],
    ['slow-drip', '1s/0'],
    ['slow-drip', '1s/1001'],
    ['slow-drip', '1s/x'],
  ] satisfies [FaultName, string][]) {
    it(`'${argument.slice(0, 20)}' is refused by ${kind}`, () => {
      assert.equal(takes(kind, argument), false);
    });
  }
});
