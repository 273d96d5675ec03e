import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Breaker, type BreakerOptions, type Pass } from '#src/policies/circuit-breaker.js';

const consecutive: BreakerOptions = {
  over: 'consecutive',
  size: 10,
  sizeMs: 1000,
  threshold: 3,
  minimumCalls: 1,
  openMs: 500,
  probes: 1,
};

/** Lets calls through and tells how they ended, one after the other at one instant. */
function calls(breaker: Breaker, outcomes: string, nowMs = 0): string {
  for (const letter of outcomes)
    breaker.settle(
      breaker.admit(nowMs)!,
      letter === 'f' ? 'failed' : letter === 's' ? 'succeeded' : 'abandoned',
      nowMs,
    );
  return breaker.state;
}

describe('a breaker opens', () => {
  for (const [what, change, outcomes, state] of [
    ['after as many failures in a row as its threshold', {}, 'fff', 'open'],
    ['not before', {}, 'ff', 'closed'],
    ['not when a success stands between them', {}, 'ffsff', 'closed'],
    ['whatever was abandoned between them', {}, 'fafaf', 'open'],
    ['not over calls that were abandoned', {}, 'aaaaa', 'closed'],
    ['at a share of the last calls', { over: 'count', size: 4, threshold: 0.5, minimumCalls: 4 }, 'ssff', 'open'],
    ['not below that share', { over: 'count', size: 4, threshold: 0.5, minimumCalls: 4 }, 'sssf', 'closed'],
    [
      'not with fewer calls than it needs to judge',
      { over: 'count', size: 4, threshold: 0.5, minimumCalls: 4 },
      'fff',
      'closed',
    ],
    ['over the last calls alone', { over: 'count', size: 2, threshold: 1, minimumCalls: 2 }, 'ssssff', 'open'],
    ['at a share of the calls of a time', { over: 'time', threshold: 0.5, minimumCalls: 2 }, 'sf', 'open'],
  ] as const satisfies readonly (readonly [string, Partial<BreakerOptions>, string, string])[]) {
    it(what, () => {
      assert.equal(calls(new Breaker({ ...consecutive, ...change }), outcomes), state);
    });
  }

  it('not over failures that have left its time window', () => {
    const breaker = new Breaker({ ...consecutive, over: 'time', sizeMs: 1000, threshold: 1, minimumCalls: 2 });
    assert.equal(calls(breaker, 'f', 0), 'closed');
    assert.equal(calls(breaker, 'f', 1000), 'closed', 'the first has left the window at the very end of it');
    assert.equal(calls(breaker, 'f', 1999), 'open');
  });
});

describe('an open breaker', () => {
  it('lets nothing through until its time is over, then as many probes as it has', () => {
    const breaker = new Breaker({ ...consecutive, probes: 2 });
    calls(breaker, 'fff', 100);
    assert.equal(breaker.admit(599), undefined);
    const probes = [breaker.admit(600), breaker.admit(600)];
    assert.ok(probes.every((probe) => probe !== undefined));
    assert.equal(breaker.admit(600), undefined);
    breaker.settle(probes[0]!, 'succeeded', 650);
    assert.equal(breaker.state, 'half-open');
    assert.equal(breaker.admit(660), undefined, 'one has succeeded and one is on its way: there is no third');
    breaker.settle(probes[1]!, 'succeeded', 700);
    assert.equal(breaker.state, 'closed');
  });

  it('opens anew for its full time when a probe fails, and hears no other probe of that round', () => {
    const breaker = new Breaker({ ...consecutive, probes: 2 });
    calls(breaker, 'fff', 0);
    const [first, second] = [breaker.admit(500)!, breaker.admit(500)!];
    breaker.settle(first, 'failed', 520);
    assert.equal(breaker.state, 'open');
    breaker.settle(second, 'succeeded', 530);
    assert.equal(breaker.admit(1019), undefined);
    assert.notEqual(breaker.admit(1020), undefined);
  });

  it('tries again at once when its probe was abandoned', () => {
    const breaker = new Breaker(consecutive);
    calls(breaker, 'fff', 0);
    breaker.settle(breaker.admit(500)!, 'abandoned', 510);
    assert.notEqual(breaker.admit(510), undefined);
  });

  it('hears nothing from calls that it had let through before it opened', () => {
    const breaker = new Breaker(consecutive);
    const late = breaker.admit(0)!;
    calls(breaker, 'fff', 0);
    const probe = breaker.admit(500)!;
    breaker.settle(late, 'succeeded', 501);
    assert.equal(breaker.state, 'half-open');
    breaker.settle(late, 'failed', 502);
    assert.equal(breaker.state, 'half-open');
    breaker.settle(probe, 'succeeded', 503);
    assert.equal(calls(breaker, 'ff', 504), 'closed', 'it counts anew');
  });
});

describe('whatever happens, a breaker', () => {
  const options = fc.record({
    over: fc.constantFrom('consecutive' as const, 'count' as const, 'time' as const),
    size: fc.integer({ min: 1, max: 6 }),
    sizeMs: fc.integer({ min: 1, max: 200 }),
    minimumCalls: fc.integer({ min: 1, max: 4 }),
    openMs: fc.integer({ min: 1, max: 200 }),
    probes: fc.integer({ min: 1, max: 3 }),
  });
  const event = fc.record({
    afterMs: fc.integer({ min: 0, max: 60 }),
    settle: fc.option(
      fc.record({
        which: fc.nat(9),
        outcome: fc.constantFrom('succeeded' as const, 'failed' as const, 'failed' as const, 'abandoned' as const),
      }),
      {
        nil: undefined,
      },
    ),
  });

  it('never lets a call through while it is open, and half-open no more at once than its probes', () => {
    fc.assert(
      fc.property(options, fc.array(event, { maxLength: 120 }), (given, events) => {
        const breaker = new Breaker({ ...given, threshold: given.over === 'consecutive' ? 2 : 0.5 });
        const running: Pass[] = [];
        let nowMs = 0;
        let openUntilMs = Number.NEGATIVE_INFINITY;
        let before = breaker.state;
        /** What was let through half-open and not abandoned. */
        let probes: Pass[] = [];
        for (const { afterMs, settle } of events) {
          nowMs += afterMs;
          if (settle === undefined) {
            const pass = breaker.admit(nowMs);
            assert.ok(
              pass === undefined || nowMs >= openUntilMs,
              `a call passed at ${nowMs}, open until ${openUntilMs}`,
            );
            if (before === 'open' && breaker.state === 'half-open') probes = [];
            if (breaker.state === 'half-open' && pass !== undefined) probes.push(pass);
            if (pass !== undefined) running.push(pass);
          } else if (running.length > 0) {
            const [pass] = running.splice(settle.which % running.length, 1);
            breaker.settle(pass!, settle.outcome, nowMs);
            if (settle.outcome === 'abandoned') probes = probes.filter((probe) => probe !== pass);
          }
          if (breaker.state === 'open' && before !== 'open') openUntilMs = nowMs + given.openMs;
          if (breaker.state === 'half-open') assert.ok(probes.length <= given.probes, `${probes.length} probes`);
          before = breaker.state;
        }
      }),
      { numRuns: 300 },
    );
  });
});
