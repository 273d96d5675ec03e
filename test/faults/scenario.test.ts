import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modeNames } from '#src/agent/modes.js';
import { faultKinds } from '#src/faults/index.js';
import { assertIdle, capstone, errorsOf, simulate, simulator } from '../support/simulate.js';

/** An argument for every kind that needs one. */
const examples: Record<string, string> = {
  slow: '1s-4s',
  flaky: '0.5',
  burst: '2s',
  flap: '1s',
  'brown-out': '4s',
  'slow-drip': '2s',
};
const written = (kind: string): string => (examples[kind] === undefined ? kind : `${kind}:${examples[kind]}`);
/** These depend on the moment, and modes ask at different moments. */
const timed = new Set(['burst', 'flap', 'brown-out']);

describe('a fault in a scenario', () => {
  for (const kind of Object.keys(faultKinds)) {
    it(`${kind} takes down nobody else, ends with its query, and leaves nothing running`, async () => {
      const world = await simulator(capstone({ faults: [`weather=${written(kind)}`] }));
      for (const mode of modeNames) {
        const { answer } = await world.run(mode);
        assert.deepEqual(
          answer.errors.filter(({ source }) => source !== 'weather'),
          [],
        );
        assert.ok(answer.completeness >= 2 / 3 - 1e-9);
        await assertIdle(world);
      }
    });

    if (!timed.has(kind))
      it(`${kind} at a rate of one half meets every mode with the same random numbers`, async () => {
        const faults = ['weather', 'news', 'knowledge_base'].map((name) => `${name}=${written(kind)}%0.5`);
        for (const seed of [1, 2, 3]) {
          const failed = modeNames.map(async (mode) => {
            const { answer } = await simulate(capstone({ faults, seed, limits: { timeout: '60s' } }), mode);
            return answer.errors.map(({ source, kind: why, elapsedMs }) => `${source} ${why} after ${elapsedMs}`);
          });
          const [first, ...others] = await Promise.all(failed);
          for (const other of others) assert.deepEqual(other, first);
        }
      });
  }

  it('has a window in run time, which begins when the first source is asked, whichever that is', async () => {
    const scenario = capstone({ faults: ['news=error@2s..3s'] });
    // One by one, news is asked after the 2 s of weather; all at once, at 0.
    assert.deepEqual(errorsOf(await simulate(scenario, 'sequential')), [['news', 'fetch', 'error', 1, 0]]);
    assert.deepEqual(errorsOf(await simulate(scenario, 'hybrid')), []);
  });

  it('has a window that goes on over the queries that share the sources, and begins anew with new ones', async () => {
    const world = await simulator(capstone({ faults: ['news=error@5s..10s'] }));
    assert.deepEqual(errorsOf(await world.run('hybrid')), []); // from 0 to 5 s
    // from 5 to 10 s
    assert.deepEqual(errorsOf(await world.run('hybrid', { index: 1 })), [['news', 'fetch', 'error', 1, 0]]);
    assert.deepEqual(errorsOf(await world.run('hybrid', { index: 2 })), []);
    const agent = world.world.agent();
    assert.deepEqual(errorsOf(await world.run('hybrid', { agent })), []);
    assert.deepEqual(errorsOf(await world.run('hybrid', { agent, index: 1 })), [['news', 'fetch', 'error', 1, 0]]);
  });

  it('is waited out by a retry as long as a source that limits its rate asks for', async () => {
    const policies = [{ type: 'retry' as const, attempts: 1, base: 10, jitter: 'none' as const }];
    const { answer, spans } = await simulate(
      capstone({ faults: ['news=rate-limited:700ms@..500ms'], policies }),
      'hybrid',
    );
    assert.equal(answer.status, 'complete');
    assert.deepEqual(
      spans.filter(({ kind }) => kind === 'backoff').map(({ startMs, endMs }) => [startMs, endMs]),
      [[0, 700]],
    );
  });
});
