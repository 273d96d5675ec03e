import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '#src/model/errors.js';
import type { TraceEvent } from '#src/model/trace.js';
import { loopBlock } from '#src/scenario/fields/loop-block.js';
import { resolveScenario } from '#src/scenario/load.js';
import { overridden } from '#src/scenario/override.js';
import { realClock } from '#src/time/real.js';
import { assertIdle, capstone, errorsOf, simulate, simulator, times } from '../support/simulate.js';

describe('a blocked event loop', () => {
  it('lets what falls due meanwhile happen afterwards', async () => {
    // News would land at 1500 and weather at 2000; both are heard of at 2900.
    const { spans, makespanMs } = await simulate(capstone({ blockLoop: ['1900ms@1s'] }), 'hybrid');
    assert.deepEqual(
      times(spans, 'fetch').toSorted((a, b) => a[1] - b[1]),
      [
        [0, 2900, 'ok'],
        [0, 2900, 'ok'],
        [0, 3000, 'ok'],
      ],
    );
    assert.equal(makespanMs, 5000);
  });

  it('from the start takes its time before anything else', async () => {
    const { spans, makespanMs } = await simulate(capstone({ blockLoop: ['4s'] }), 'hybrid');
    assert.deepEqual(times(spans, 'inference'), [
      [4000, 6000, 'ok'],
      [4000, 6000, 'ok'],
      [4000, 6000, 'ok'],
    ]);
    assert.equal(makespanMs, 6000);
  });

  it('does not stop workers, whose ends are told when they were, but heard of afterwards', async () => {
    const { spans, makespanMs } = await simulate(capstone({ blockLoop: ['3s@4s'] }), 'hybrid');
    assert.deepEqual(
      times(spans, 'inference').toSorted((a, b) => a[1] - b[1]),
      [
        [1500, 3500, 'ok'],
        [2000, 4000, 'ok'],
        [3000, 5000, 'ok'],
      ],
    );
    assert.equal(makespanMs, 7000);
  });

  it('leaves a worker that is done without work until main can give it some', async () => {
    const { spans, makespanMs } = await simulate(capstone({ blockLoop: ['3s@4s'] }), 'hybrid', { cores: 1 });
    assert.deepEqual(times(spans, 'inference'), [
      [1500, 3500, 'ok'],
      [3500, 5500, 'ok'],
      [7000, 9000, 'ok'],
    ]);
    assert.equal(makespanMs, 9000);
  });

  it('frees the core of a worker that is done for those that still run', async () => {
    // Two workers on one core: half speed from 2000 on; at 3000 + … the first is done and the second goes on alone, all
    // within the block.
    const scenario = {
      sources: [
        { name: 'a', latency: 1000 },
        { name: 'b', latency: 2000 },
      ],
      inference: { cost: 2000 },
    };
    const free = await simulate(scenario, 'hybrid', { cores: 1, workers: 2 });
    const blocked = await simulate({ ...scenario, blockLoop: ['10s@2500ms'] }, 'hybrid', { cores: 1, workers: 2 });
    assert.deepEqual(times(free.spans, 'inference'), [
      [1000, 4000, 'ok'],
      [2000, 5000, 'ok'],
    ]);
    assert.deepEqual(times(blocked.spans, 'inference'), times(free.spans, 'inference'));
    assert.equal(blocked.makespanMs, 12_500);
  });

  it('delays timeouts too: the one that was due first strikes first', async () => {
    const blocked = await simulate(
      capstone({ blockLoop: ['10s@1s'], limits: { fetchTimeout: '2.5s', timeout: '9s' } }),
      'hybrid',
    );
    assert.deepEqual(
      errorsOf(blocked).map(([source, stage, kind, , elapsedMs]) => [source, stage, kind, elapsedMs]),
      [
        ['weather', 'inference', 'deadline', 11_000],
        ['news', 'inference', 'deadline', 11_000],
        ['knowledge_base', 'fetch', 'timeout', 11_000],
      ],
    );
  });

  it(
    'leaves a job that was done meanwhile without an answer where the deadline was due before, and nothing on the ' +
      'clock',
    async () => {
      const world = await simulator(capstone({ blockLoop: ['5s@3s'], limits: { timeout: '3200ms' } }));
      const { spans, makespanMs, answer } = await world.run('hybrid');
      assert.equal(makespanMs, 8000);
      assert.equal(answer.status, 'failed');
      assert.deepEqual(
        times(spans, 'inference').toSorted((a, b) => a[1] - b[1]),
        [
          [1500, 3500, 'deadline'],
          [2000, 4000, 'deadline'],
          [8000, 8000, 'deadline'], // its fetch was due before the deadline
        ],
      );
      await assertIdle(world);
      const again = await world.run('hybrid', { index: 1 });
      assert.equal(again.makespanMs, 8000);
    },
  );

  it('comes in every query, may come more than once, is scaled, and is a moment of the trace', async () => {
    const world = await simulator(capstone({ blockLoop: ['1s@1s', { duration: '2s', from: '7s' }], scale: 0.5 }));
    for (const beganMs of [0, 2500]) {
      const events: TraceEvent[] = [];
      const { makespanMs } = await world.run('hybrid', { listen: (event) => events.push(event) });
      assert.equal(makespanMs, 2500);
      assert.deepEqual(
        events.filter(({ type }) => type === 'instant').map(({ trace: _, ...event }) => event),
        [{ type: 'instant', atMs: beganMs + 500, name: 'main', what: 'event loop blocked for 0.50 s' }],
      );
      await assertIdle(world); // the second block did not come any more
    }
  });

  it('on the real clock keeps timers waiting', async () => {
    const startMs = realClock.now();
    const timer = new Promise<number>((resolve) => {
      realClock.after(5, () => {
        resolve(realClock.now() - startMs);
      });
    });
    realClock.block(40);
    assert.ok(realClock.now() - startMs >= 40);
    assert.ok((await timer) >= 40);
  });
});

describe('the text of a blocked event loop', () => {
  for (const [text, parts] of [
    ['500ms', { duration: 500, from: 0 }],
    ['2s@1s', { duration: 2000, from: 1000 }],
    ['2s@0', { duration: 2000, from: 0 }],
  ] as const) {
    it(`${text} is ${JSON.stringify(parts)}`, () => {
      assert.deepEqual(loopBlock.parse(text), parts);
      assert.deepEqual(loopBlock.parse(parts), parts);
    });
  }

  for (const text of ['', '0s', 'long', '25h', '1s@', '1s@late', '1s@25h', '-1s', '1s@-1s']) {
    it(`'${text}' is refused with flag, value and remedy`, async () => {
      const { scenario } = await resolveScenario({ sources: [{ name: 'weather', latency: 1 }] });
      assert.throws(
        () => overridden(scenario, { blockLoop: [text] }),
        (error) => {
          assert.ok(error instanceof UsageError);
          for (const words of [`--block-loop ${text}`, 'DURATION[@FROM]', '2s@1s', `not '${text}'`])
            assert.ok(error.message.includes(words), `"${words}" is missing in: ${error.message}`);
          return true;
        },
      );
    });
  }

  it('is refused in a scenario with its path', async () => {
    await assert.rejects(
      resolveScenario({ sources: [{ name: 'a', latency: 1 }], blockLoop: ['1s', { duration: 0 }] }),
      /blockLoop\.1/,
    );
  });

  it('of a flag comes after the scenario’s own', async () => {
    const { scenario } = await resolveScenario({ sources: [{ name: 'a', latency: 1 }], blockLoop: ['1s'] });
    assert.deepEqual(overridden(scenario, { blockLoop: ['2s@3s'] }).blockLoop, [
      { duration: 1000, from: 0 },
      { duration: 2000, from: 3000 },
    ]);
  });
});
