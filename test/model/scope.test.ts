import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';

const reason = new Failure('deadline', 'too late');

describe('a scope', () => {
  it('tells everything below it why it was aborted, once', () => {
    const root = new Scope();
    const [child, other] = [root.child(), root.child()];
    const grandchild = child.child();
    const heard: string[] = [];
    for (const [name, scope] of Object.entries({ root, child, other, grandchild }))
      scope.onAbort((why) => heard.push(`${name}: ${why.message}`));
    root.abort(reason);
    root.abort(new Failure('interrupted', 'again'));
    assert.deepEqual(heard.toSorted(), [
      'child: too late',
      'grandchild: too late',
      'other: too late',
      'root: too late',
    ]);
    assert.deepEqual(
      [root, child, other, grandchild].map((scope) => scope.reason),
      [reason, reason, reason, reason],
    );
  });

  it('leaves its parent and its siblings alone', () => {
    const root = new Scope();
    const [child, sibling] = [root.child(), root.child()];
    child.abort(reason);
    assert.equal(child.reason, reason);
    assert.equal(root.reason, undefined);
    assert.equal(sibling.reason, undefined);
  });

  it('below an aborted one is aborted from the start', () => {
    const root = new Scope();
    root.abort(reason);
    const child = root.child();
    assert.equal(child.reason, reason);
    assert.throws(() => {
      child.throwIfAborted();
    }, reason);
  });

  it('calls who listens too late at once', () => {
    const scope = new Scope();
    scope.abort(reason);
    let heard: Error | undefined;
    scope.onAbort((why) => (heard = why));
    assert.equal(heard, reason);
  });

  it('that was closed no longer hears its parent', () => {
    const root = new Scope();
    const child = root.child();
    child.close();
    root.abort(reason);
    assert.equal(child.reason, undefined);
    child.throwIfAborted();
  });

  it('tells the latest listener first, so that a queue empties before what it waits for makes room', () => {
    const scope = new Scope();
    const heard: number[] = [];
    for (const n of [1, 2, 3]) scope.onAbort(() => heard.push(n));
    scope.abort(reason);
    assert.deepEqual(heard, [3, 2, 1]);
  });

  it('does not call who stopped listening, not even during the abort itself', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }), (stops) => {
        const scope = new Scope();
        const heard = new Set<number>();
        const stopped = new Set<number>();
        const listeners: { stop(): void }[] = stops.map((target, i) =>
          scope.onAbort(() => {
            assert.ok(!stopped.has(i), `listener ${i} had stopped`);
            assert.ok(!heard.has(i), `listener ${i} was called twice`);
            heard.add(i);
            if (target >= stops.length) return;
            listeners[target]!.stop();
            listeners[target]!.stop();
            if (!heard.has(target)) stopped.add(target);
          }),
        );
        scope.abort(reason);
        assert.equal(heard.size + stopped.size, stops.length);
      }),
    );
  });

  it('gives code outside the same news as an AbortSignal, before and after the abort', () => {
    const early = new Scope();
    const { signal } = early;
    assert.equal(signal.aborted, false);
    early.abort(reason);
    assert.equal(signal.aborted, true);
    assert.equal(signal.reason, reason);
    const late = new Scope();
    late.abort(reason);
    assert.equal(late.signal.reason, reason);
    assert.equal(early.signal, signal);
  });
});
