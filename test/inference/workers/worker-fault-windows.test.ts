import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawEffect } from '#src/inference/workers/worker-faults.js';
import { workerFault } from '#src/scenario/fields/worker-fault.js';
import { errorsOf, simulator } from '../../support/simulate.js';
import { inferring } from '../../support/inferring.js';

/**
 * Queries of one source, one after the other in one world: whether each was answered. A query takes three seconds, or
 * two if its worker crashes.
 */
async function answered(faults: readonly string[], queries: number, scale = 1): Promise<boolean[]> {
  const simulation = await simulator(inferring({ faults: [...faults], scale }), { cores: 2 });
  const results: boolean[] = [];
  for (let index = 0; index < queries; index++)
    results.push((await simulation.run('hybrid', { index })).answer.status === 'complete');
  return results;
}

describe('a window of a worker fault', () => {
  // Jobs are taken at 1000, 4000, 7000, … while none fails; a failed query is over a second earlier.
  for (const [fault, expected] of [
    ['crash@2s..5s', [true, false, true, true]],
    ['crash@1s..4s', [false, false, true, true]], // the second one is taken at 3000 then
    ['crash@4s..4001ms', [true, false, true, true]],
    ['crash@3999ms..4s', [true, true, true, true]],
    ['crash@..1s', [true, true, true, true]],
    ['crash@..1001ms', [false, true, true, true]],
    ['crash@7s..', [true, true, false, false]],
  ] as const) {
    it(`${fault} meets the jobs that a worker takes in it, and no others`, async () => {
      assert.deepEqual(await answered([fault], 4), expected);
    });
  }

  it('scales with everything else', async () => {
    assert.deepEqual(await answered(['crash@2s..5s'], 4, 0.1), [true, false, true, true]);
    assert.deepEqual(await answered(['crash@2s..5s'], 4, 2), [true, false, true, true]);
  });

  it('counts for the moment at which the worker takes the job, not for when it came or what it meets later', async () => {
    const simulation = await simulator(
      inferring({ sources: { weather: 0, news: 100, mail: 200 }, faults: ['crash@1s..3s'] }),
      { cores: 1 },
    );
    // taken at 2000; mail is taken at 3125
    assert.deepEqual(errorsOf(await simulation.run('hybrid')), [['news', 'inference', 'inference', 1, 3000]]);
  });

  it('has a rate for the jobs within it', async () => {
    const text = 'crash@5s..40s%0.5';
    const faults = [workerFault.parse(text)];
    let atMs = 0;
    const expected = Array.from({ length: 20 }, (_, index) => {
      const job = { source: 'weather', question: '', payload: null, randomKey: { seed: 1, index, attempt: 1 } };
      const fine = drawEffect(faults, job, atMs + 1000).faultOutcome === undefined;
      atMs += fine ? 3000 : 2000;
      return fine;
    });
    assert.ok(
      expected.slice(2, 10).includes(false) &&
        expected.slice(2, 10).includes(true) &&
        !expected.slice(17).includes(false),
    );
    assert.deepEqual(await answered([text], 20), expected);
  });

  it('of a slow core lengthens the jobs within it', async () => {
    const simulation = await simulator(inferring({ faults: ['slow-core:2x@2s..5s'] }), { cores: 1 });
    const makespans: number[] = [];
    for (let index = 0; index < 3; index++) makespans.push((await simulation.run('hybrid', { index })).makespanMs);
    assert.deepEqual(makespans, [3000, 5000, 3000]);
  });

  it('begins with the first fetch of each mode, whatever ran before in the same world', async () => {
    const simulation = await simulator(inferring({ faults: ['crash@2s..5s'] }), { cores: 2 });
    for (const mode of ['sequential', 'concurrent', 'hybrid'] as const) {
      const agent = simulation.world.agent();
      const seen: boolean[] = [];
      for (let index = 0; index < 3; index++)
        seen.push((await simulation.run(mode, { index, agent })).answer.status === 'complete');
      assert.deepEqual(seen, [true, false, true], mode);
    }
  });

  it('begins with the first fetch, not with the world', async () => {
    const simulation = await simulator(inferring({ faults: ['crash@..2s'] }), { cores: 2 });
    const { clock, drive } = simulation.world;
    await drive(
      () =>
        new Promise<void>((resolve) => {
          clock.after(10_000, resolve);
        }),
      () => [],
    );
    assert.deepEqual(errorsOf(await simulation.run('hybrid')), [['weather', 'inference', 'inference', 1, 2000]]);
    assert.deepEqual(errorsOf(await simulation.run('hybrid', { index: 1 })), []);
  });
});
