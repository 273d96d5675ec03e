import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setOf, type Change } from '#src/experiments/what-if/change.js';
import {
  factorAt,
  withFurtherChange,
  machineAt,
  withChange,
  withoutSlider,
} from '#src/experiments/what-if/change-set.js';

const base = { cores: 2, workers: 2, scenario: { inference: {} } };
const sets = (changes: readonly Change[]): string[] => changes.map(setOf);
/** Sliders moved one after the other. */
const moved = (...changes: Change[]): Change[] =>
  changes.reduce<Change[]>((before, change) => withChange(before, change, base), []);

describe('sliders of what-if', () => {
  it('state each thing once, as it was set last', () => {
    const fetch = { part: 'source', name: 'news', stage: 'fetch' } as const;
    assert.deepEqual(
      sets(moved({ ...fetch, factor: 0.5 }, { ...fetch, stage: 'inference', factor: 2 }, { ...fetch, factor: 0.25 })),
      ['news.inference=2x', 'news.fetch=0.25x'],
    );
  });

  it('state nothing once they are back', () => {
    const all = { part: 'stage', stage: 'inference' } as const;
    assert.deepEqual(
      moved({ ...all, factor: 2 }, { ...all, factor: 1 }, { part: 'cores', to: 3 }, { part: 'cores', to: 2 }),
      [],
    );
  });

  it('mean the same whichever is moved first', () => {
    const changes: Change[] = [
      { part: 'workers', to: 3 },
      { part: 'more', name: 'news', count: 1 },
      { part: 'cores', to: 4 },
      { part: 'source', name: 'news', stage: 'fetch', factor: 0.5 },
    ];
    assert.deepEqual(sets(moved(...changes)), ['news.fetch=0.5x', 'news=+1', 'cores=4', 'workers=3']);
    assert.deepEqual(sets(moved(...changes)), sets(moved(...changes.toReversed())));
  });

  it('move workers with the cores where there were as many, until workers are set', () => {
    const cores: Change = { part: 'cores', to: 4 };
    assert.deepEqual(machineAt([cores], base), { cores: 4, workers: 4 });
    assert.deepEqual(machineAt([cores], { ...base, workers: 1 }), { cores: 4, workers: 1 });
    assert.deepEqual(
      machineAt([cores], { ...base, scenario: { inference: { workers: 2 } } }),
      { cores: 4, workers: 2 },
      'stated workers stay',
    );
    assert.deepEqual(
      sets(moved(cores, { part: 'workers', to: 2 })),
      ['cores=4', 'workers=2'],
      'as many as were measured are fewer now',
    );
    assert.deepEqual(sets(moved(cores, { part: 'workers', to: 4 })), ['cores=4']);
  });

  it('show a source twice as fast as both of its steps', () => {
    const changes = withFurtherChange([], { part: 'source', name: 'news', factor: 0.5 }, base);
    assert.deepEqual(sets(changes), ['news.fetch=0.5x', 'news.inference=0.5x']);
    assert.equal(factorAt(changes, 'inference', 'news'), 0.5);
    assert.equal(factorAt(changes, 'inference', 'weather'), 1);
    assert.equal(factorAt([...changes, { part: 'stage', stage: 'fetch', factor: 3 }], 'fetch'), 3);
  });

  it('show twice as fast after twice as fast as four times as fast, and the last of two numbers', () => {
    const all = [
      { part: 'source', name: 'news', factor: 0.5 },
      { part: 'source', name: 'news', stage: 'fetch', factor: 0.5 },
      { part: 'cores', to: 3 },
      { part: 'cores', to: 4 },
    ] as const;
    const changes = all.reduce<Change[]>((now, change) => withFurtherChange(now, change, base), []);
    assert.deepEqual(sets(changes), ['news.inference=0.5x', 'news.fetch=0.25x', 'cores=4']);
  });

  it('leave aside what no slider stands for', () => {
    const gone: Change = { part: 'gone', name: 'news' };
    const hybrid: Change = { part: 'mode', mode: 'hybrid' };
    assert.deepEqual(withoutSlider(moved(gone, hybrid, { part: 'timeout', ms: 10 }, { part: 'cores', to: 3 })), [
      gone,
      { part: 'timeout', ms: 10 },
      hybrid,
    ]);
  });
});
