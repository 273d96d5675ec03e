import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { QueryFiguresFold, type QueryFigures } from '#src/analysis/query-figures.js';
import { TimelineStream } from '#src/analysis/timeline.js';
import { WasteFold } from '#src/analysis/waste.js';
import { fold } from '#src/lib/fold.js';
import { Coverage } from '#src/lib/statistics/coverage.js';
import { covered } from '#src/lib/statistics/descriptive.js';
import { costLimits } from '#src/scenario/derived.js';
import type { TraceEvent } from '#src/model/trace.js';
import { capstone, simulator } from '../support/simulate.js';

const troubled = capstone({
  faults: ['news=flaky:0.6', 'weather=slow:2x%0.5'],
  policies: [{ type: 'retry', attempts: 2, base: 10 }],
  inference: { cost: '2s', faults: ['crash%0.3'], policies: [{ type: 'retry', attempts: 1, base: 10 }] },
});

/** Sums of the same numbers in another order differ by rounding. */
const rounded = (figures: unknown): unknown =>
  JSON.parse(
    JSON.stringify(figures, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(6)) : value)),
  );

describe('figures of a query', () => {
  it('come out exactly for capstone on two cores', async () => {
    const simulation = await simulator(capstone(), { cores: 2 });
    const { spans } = await simulation.run('hybrid');
    assert.deepEqual(fold(spans, new QueryFiguresFold(costLimits(simulation.loaded.scenario))), {
      makespanMs: 5500,
      fetchMs: 3000,
      inferMs: 4000,
      cpuMs: 6000,
      coreWaitMs: 0,
      coresUsed: 2,
      work: [
        { releaseMs: 2000, workMs: 2000 },
        { releaseMs: 1500, workMs: 2000 },
        { releaseMs: 3000, workMs: 2000 },
      ],
    });
  });

  it('are the same as they happen, with no span kept, as of all spans in whatever order', async () => {
    const simulation = await simulator(troubled, { cores: 2 });
    const costs = costLimits(simulation.loaded.scenario);
    for (let index = 0; index < 20; index++) {
      const figures = new QueryFiguresFold(costs);
      const stream = new TimelineStream({
        span: (span) => {
          figures.add(span);
        },
      });
      const listen = (event: TraceEvent): void => {
        stream.add(event);
      };
      const { spans, answer } = await simulation.run('hybrid', { index, listen });
      stream.end();
      const whole: QueryFigures = fold(spans, new QueryFiguresFold(costs));
      assert.deepEqual(rounded(figures.result()), rounded(whole), `${index}`);
      const backwards = spans.toReversed();
      assert.deepEqual(rounded(fold(backwards, new QueryFiguresFold(costs))), rounded(whole), `${index}`);
      const waste = () => new WasteFold((source) => answer.inferences[source] !== undefined);
      assert.deepEqual(rounded(fold(backwards, waste())), rounded(fold(spans, waste())), `${index}`);
    }
  });
});

describe('coverage', () => {
  it('is what all intervals together cover, in whatever order they come', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(interval), (drawn) => {
        const intervals = drawn.map(([start, length]) => [start, start + length] as const);
        assert.equal(fold(intervals, new Coverage()), covered(intervals));
      }),
      { numRuns: 1000 },
    );
  });
});
