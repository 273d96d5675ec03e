import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareReports,
  compareSchema,
  plainStyle,
  run as runScenario,
  type Comparison,
  type Report,
} from '#src/index.js';
import type { ComparisonOptions } from '#src/index.js';
import { measuredReport, scattered, without, withRuns } from '../../support/reports.js';
import { capstone } from '../../support/simulate.js';
import { compareBlocks } from '#src/render/compare/blocks.js';
import { textOf } from '#src/render/text.js';

const names = { base: 'a.json', next: 'b.json' };

function compared(base: Report, next: Report, options: Partial<ComparisonOptions> = {}): Comparison {
  return compareSchema.parse(compareReports(base, next, { createdAt: '2026-01-31T12:00:00.000Z', names, ...options }));
}

function one({ comparisons }: Comparison, figure: string, mode = 'hybrid'): Comparison['comparisons'][number] {
  return comparisons.find((found) => found.mode === mode && found.figure === figure)!;
}

const verdictOf = (report: Comparison, figure = 'makespan'): string => one(report, figure).verdict;

describe('of measured reports the verdict', () => {
  for (const [what, next, verdict] of [
    ['is slower where makespans grew by 10 %', scattered(1.1), 'slower'],
    ['is faster where they shrank by 10 %', scattered(0.9), 'faster'],
    ['is the same where nothing changed', scattered(), 'same'],
    ['is the same where the change is significant but below the floor', scattered(1.009), 'same'],
    [
      'is inconclusive where a change is not told from noise',
      [0.9, 0.95, 1, 1, 1, 1.02, 1.05, 1.1, 1.15, 1.3],
      'inconclusive',
    ],
    ['is inconclusive where three runs are all there is, however much they changed', [2, 2.001, 2.002], 'inconclusive'],
    ['is inconclusive where there is one run, even the same one', [1], 'inconclusive'],
  ] as const) {
    it(what, async () => {
      const report = compared(await measuredReport(scattered()), await measuredReport(next));
      assert.equal(verdictOf(report), verdict);
      assert.equal(one(report, 'makespan').reason !== undefined, verdict === 'inconclusive');
    });
  }

  it('comes with the change, its interval, p and what could have been found', async () => {
    const change = one(compared(await measuredReport(scattered()), await measuredReport(scattered(1.1))), 'makespan');
    assert.ok(Math.abs(change.changePercent! - 10) < 1e-9);
    assert.ok(change.interval![0] < 10 && change.interval![1] > 10 && change.interval![1] - change.interval![0] < 2);
    // Two of C(20, 10) splits are as far apart. Tests: makespan, efficiency, fetch and inference of both modes;
    // speedups never change.
    assert.ok(Math.abs(change.pValue! - 8 * (2 / 184_756)) < 1e-12, String(change.pValue));
    assert.ok(change.minimumDetectablePercent! > 0.5 && change.minimumDetectablePercent! < 3);
  });

  it('is slower, meaning worse, of a figure that fell though higher is better', async () => {
    const report = compared(await measuredReport(scattered()), await measuredReport(scattered(1.1)));
    assert.equal(verdictOf(report, 'efficiency'), 'slower');
  });

  it('follows the floor', async () => {
    const [base, next] = [await measuredReport(scattered()), await measuredReport(scattered(1.1))];
    assert.equal(verdictOf(compared(base, next, { floor: 0.12 })), 'same');
    assert.equal(verdictOf(compared(base, next, { floor: 0.08 })), 'slower');
  });

  it('is never faster where a source was lost, nor the same', async () => {
    for (const factor of [0.5, 1]) {
      const quick = withRuns(await measuredReport(scattered(factor)), (run) => without('news', run));
      const report = compared(await measuredReport(scattered()), quick);
      for (const figure of ['makespan', 'fetch', 'cpu', 'attempts']) {
        assert.equal(verdictOf(report, figure), 'inconclusive', figure);
        assert.match(one(report, figure).reason!, /answered less: news in 0 % of runs, before in 100 %/);
      }
      assert.equal(verdictOf(report, 'completeness'), 'slower');
    }
  });

  it('is never faster where a source is left out, nor slower where one is added, and says so', async () => {
    const all = await measuredReport(scattered());
    const fewer = await measuredReport(scattered(), {
      sources: capstone().sources.filter(({ name }) => name !== 'news'),
    });
    const left = compared(all, fewer, { interleaved: true });
    assert.ok(
      left.comparisons.every(
        ({ figure, verdict }) => figure === 'completeness' || verdict === 'inconclusive' || verdict === 'slower',
      ),
    );
    assert.match(one(left, 'makespan').reason!, /answered less: news is not asked any more/);
    assert.match(left.warnings.join(), /hybrid answered less \(news is not asked any more\)/);
    assert.match(
      one(compared(fewer, all, { interleaved: true }), 'makespan').reason!,
      /answered more: news was not asked before/,
    );
  });

  it('is not made up for by another source that was won', async () => {
    const base = withRuns(await measuredReport(scattered()), (run) => without('weather', run));
    const next = withRuns(await measuredReport(scattered(0.5)), (run) => without('news', run));
    assert.match(one(compared(base, next), 'makespan').reason!, /answered less: news/);
  });

  it('is slower where a source was lost and it took longer all the same, but not where more was answered', async () => {
    const [quick, slow] = [await measuredReport(scattered()), await measuredReport(scattered(1.5))];
    const lose = (report: Report): Report => withRuns(report, (run) => without('news', run));
    assert.equal(verdictOf(compared(quick, lose(slow))), 'slower');
    assert.match(one(compared(lose(quick), slow), 'makespan').reason!, /answered more/);
  });

  it('takes more where the calibrations of separate reports differ, as that moves times too', async () => {
    const [base, next] = [await measuredReport(scattered()), await measuredReport(scattered(1.03))];
    const recalibrated = { ...next, calibration: { ...next.calibration!, unitsPerCpuMs: 1050 } };
    assert.equal(verdictOf(compared(base, next)), 'slower');
    const report = compared(base, recalibrated);
    assert.match(one(report, 'makespan').reason!, /the calibrations differ by 5 %/);
    assert.match(report.warnings.join(), /differ by 5\.0 %/);
    assert.equal(verdictOf(compared(base, recalibrated, { interleaved: true })), 'slower');
  });

  it('needs more than what threads waited for cores in one of two separate reports', async () => {
    const [base, next] = [await measuredReport(scattered()), await measuredReport(scattered(1.2))];
    const busy = withRuns(next, (run) => ({ ...run, coreWaitMs: 2000 }));
    const report = compared(base, busy);
    assert.match(
      one(report, 'makespan').reason!,
      /^threads waited 2\.00 s more for cores in one of the reports, which alone could have done this$/,
    );
    assert.equal(one(report, 'makespan', 'sequential').verdict, 'slower');
    assert.equal(verdictOf(compared(base, busy, { interleaved: true })), 'slower');
  });

  it('says how many runs would do where so few could never show anything', async () => {
    const report = compared(
      await measuredReport(scattered().slice(0, 5)),
      await measuredReport(scattered(1.1).slice(0, 5)),
    );
    assert.match(
      one(report, 'makespan').reason!,
      /5 and 5 runs are too few for any difference to be beyond chance; make 7 or more of each/,
    );
    assert.equal(one(report, 'makespan').minimumDetectablePercent, null);
  });

  it('has no percentage where base is zero', async () => {
    const idle = withRuns(await measuredReport(scattered()), (run) => ({ ...run, cpuMs: 0 }));
    const busy = withRuns(idle, (run, i) => ({ ...run, cpuMs: 900 + i }));
    const { changePercent, interval, verdict } = one(compared(idle, busy, { interleaved: true }), 'cpu');
    assert.deepEqual({ changePercent, interval, verdict }, { changePercent: null, interval: null, verdict: 'slower' });
  });

  it('of waiting for a core shows what it judges, the share of the makespan', async () => {
    const waiting = async (ms: number): Promise<Report> =>
      withRuns(await measuredReport(scattered()), (run, i) => ({ ...run, coreWaitMs: ms + i / 10 }));
    const less = one(compared(await waiting(4), await waiting(0.1)), 'coreWait');
    assert.ok(
      less.changePercent! < 0 && less.changePercent! > -0.1 && less.minimumDetectablePercent! < 1,
      JSON.stringify(less),
    );
    const none = withRuns(await measuredReport(scattered()), (run) => ({ ...run, coreWaitMs: 0 }));
    const more = one(compared(none, await waiting(550), { interleaved: true }), 'coreWait');
    assert.deepEqual([Math.round(more.changePercent!), more.interval, more.verdict], [10, null, 'slower']);
  });

  it('is the same of waiting for a core that grew by much but stays a trifle of the makespan', async () => {
    const waiting = (ms: number) => async (): Promise<Report> =>
      withRuns(await measuredReport(scattered()), (run, i) => ({ ...run, coreWaitMs: ms + i / 10 }));
    assert.equal(verdictOf(compared(await waiting(2)(), await waiting(20)()), 'coreWait'), 'same');
    assert.equal(
      verdictOf(compared(await waiting(2)(), await waiting(900)(), { interleaved: true }), 'coreWait'),
      'slower',
    );
    assert.equal(verdictOf(compared(await waiting(2)(), await waiting(900)()), 'coreWait'), 'inconclusive');
  });
});

describe('of simulated reports the verdict', () => {
  const simulated = (change = {}, runs = 1): Promise<Report> =>
    runScenario(capstone(change), { virtual: true, cores: 2, runs });

  it('is the same where they are equal', async () => {
    const { comparisons } = compared(await simulated(), await simulated());
    assert.ok(comparisons.length > 30);
    assert.ok(comparisons.every(({ verdict, changePercent }) => verdict === 'same' && changePercent === 0));
  });

  it('is faster or slower at the least difference, without a test, unless a floor is asked for', async () => {
    const slow = await simulated({ inference: { cost: 2010 } });
    const report = compared(await simulated(), slow, { interleaved: true });
    assert.deepEqual([verdictOf(report), one(report, 'makespan').pValue], ['slower', null]);
    assert.equal(verdictOf(compared(slow, await simulated(), { interleaved: true })), 'faster');
    assert.equal(verdictOf(compared(await simulated(), slow, { interleaved: true, floor: 0.01 })), 'same');
  });
});

describe('of simulations of other cores or workers the verdict', () => {
  const simulated = (cores: number): Promise<Report> =>
    runScenario(capstone({ modes: ['hybrid'] }), { virtual: true, cores });

  it('is inconclusive of whatever depends on them, with the remedy', async () => {
    const report = compared(await simulated(2), await simulated(1));
    for (const figure of ['makespan', 'efficiency', 'inference', 'cpu'])
      assert.match(
        one(report, figure).reason!,
        /had 2 and 1 cores.*; make both with the same --cores N --workers N --contention X/,
        figure,
      );
    for (const figure of ['fetch', 'attempts', 'completeness']) assert.equal(verdictOf(report, figure), 'same', figure);
  });

  it('is passed where both were run for it, or it is asked for', async () => {
    const [two, single] = [await simulated(2), await simulated(1)];
    for (const options of [{ interleaved: true }, { acrossMachines: true }])
      assert.equal(verdictOf(compared(two, single, options)), 'slower');
  });
});

describe('of simulated reports in which random numbers are drawn', () => {
  const flaky = (runs: number, change = {}): Promise<Report> => {
    const plain = capstone({ modes: ['hybrid'], ...change });
    const [first, ...others] = plain.sources;
    return runScenario(
      { ...plain, sources: [{ ...first!, latency: { type: 'uniform', min: 500, max: 6000 } }, ...others] },
      { virtual: true, cores: 2, runs },
    );
  };

  it('only the runs that both have are compared, as they drew the same random numbers, and it is said', async () => {
    const report = compared(await flaky(5), await flaky(30));
    assert.ok(report.comparisons.every(({ verdict, pValue }) => verdict === 'same' && pValue === null));
    assert.ok(report.attribution.every(({ differenceMs }) => differenceMs === 0));
    assert.match(report.warnings.join(), /hybrid has 5 and 30 runs: only the first 5 of each are compared/);
  });

  it('the same random numbers make a change exact that goes one way in all runs', async () => {
    const report = compared(await flaky(8), await flaky(8, { inference: { cost: 2200 } }), { interleaved: true });
    assert.deepEqual([verdictOf(report), one(report, 'makespan').pValue], ['slower', null]);
  });

  it('other seeds take a test, with an interval and p', async () => {
    const report = compared(await flaky(12), await flaky(12, { seed: 99 }), { interleaved: true });
    const { verdict, pValue, interval } = one(report, 'makespan');
    assert.deepEqual(
      [verdict, pValue !== null && pValue > 0.01, interval !== null && interval[0] < interval[1]],
      ['inconclusive', true, true],
    );
    assert.match(report.warnings.join(), /the seeds differ/);
    assert.match(textOf(compareBlocks(report), plainStyle(80)), /^hybrid is inconclusive: (?!.*exact)/mu);
    assert.match(
      one(compared(await flaky(1), await flaky(1, { seed: 99 }), { interleaved: true }), 'makespan').reason!,
      /one run says nothing of chance/,
    );
  });

  it('a median that hides runs that changed is not the same', async () => {
    const base = await flaky(9);
    const slowest = Math.max(...base.modes[0]!.runs.map(({ makespanMs }) => makespanMs));
    const next = withRuns(base, (run) => (run.makespanMs === slowest ? { ...run, makespanMs: 2 * slowest } : run));
    assert.match(one(compared(base, next), 'makespan').reason!, /some runs have changed, but not the median/);
  });
});

describe('reports of different machines', () => {
  const other = async (): Promise<Report> => {
    const report = await measuredReport(scattered(1.5));
    return { ...report, environment: { ...report.environment, cpuModel: 'Other CPU' } };
  };

  it('are compared by what no machine changes, and say so', async () => {
    const report = compared(await measuredReport(scattered()), await other());
    assert.deepEqual(
      [...new Set(report.comparisons.map(({ figure }) => figure))],
      ['efficiency', 'completeness', 'attempts'],
    );
    assert.deepEqual(report.attribution, []);
    assert.match(report.warnings.join(), /different machines \(Example CPU and Other CPU\).*--across-machines/);
  });

  it('are compared by their times too where that is asked for, with a warning', async () => {
    const report = compared(await measuredReport(scattered()), await other(), { acrossMachines: true });
    assert.equal(verdictOf(report), 'slower');
    assert.match(report.warnings.join(), /a difference in time may be theirs/);
  });

  it('are such with other cores, or calibrations more than 10 % apart', async () => {
    const base = await measuredReport(scattered());
    for (const next of [
      { ...base, environment: { ...base.environment, coresAvailable: 4 } },
      { ...base, calibration: { ...base.calibration!, unitsPerCpuMs: 1120 } },
    ]) {
      assert.match(compared(base, next).warnings.join(), /different machines/);
    }
  });
});

describe('reports are refused', () => {
  it('of other scenarios, with the first difference named', async () => {
    const base = await measuredReport(scattered());
    const next = {
      ...base,
      scenario: { ...base.scenario, inference: { ...base.scenario.inference, cost: 2500 }, seed: 4 },
    };
    assert.throws(() => compared(base, next), {
      name: 'UsageError',
      message: /different scenarios; inference\.cost: 2000 and 2500 \(and 1 more difference\)/,
    });
    assert.deepEqual(
      compared(base, next, { interleaved: true }).differences.map(({ path }) => path),
      ['inference.cost', 'seed'],
    );
  });

  it('but not where only words about them or their modes differ', async () => {
    const base = await measuredReport(scattered());
    assert.equal(
      verdictOf(compared(base, { ...base, scenario: { ...base.scenario, description: 'other', modes: ['hybrid'] } })),
      'same',
    );
  });

  it('of other clocks, without a run, and without a mode in common', async () => {
    const base = await measuredReport(scattered());
    assert.throws(() => compared(base, { ...base, clock: 'virtual' }), /real and virtual time cannot be compared/);
    assert.throws(() => compared(base, { ...base, modes: [] }), /^UsageError: b\.json: no mode was finished/);
    assert.throws(
      () => compared({ ...base, modes: base.modes.slice(0, 1) }, { ...base, modes: base.modes.slice(1) }),
      /no mode in common: sequential and hybrid/,
    );
  });

  it('but not where a mode or a figure is missing, which is said', async () => {
    const base = await measuredReport(scattered());
    const report = compared(base, { ...base, interrupted: true, modes: base.modes.slice(1) });
    assert.match(
      report.warnings.join('\n'),
      /b\.json was interrupted.*\n.*only the base has it: sequential\n.*speedup of hybrid: only one of the reports has it/,
    );
    assert.equal(one(report, 'speedup'), undefined);
  });
});
