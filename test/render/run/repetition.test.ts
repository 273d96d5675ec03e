import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { run as runScenario, type Report, type ScenarioInput } from '#src/index.js';
import { boxPlot, histogram } from '#src/render/distribution.js';
import { repetitionBlocks, repetitionNotes } from '#src/render/run/repetition.js';
import { statisticsOf } from '#src/results/statistics.js';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('statistics', () => {
  it('are those of the values, whatever their order', () => {
    const { outliers, interval, ...rest } = statisticsOf([5, 1, 4, 2, 3, 100], 1)!;
    assert.deepEqual(rest, {
      n: 6,
      mean: 115 / 6,
      median: 3.5,
      min: 1,
      max: 100,
      sd: Math.sqrt((rest.sd ?? 0) ** 2),
      mad: 1.5,
      p90: null,
      p95: null,
      p99: null,
    });
    assert.deepEqual(outliers, { mild: [], severe: [5] });
    assert.ok(interval!.low >= 1 && interval!.low <= 3.5 && interval!.high >= 3.5 && interval!.high <= 100);
  });

  for (const [what, n] of [
    ['p90', 10],
    ['p95', 20],
    ['p99', 100],
    ['interval', 6],
  ] as const) {
    it(`give no ${what} below ${n} samples`, () => {
      assert.equal(statisticsOf(upTo(n - 1), 1)![what], null);
      assert.notEqual(statisticsOf(upTo(n), 1)![what], null);
    });
  }

  it('of one sample are that sample, without a spread', () => {
    const { mean, median, sd, mad } = statisticsOf([7], 1)!;
    assert.deepEqual({ mean, median, sd, mad }, { mean: 7, median: 7, sd: null, mad: 0 });
    assert.equal(statisticsOf([], 1), undefined);
  });

  it('name outliers by their run where runs are missing', () => {
    assert.deepEqual(statisticsOf([1, 2, 3, 4, 5, 100], 1, [0, 1, 2, 4, 5, 9])!.outliers.severe, [9]);
  });
});

describe('the picture of a distribution', () => {
  it('has a block for every cell that holds a value', () => {
    assert.equal(histogram([0, 0, 0, 0, 1, 1, 3], 4), '█▄ ▂');
  });

  it('has a box from quartile to quartile, its median, whiskers and outliers', () => {
    const row = boxPlot([0, 10, 20, 25, 30, 40, 50, 99, 150], 30);
    assert.equal(row, '├───▐█┃███▌        ○         ●');
  });

  it('stays within its cells for any values', () => {
    const values = fc
      .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 })
      .filter((all) => new Set(all).size > 1);
    fc.assert(
      fc.property(values, fc.integer({ min: 10, max: 80 }), (all, cells) => {
        const sorted = all.toSorted((a, b) => a - b);
        assert.ok(histogram(sorted, cells).length <= cells && boxPlot(sorted, cells).length <= cells);
        assert.ok(boxPlot(sorted, cells).includes('┃') || /[○●]/u.test(boxPlot(sorted, cells)));
      }),
    );
  });
});

describe('what is said of repeated runs', () => {
  const flaky: ScenarioInput = {
    sources: [
      { name: 'a', latency: 10, faults: ['flaky:0.3'] },
      { name: 'b', latency: 10 },
    ],
    inference: { cost: 5 },
    modes: ['hybrid'],
  };

  it('is nothing for a single one', async () => {
    assert.deepEqual(repetitionBlocks(await runScenario(flaky, { virtual: true, cores: 2 })), []);
  });

  it('names the runs that answered less, and counts their times', async () => {
    const report = await runScenario(flaky, { virtual: true, cores: 2, runs: 20 });
    const less = report.modes[0]!.runs.filter(({ result }) => result.completeness < 1).length;
    assert.ok(less > 0 && less < 20);
    assert.ok(
      repetitionNotes(report).includes(
        `${less} of 20 runs of hybrid answered less than the others (1/2 to 2/2); their times are in its figures.`,
      ),
    );
    assert.equal(report.modes[0]!.statistics['makespan']!.n, 20);
  });

  it('says what the runs are too few for', async () => {
    const notes = async (runs: number): Promise<string> =>
      repetitionNotes(
        await runScenario(
          { ...flaky, faults: [], sources: [{ name: 'b', latency: 1 }] },
          { virtual: true, cores: 2, runs },
        ),
      ).join('\n');
    assert.equal(
      await notes(3),
      'Not shown (–): p90 needs 10 runs, p95 needs 20 runs, p99 needs 100 runs and the interval needs 6 runs.',
    );
    assert.equal(await notes(20), 'Not shown (–): p99 needs 100 runs.');
    assert.equal(await notes(100), '');
  });

  it('says by how much workers that were kept from a core may have made a run longer', async () => {
    const report = await runScenario(
      { ...flaky, sources: [{ name: 'b', latency: 5 }] },
      { virtual: true, cores: 2, runs: 2 },
    );
    const kept: Report = {
      ...report,
      clock: 'real',
      modes: report.modes.map((mode) => ({
        ...mode,
        runs: mode.runs.map((run, i) => ({
          ...run,
          spans: run.spans.map((span) => (span.kind === 'inference' ? { ...span, coreWaitMs: i } : span)),
        })),
      })),
    };
    assert.match(repetitionNotes(kept).join('\n'), /up to 10\.0 % longer \(run 2 of hybrid\)/);
  });
});
