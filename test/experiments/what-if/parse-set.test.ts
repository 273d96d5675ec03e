import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setOf, type Change } from '#src/experiments/what-if/change.js';
import { withChanges, type RunConfig } from '#src/experiments/what-if/changed.js';
import { parseSet } from '#src/experiments/what-if/parse-set.js';
import { resolveScenario } from '#src/scenario/load.js';

const { scenario } = await resolveScenario({
  name: 'two',
  sources: [
    { name: 'docs', latency: 1 },
    { name: 'my.site', latency: 1 },
  ],
  limits: { timeout: '10s' },
});
const base = { scenario, cores: 2, workers: 2, inference: { kind: 'workers', lanes: 2 } } as const;

const understood: [text: string, change: Change, again?: string][] = [
  ['docs=0.5x', { part: 'source', name: 'docs', stage: undefined, factor: 0.5 }],
  ['docs.fetch=2x', { part: 'source', name: 'docs', stage: 'fetch', factor: 2 }],
  ['my.site.inference=0x', { part: 'source', name: 'my.site', stage: 'inference', factor: 0 }],
  ['docs=gone', { part: 'gone', name: 'docs' }],
  ['docs=+2', { part: 'more', name: 'docs', count: 2 }],
  ['inference=0.9x', { part: 'stage', stage: 'inference', factor: 0.9 }],
  ['workers=+1', { part: 'workers', to: 3 }, 'workers=3'],
  ['cores=8', { part: 'cores', to: 8 }],
  ['timeout=0.5x', { part: 'timeout', ms: 5000 }, 'timeout=5s'],
  ['fetch-timeout=250ms', { part: 'fetch-timeout', ms: 250 }],
  ['docs=0.00000001x', { part: 'source', name: 'docs', stage: undefined, factor: 1e-8 }],
  ['fetch=0.000000000000123x', { part: 'stage', stage: 'fetch', factor: 1.23e-13 }],
  ['timeout=86400s', { part: 'timeout', ms: 86_400_000 }],
  ['mode=parallel', { part: 'mode', mode: 'parallel' }],
];

const refused: [text: string, why: RegExp][] = [
  ['docs', /--set docs: write WHAT=VALUE/],
  ['dosc=0.5x', /--set dosc=0.5x: .*did you mean 'docs'\?/],
  ['docs=0.5', /expected a factor of time/],
  ['docs=-1x', /expected a factor of time/],
  ['docs=9999x', /from 0 to 1000/],
  ['docs=+0', /expected a factor of time/],
  ['workers=0', /from 1 to 10000/],
  ['workers=1.5', /from 1 to 10000/],
  ['timeout=0s', /a duration above 0/],
  ['mode=hibrid', /unknown mode 'hibrid'; did you mean 'hybrid'\?/],
  ['\u001b[2Jx=0.5x', /--set \\x1b\[2Jx=0.5x/],
];

describe('--set', () => {
  for (const [text, change, again = text] of understood) {
    it(`understands ${text}, and writes it again`, () => {
      assert.deepEqual(parseSet(text, base), change);
      assert.equal(setOf(change), again);
      assert.deepEqual(parseSet(again, base), change);
    });
  }
  for (const [text, why] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseSet(text, base), why);
    });
  }
});

describe('changes that --set refuses', () => {
  const runConfig: RunConfig = { ...base, mode: 'hybrid', factors: new Map(), likeness: new Map() };
  const impossible: Change[] = [
    { part: 'timeout', ms: 172_800_000 },
    { part: 'fetch-timeout', ms: 0 },
    { part: 'stage', stage: 'fetch', factor: 1001 },
    { part: 'source', name: 'docs', factor: Number.NaN },
    { part: 'workers', to: 10_001 },
    { part: 'cores', to: 0 },
    { part: 'more', name: 'docs', count: 9999 },
  ];
  for (const change of impossible) {
    it(`are refused however they are stated: ${setOf(change)}`, () => {
      assert.throws(() => withChanges(runConfig, [change]), /^UsageError: --set .*expected/u);
    });
  }

  it('raise workers with the cores only where nobody states how many there are', () => {
    const cores: Change = { part: 'cores', to: 3 };
    assert.equal(withChanges(runConfig, [cores]).workers, 3);
    const stated = { ...runConfig, scenario: { ...scenario, inference: { ...scenario.inference, workers: 2 } } };
    assert.equal(withChanges(stated, [cores]).workers, 2);
    assert.equal(withChanges(runConfig, [{ part: 'workers', to: 2 }, cores]).workers, 2);
  });
});

describe('a change of a source with any name', () => {
  const names = [
    'workers',
    'mode',
    'fetch',
    'fetch-timeout',
    'a',
    'a.fetch',
    'a.fetch.inference',
    '"a"',
    '"',
    'a=b',
    ' a ',
    'a"b',
    '"a".fetch',
    'ä\n=1x',
  ];
  it('is written so that it is read as what it is', async () => {
    const { scenario: odd } = await resolveScenario({ sources: names.map((name) => ({ name, latency: 1 })) });
    for (const name of names) {
      const changes: Change[] = [
        { part: 'source', name, stage: undefined, factor: 0.5 },
        { part: 'source', name, stage: 'fetch', factor: 0.5 },
        { part: 'source', name, stage: 'inference', factor: 2 },
        { part: 'gone', name },
        { part: 'more', name, count: 1 },
      ];
      for (const change of changes)
        assert.deepEqual(
          { stage: undefined, ...parseSet(setOf(change), { ...base, scenario: odd }) },
          { stage: undefined, ...change },
        );
    }
  });
});
