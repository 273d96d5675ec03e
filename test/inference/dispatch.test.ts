import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dispatchNames, dispatchOrders, type DispatchName } from '#src/inference/dispatch.js';
import { SimulatedCores } from '#src/inference/simulated.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { VirtualClock } from '#src/time/virtual.js';
import { found, simulate, simulator } from '../support/simulate.js';

/** When each source is there, and what its inference costs. */
const staggered: Record<string, [number, number]> = {
  a: [0, 1000],
  b: [100, 1500],
  d: [300, 2000],
  c: [900, 600],
  e: [950, 700],
};

function scenario(sources: Record<string, readonly [number, number]>, order: DispatchName): ScenarioInput {
  return {
    sources: Object.entries(sources).map(([name, [latency, cost]]) => ({ name, latency, cost })),
    inference: { policies: [{ type: 'dispatch', order }] },
    limits: { timeout: '60s' },
  };
}

/** Name, start and end of each inference, as they began. */
async function inferences(input: ScenarioInput, cores: number): Promise<[string, number, number][]> {
  const { spans } = await simulate(input, 'hybrid', { cores });
  return spans
    .filter((span) => span.kind === 'inference')
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ name, startMs, endMs }) => [name, startMs, endMs]);
}

describe('one worker, with jobs that wait for it,', () => {
  const expected: Record<DispatchName, [string, number, number][]> = {
    fifo: [
      ['b', 1000, 2500],
      ['d', 2500, 4500],
      ['c', 4500, 5100],
      ['e', 5100, 5800],
    ],
    'longest-first': [
      ['d', 1000, 3000],
      ['b', 3000, 4500],
      ['e', 4500, 5200],
      ['c', 5200, 5800],
    ],
    'shortest-first': [
      ['c', 1000, 1600],
      ['e', 1600, 2300],
      ['b', 2300, 3800],
      ['d', 3800, 5800],
    ],
    // d: 300 + 2000, e: 950 + 700, b: 100 + 1500, c: 900 + 600
    'critical-path-first': [
      ['d', 1000, 3000],
      ['e', 3000, 3700],
      ['b', 3700, 5200],
      ['c', 5200, 5800],
    ],
  };
  for (const order of dispatchNames) {
    it(`takes them ${order}`, async () => {
      assert.deepEqual(await inferences(scenario(staggered, order), 1), [['a', 0, 1000], ...expected[order]]);
    });
  }

  for (const order of dispatchNames) {
    it(`takes equals in the order in which they came, ${order} or not`, async () => {
      const equals = scenario({ c: [0, 1000], b: [100, 1000], a: [100, 1000], e: [100, 1000], d: [100, 1000] }, order);
      assert.deepEqual(
        (await inferences(equals, 1)).map(([name, startMs]) => [name, startMs]),
        [
          ['c', 0],
          ['b', 1000],
          ['a', 2000],
          ['e', 3000],
          ['d', 4000],
        ],
      );
    });
  }

  it('is not kept from a job that came at a free moment, however short', async () => {
    assert.deepEqual(
      await inferences(scenario({ short: [0, 100], long: [50, 5000], middle: [60, 200] }, 'longest-first'), 1),
      [
        ['short', 0, 100],
        ['long', 100, 5100],
        ['middle', 5100, 5300],
      ],
    );
  });
});

describe('two workers, with jobs that wait for them,', () => {
  for (const [order, taken, makespanMs] of [
    [
      'fifo',
      [
        ['d', 1000, 3000],
        ['c', 1600, 2200],
        ['e', 2200, 2900],
      ],
      3000,
    ],
    [
      'longest-first',
      [
        ['d', 1000, 3000],
        ['e', 1600, 2300],
        ['c', 2300, 2900],
      ],
      3000,
    ],
    [
      'shortest-first',
      [
        ['c', 1000, 1600],
        ['e', 1600, 2300],
        ['d', 1600, 3600],
      ],
      3600,
    ],
    [
      'critical-path-first',
      [
        ['d', 1000, 3000],
        ['e', 1600, 2300],
        ['c', 2300, 2900],
      ],
      3000,
    ],
  ] as const) {
    it(`take them ${order}: ${makespanMs} ms`, async () => {
      assert.deepEqual(await inferences(scenario(staggered, order), 2), [['a', 0, 1000], ['b', 100, 1600], ...taken]);
      assert.equal((await simulate(scenario(staggered, order), 'hybrid', { cores: 2 })).makespanMs, makespanMs);
    });
  }

  it('take 7 s longest-first on the example of Graham where 6 s would do, his bound of 4/3 - 1/6', async () => {
    // All wait for two jobs of 500 ms that came first.
    const graham = {
      x: [0, 500],
      y: [0, 500],
      a: [1, 3000],
      b: [1, 3000],
      c: [1, 2000],
      d: [1, 2000],
      e: [1, 2000],
    } as const;
    assert.equal((await simulate(scenario(graham, 'longest-first'), 'hybrid', { cores: 2 })).makespanMs, 500 + 7000);
  });
});

describe('an order of dispatch', () => {
  it('longest-first takes no longer than the mean of the workers’ work and what the longest job adds to it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (costs, cores) => {
          // The first jobs occupy every worker until all others are there, so that the order of coming says nothing.
          const first = Array.from({ length: cores }, (_, i) => [`first-${i}`, [0, 10]] as const);
          const sources = Object.fromEntries([
            ...first,
            ...costs.map((cost, i) => [`source-${i}`, [1, cost]] as const),
          ]);
          const { makespanMs } = await simulate(scenario(sources, 'longest-first'), 'hybrid', { cores });
          const total = costs.reduce((sum, cost) => sum + cost, 0);
          // Against any optimum the makespan is at most average + (1 - 1/m) of the job that ends last.
          assert.ok(makespanMs - 10 <= total / cores + (1 - 1 / cores) * Math.max(...costs) + 1e-3, `${makespanMs}`);
          assert.ok(makespanMs - 10 >= Math.max(total / cores, ...costs) - 1e-3, `${makespanMs}`);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('shortest-first has the least mean time to an answer of all orders', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 }), async (costs) => {
        const sources = Object.fromEntries([
          ['first', [0, 10]] as const,
          ...costs.map((cost, i) => [`source-${i}`, [1, cost]] as const),
        ]);
        const means = await Promise.all(
          dispatchNames.map(async (order) => {
            const ends = (await inferences(scenario(sources, order), 1)).map(([, , endMs]) => endMs);
            return ends.reduce((sum, endMs) => sum + endMs, 0);
          }),
        );
        assert.equal(means[dispatchNames.indexOf('shortest-first')], Math.min(...means));
        assert.equal(means[dispatchNames.indexOf('longest-first')], Math.max(...means));
      }),
      { numRuns: 30 },
    );
  });

  /**
   * The worker is busy with the first query's p until 1100; the second query's p waits since 1000, the first one's q
   * since 1050.
   */
  for (const [order, taken, makespans] of [
    [
      'fifo',
      [
        ['p', 0, 100],
        ['p', 1, 1100],
        ['q', 0, 2100],
        ['q', 1, 3100],
      ],
      [3100, 3200],
    ],
    [
      'critical-path-first',
      [
        ['p', 0, 100],
        ['q', 0, 1100],
        ['q', 1, 2100],
        ['p', 1, 3100],
      ],
      [2100, 3200],
    ],
  ] as const) {
    it(`${order}${order === 'fifo' ? ' does not know' : ' knows'} which of the queries in flight began first`, async () => {
      const simulation = await simulator(scenario({ p: [100, 1000], q: [1050, 1000] }, order), { cores: 1 });
      const runs = await simulation.world.drive(
        () =>
          Promise.all(
            [0, 900].map(async (atMs, index) => {
              await new Promise<void>((resolve) => {
                simulation.world.clock.after(atMs, resolve);
              });
              return { atMs, index, run: await simulation.ask('hybrid', { index }) };
            }),
          ),
        () => [],
      );
      assert.deepEqual(
        runs
          .flatMap(({ atMs, index, run }) =>
            run.spans
              .filter((span) => span.kind === 'inference')
              .map(({ name, startMs }) => [name, index, startMs + atMs] as const),
          )
          .toSorted((a, b) => a[2] - b[2]),
        taken,
      );
      assert.deepEqual(
        runs.map(({ run }) => run.makespanMs),
        makespans,
      );
    });
  }

  for (const order of dispatchNames) {
    it(`${order} passes over a job that has left the queue, and the others keep their order`, async () => {
      const clock = new VirtualClock();
      const engine = new SimulatedCores({
        clock,
        cores: 1,
        workers: 1,
        costMs: 0,
        contention: 1,
        analyse: () => found,
        dispatch: dispatchOrders[order],
      });
      const seen: [string, number, string][] = [];
      const ask = async (source: string, costMs: number, abortMs?: number): Promise<void> => {
        const scope = new Scope();
        if (abortMs !== undefined) clock.after(abortMs, () => scope.abort(new Failure('deadline', 'over')));
        const outcome = await engine
          .infer({ source, question: '', payload: null, costMs }, scope, { began() {}, ended() {}, noted() {} })
          .then(
            () => 'ok',
            (thrown: Failure) => thrown.kind,
          );
        seen.push([source, clock.now(), outcome]);
      };
      await clock.drive(
        () =>
          Promise.all([
            ask('busy', 1000),
            ask('gone-1', 9000, 300),
            ask('x', 200),
            ask('gone-2', 10, 400),
            ask('y', 200),
          ]),
        () => [],
      );
      assert.deepEqual(seen, [
        ['gone-1', 300, 'deadline'],
        ['gone-2', 400, 'deadline'],
        ['busy', 1000, 'ok'],
        ['x', 1200, 'ok'],
        ['y', 1400, 'ok'],
      ]);
    });
  }
});
