import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareReports, run, type Comparison } from '#src/index.js';
import { partsOf } from '#src/judge/comparison/attribution.js';
import { coreCount, scenarioInput } from '../../properties/scenarios.js';
import { capstone } from '../../support/simulate.js';

type Step = Parameters<typeof partsOf>[0]['criticalPath'][number];
type Span = Parameters<typeof partsOf>[0]['spans'][number];

const step = (kind: Step['kind'], startMs: number, durationMs: number, span = 0): Step => ({
  kind,
  startMs,
  durationMs,
  span,
  name: 'a',
});

describe('the parts of a makespan', () => {
  it('are the links of the critical path, what came before an inference began, and what came last', () => {
    const waiting = { id: 7, coreWaitMs: 30 } as Span;
    const criticalPath = [
      step('attempt', 0, 100),
      step('backoff', 101, 50),
      step('limit', 151, 9),
      step('queue', 160, 40),
      step('inference', 205, 195, 7),
    ];
    assert.deepEqual(partsOf({ criticalPath, spans: [waiting], makespanMs: 402 }), {
      fetch: 100,
      backoff: 51,
      queue: 49,
      workerStart: 35,
      compute: 165,
      model: 0,
      aggregate: 2,
    });
  });

  it('say of an inference that no worker makes that a model was waited for', () => {
    const asked = { id: 7, kind: 'inference', lane: 'main' } as Span;
    const { compute, model, workerStart } = partsOf({
      criticalPath: [step('attempt', 0, 100), step('inference', 101, 99, 7)],
      spans: [asked],
      makespanMs: 200,
    });
    assert.deepEqual({ compute, model, workerStart }, { compute: 0, model: 100, workerStart: 0 });
  });

  it('add up even where a file contradicts itself', () => {
    const criticalPath = [step('attempt', 50, 100), step('inference', 20, 10), step('queue', 120, 1e9)];
    const sum = Object.values(partsOf({ criticalPath, spans: [], makespanMs: 400 })).reduce(
      (total, ms) => total + ms,
      0,
    );
    assert.equal(sum, 400);
  });
});

describe('attribution', () => {
  const options = { createdAt: '2026-01-31T12:00:00.000Z', names: { base: 'a', next: 'b' }, interleaved: true };
  const nonzero = ({ attribution }: Comparison, mode: string): [string, number][] =>
    attribution
      .filter((one) => one.mode === mode && one.differenceMs !== 0)
      .map(({ part, differenceMs }) => [part, differenceMs]);

  it('names inference that costs more, and the wait behind it', async () => {
    const base = await run(capstone(), { virtual: true, cores: 2 });
    const next = await run(capstone({ inference: { cost: 2200 } }), { virtual: true, cores: 2 });
    const report = compareReports(base, next, options);
    assert.deepEqual(nonzero(report, 'sequential'), [['compute', 600]]);
    assert.deepEqual(nonzero(report, 'hybrid'), [
      ['queue', 200],
      ['compute', 200],
    ]);
  });

  it('names back-off and fetching apart', async () => {
    const base = await run(capstone({ modes: ['hybrid'] }), { virtual: true, cores: 3 });
    const retry = { type: 'retry' as const, attempts: 3, base: 400, jitter: 'none' as const };
    const next = await run(capstone({ modes: ['hybrid'], policies: [retry], faults: ['knowledge_base=burst:1s'] }), {
      virtual: true,
      cores: 3,
    });
    assert.ok(
      nonzero(compareReports(base, next, options), 'hybrid').some(([part, ms]) => part === 'backoff' && ms > 0),
    );
  });

  it('adds up to the difference of the medians, whatever the scenarios', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenarioInput,
        scenarioInput,
        coreCount,
        fc.integer({ min: 1, max: 4 }),
        async (one, other, cores, runs) => {
          const modes = ['hybrid', 'parallel'] as const;
          const report = compareReports(
            await run({ ...one, modes: [...modes] }, { virtual: true, cores, runs }),
            await run({ ...other, modes: [...modes] }, { virtual: true, cores, runs: 2 }),
            options,
          );
          for (const mode of modes) {
            const makespan = report.comparisons.find((found) => found.mode === mode && found.figure === 'makespan')!;
            const own = report.attribution.filter((part) => part.mode === mode);
            const total = (key: 'baseMs' | 'newMs' | 'differenceMs'): number =>
              own.reduce((sum, part) => sum + part[key], 0);
            assert.ok(own.every(({ baseMs, newMs }) => baseMs >= -1e-6 && newMs >= -1e-6));
            for (const [sum, value] of [
              [total('baseMs'), makespan.base],
              [total('newMs'), makespan.new],
              [total('differenceMs'), makespan.new - makespan.base],
            ] as const)
              assert.ok(Math.abs(sum - value) < 1e-6, `${sum} and ${value}`);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
