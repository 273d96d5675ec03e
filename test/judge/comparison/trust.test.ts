import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareReports, type Comparison } from '#src/index.js';
import { loadScenario } from '#src/scenario/load.js';
import { busy, idle, noisyPair, type Trial } from '../../support/noisy.js';

// A small part of test/bench/trust.ts, which has the figures that the README states.

const trials = 8;

/** In how many trials the comparison says so. */
async function count(
  trial: Partial<Trial> & Pick<Trial, 'noise'>,
  says: (comparisons: Comparison['comparisons']) => boolean,
): Promise<number> {
  const loaded = await loadScenario('capstone');
  const scenario = { ...loaded.scenario, modes: ['sequential' as const, 'hybrid' as const] };
  let found = 0;
  for (let seed = 1; seed <= trials; seed++) {
    const [base, next] = await noisyPair({ loaded: { ...loaded, scenario }, seed, runs: 10, ...trial });
    const options = { createdAt: base.createdAt, names: { base: 'a', next: 'b' }, interleaved: true };
    if (says(compareReports(base, next, options).comparisons)) found++;
  }
  return found;
}

describe('on made-up noise, by seed', () => {
  it('no comparison says that anything is faster or slower where nothing has changed', async () => {
    assert.equal(
      await count({ noise: busy }, (all) => all.some(({ verdict }) => verdict === 'faster' || verdict === 'slower')),
      0,
    );
  });

  it('every comparison finds that inference costs 10 % more, in the makespan of each mode', async () => {
    const found = await count({ noise: idle, factor: 1.1 }, (all) =>
      all.filter(({ figure }) => figure === 'makespan').every(({ verdict }) => verdict === 'slower'),
    );
    assert.ok(found >= trials - 1, String(found));
  });
});
