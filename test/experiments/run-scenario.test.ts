import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modeNames } from '#src/agent/modes.js';
import {
  readReport,
  reporters,
  reportSchema,
  run as runScenario,
  UsageError,
  type Report,
  type ScenarioInput,
} from '#src/index.js';
import { resolveScenario } from '#src/scenario/load.js';
import { simulate } from '../support/simulate.js';

/** All of a report but its date, as bytes. */
function bytes(report: Report): string {
  return JSON.stringify({ ...report, createdAt: '' });
}

const byMode = <T>(report: Report, figure: (mode: Report['modes'][number]) => T): [string, T][] =>
  report.modes.map((mode) => [mode.mode, figure(mode)]);

describe('running capstone on virtual time', () => {
  for (const [cores, makespans, speedups] of [
    [2, [12_500, 9000, 10_500, 5500], [1, 12.5 / 9, 12.5 / 10.5, 12.5 / 5.5]],
    [3, [12_500, 9000, 8500, 5000], [1, 12.5 / 9, 12.5 / 8.5, 2.5]],
  ] as const) {
    it(`gives ${makespans.join(', ')} ms on ${cores} cores, each with its speedup and its distance from the bound`, async () => {
      const report = await runScenario('capstone', { virtual: true, cores });
      assert.deepEqual(
        byMode(report, ({ runs }) => runs[0]!.makespanMs),
        ['sequential', 'concurrent', 'parallel', 'hybrid'].map((mode, i) => [mode, makespans[i]]),
      );
      assert.deepEqual(
        report.modes.map(({ speedup }) => speedup),
        speedups,
      );
      for (const { runs } of report.modes) {
        const [run] = runs;
        assert.equal(run?.lowerBoundMs, 5000);
        assert.equal(run.efficiency, 5000 / run.makespanMs);
        assert.equal(run.coresBusy, 6000 / run.makespanMs);
        assert.deepEqual([run.predictedMs, run.stealMs, run.othersCpuMs, run.processCpuMs], [null, null, null, null]);
        assert.deepEqual(
          [run.result.executionMs, run.result.timing.totalMs, run.result.coresAvailable],
          [run.makespanMs, run.makespanMs, cores],
        );
      }
      assert.equal(report.interrupted, false);
      assert.equal(report.clock, 'virtual');
      assert.equal(report.calibration, null);
      assert.deepEqual(report.world, {
        cores,
        workers: cores,
        contention: 1,
        inference: { kind: 'workers', lanes: cores },
      });
    });
  }

  it('runs the barrier on request alone', async () => {
    const { scenario } = await resolveScenario({
      sources: [
        { name: 'weather', latency: '2s' },
        { name: 'news', latency: '1.5s' },
        { name: 'kb', latency: '3s' },
      ],
    });
    const report = await runScenario({ ...scenario, modes: ['hybrid-barrier'] }, { virtual: true, cores: 2 });
    assert.deepEqual(
      byMode(report, ({ runs, speedup }) => [runs[0]!.makespanMs, speedup]),
      [['hybrid-barrier', [7000, null]]],
    );
  });

  it('analyses the payloads as on real time', async () => {
    const report = await runScenario('capstone', { virtual: true, cores: 2 });
    for (const { runs } of report.modes) {
      const { inferences } = runs[0]!.result;
      assert.deepEqual(Object.keys(inferences), ['weather', 'news', 'knowledge_base']);
      assert.ok(
        Object.values(inferences).every((inference) => inference.summary.length > 0 && inference.tokens.total > 0),
      );
    }
  });
});

describe('a program that runs a scenario', () => {
  const flaky: ScenarioInput = {
    sources: [
      { name: 'a', latency: { type: 'lognormal', median: 300, p95: 900 }, faults: ['flaky:0.4'] },
      { name: 'b', latency: { type: 'uniform', min: 0, max: 500 } },
    ],
    inference: { cost: 100 },
    policies: [
      { type: 'cache', ttl: 700 },
      { type: 'retry', attempts: 1 },
    ],
  };

  it('gets the same bytes for the same seed, dates aside, and others for another seed', async () => {
    const options = { virtual: true, cores: 2, runs: 6 };
    const report = await runScenario(flaky, options);
    assert.equal(bytes(await runScenario(flaky, options)), bytes(report));
    const other = await runScenario({ ...flaky, seed: 2 }, options);
    assert.notDeepEqual(
      other.modes[0]!.runs.map((run) => run.makespanMs),
      report.modes[0]!.runs.map((run) => run.makespanMs),
    );
  });

  it('draws the same random numbers in every mode, so that only the schedule differs', async () => {
    const report = await runScenario(
      { ...flaky, policies: [], modes: [...modeNames] },
      { virtual: true, cores: 2, runs: 10 },
    );
    const drawn = report.modes.map(({ runs }) =>
      runs.map(({ result }) =>
        Object.values(result.sources).map((source) => (source.ok ? source.elapsedMs : source.error.elapsedMs)),
      ),
    );
    const rounded = (values: number[][]): number[][] =>
      values.map((run) => run.map((ms) => Math.round(ms * 1000) / 1000));
    for (const mode of drawn) assert.deepEqual(rounded(mode), rounded(drawn[0]!));
  });

  it('sees the cache’s effect from the second run on, and every mode begins with an empty one', async () => {
    const report = await runScenario(
      { sources: [{ name: 'a', latency: '1s' }], inference: { cost: '1s' }, policies: [{ type: 'cache', ttl: '60s' }] },
      { virtual: true, cores: 2, runs: 3 },
    );
    assert.deepEqual(
      report.modes.map(({ runs }) => runs.map((run) => run.makespanMs)),
      report.modes.map(() => [2000, 1000, 1000]),
    );
  });

  it('hears of runs and spans as they happen', async () => {
    const heard: string[] = [];
    await runScenario(
      { sources: [{ name: 'a', latency: 5 }], inference: { cost: 5 }, modes: ['sequential', 'hybrid'] },
      {
        virtual: true,
        cores: 1,
        listener: {
          runBegins: (mode, index) => heard.push(`begin ${mode} ${index}`),
          event: (event) => heard.push(event.type),
          runEnds: (mode, run) => heard.push(`end ${mode} ${run.makespanMs}`),
          progressed: (report) =>
            Promise.resolve(void heard.push(`report of ${report.modes.length}, interrupted ${report.interrupted}`)),
        },
      },
    );
    assert.deepEqual(
      heard.filter((what) => what !== 'begin' && what !== 'end'),
      ['begin sequential 0', 'end sequential 10', 'report of 1, interrupted true', 'begin hybrid 0', 'end hybrid 10'],
    );
    // query, fetch, attempt, queue, inference, aggregate
    assert.equal(heard.filter((what) => what === 'begin').length, 12);
    assert.equal(heard.filter((what) => what === 'end').length, 12);
  });

  it('is told what is wrong with its scenario or its options', async () => {
    await assert.rejects(runScenario('capston', { virtual: true }), UsageError);
    await assert.rejects(runScenario({ sources: [] }, { virtual: true }), UsageError);
    await assert.rejects(runScenario('capstone', { cores: 2 }), UsageError);
  });

  it('finds the public names it needs', () => {
    assert.equal(typeof readReport, 'function');
    assert.deepEqual(Object.keys(reporters), ['text', 'json', 'markdown']);
  });

  it('with 10,000 sources gets an answer in every mode', async () => {
    const sources = Array.from({ length: 10_000 }, (_, i) => ({ name: `s${i}`, latency: 100 }));
    const expected = {
      sequential: 1_050_000,
      concurrent: 50_100,
      parallel: 1_012_500,
      hybrid: 12_600,
      'hybrid-barrier': 12_600,
    };
    for (const mode of modeNames) {
      const { answer, makespanMs } = await simulate(
        { sources, inference: { cost: 5 }, limits: { timeout: '24h' } },
        mode,
        { cores: 4 },
      );
      assert.equal(answer.completeness, 1);
      assert.equal(makespanMs, expected[mode]);
    }
  });

  it('gets a whole report of thousands of sources, which its schema accepts', async () => {
    const sources = Array.from({ length: 2000 }, (_, i) => ({ name: `s${i}`, latency: 100, payload: { inline: i } }));
    const report = await runScenario(
      { sources, inference: { cost: 5 }, modes: ['hybrid'] },
      { virtual: true, cores: 4 },
    );
    assert.equal(report.modes[0]?.runs[0]?.makespanMs, 2600);
    assert.ok(reportSchema.safeParse(report).success);
  });
});
