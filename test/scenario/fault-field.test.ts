import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultKinds } from '#src/faults/index.js';
import { UsageError } from '#src/model/errors.js';
import { fault } from '#src/scenario/fields/fault.js';
import { resolveScenario } from '#src/scenario/load.js';
import { overridden } from '#src/scenario/override.js';

describe('a fault', () => {
  for (const [text, parts] of [
    ['error', { kind: 'error', argument: '' }],
    ['slow:3x', { kind: 'slow', argument: '3x' }],
    ['slow:3x@2s..10s', { kind: 'slow', argument: '3x', from: 2000, until: 10_000 }],
    ['hang@2s..', { kind: 'hang', argument: '', from: 2000 }],
    ['hang@..1m', { kind: 'hang', argument: '', until: 60_000 }],
    ['error%0.3', { kind: 'error', argument: '', rate: 0.3 }],
    ['burst:2s/10s@1s..2m%.5', { kind: 'burst', argument: '2s/10s', from: 1000, until: 120_000, rate: 0.5 }],
    ['hang@0..0.5s%1', { kind: 'hang', argument: '', from: 0, until: 500, rate: 1 }],
  ] as const) {
    it(`written ${text} is ${JSON.stringify(parts)}, as text and as an object`, () => {
      assert.deepEqual(fault.parse(text), parts);
      assert.deepEqual(fault.parse(parts), parts);
    });
  }

  it('written as an object takes durations as text, and its own output', () => {
    const parsed = fault.parse({ kind: 'flap', argument: '1s', from: '2s', until: '1m', rate: 0.5 });
    assert.deepEqual(parsed, { kind: 'flap', argument: '1s', from: 2000, until: 60_000, rate: 0.5 });
    assert.deepEqual(fault.parse(JSON.parse(JSON.stringify(parsed))), parsed);
  });

  it('of every kind has an example of its own in its remedy, which is one', () => {
    for (const [kind, form] of Object.entries(faultKinds)) {
      if (!('remedy' in form)) assert.ok(fault.safeParse(kind).success, kind);
      else
        for (const [example] of form.remedy.matchAll(/(?<=as in |, | or )[a-z-]+:[^ ,]+/g))
          assert.ok(fault.safeParse(example).success, example);
    }
  });
});

describe('a wrong fault is refused with flag, value and remedy:', () => {
  for (const [text, ...said] of [
    ['burts:2s', "unknown fault 'burts'", "did you mean 'burst'?"],
    ['Hang@2s..3s', "unknown fault 'Hang'", "did you mean 'hang'?"],
    ['', "unknown fault ''", 'error, hang'],
    ['error@2s', "'@2s'", '@FROM..UNTIL', '@2s..10s'],
    ['error@', "'@'", '@FROM..UNTIL'],
    ['error@..', "'@..'", '@FROM..UNTIL'],
    ['error@soon..later', "'@soon..later'", '@FROM..UNTIL'],
    ['error@-1s..2s', "'@-1s..2s'"],
    ['error@1s..25h', "'@1s..25h'", '24h'],
    ['error@10s..2s', 'from to be below until', '10000 ms', '2000 ms'],
    ['error@2s..2s', 'from to be below until'],
    ['error@..0', 'until to be above 0'],
    ['error%', "not ''", '%RATE', 'from 0 to 1'],
    ['error%2', "not '2'", 'error%0.3'],
    ['error%30%', "not '30%'", 'from 0 to 1'],
    ['error%0.3@1s..2s', "not '0.3@1s..2s'"],
    ['burst:10s/2s', 'burst:LENGTH[/EVERY]', "not '10s/2s'"],
    ['truncated:1', 'truncated[:SHARE]', "not '1'"],
    ['stalled:1s', 'takes no argument', "'1s'"],
  ] as const) {
    it(`'${text}'`, async () => {
      const { scenario } = await resolveScenario({ sources: [{ name: 'weather', latency: 1 }] });
      assert.throws(
        () => overridden(scenario, { failSource: [`weather=${text}`] }),
        (error) => {
          assert.ok(error instanceof UsageError);
          for (const words of ['--fail-source', `weather=${text}`, ...said])
            assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
          return true;
        },
      );
    });
  }

  for (const [given, ...said] of [
    [{ kind: 'hagn' }, 'sources.0.faults.0', "did you mean 'hang'?"],
    [{ kind: 'hang', rate: 2 }, 'sources.0.faults.0.rate', 'not 2'],
    [{ kind: 'hang', from: 'soon' }, 'sources.0.faults.0.from', 'not "soon"'],
    [{ kind: 'hang', from: '3s', until: '2s' }, 'sources.0.faults.0', 'below until'],
    [{ kind: 'hang', untill: '2s' } as { kind: string }, "unknown field 'untill'"],
  ] as const) {
    it(JSON.stringify(given), async () => {
      await assert.rejects(
        resolveScenario({ sources: [{ name: 'weather', latency: 1, faults: [given] }] }),
        (error) => {
          assert.ok(error instanceof UsageError);
          for (const words of said)
            assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
          return true;
        },
      );
    });
  }
});
