import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sweepSchema, UsageError, type SweepReport } from '#src/index.js';
import { Failure } from '#src/model/errors.js';
import { Scope } from '#src/model/scope.js';
import { sweep } from '#src/experiments/sweep/sweep.js';
import { checkedGrid } from '#src/experiments/sweep/grid.js';
import { loadScenario, resolveScenario, type LoadedScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import type { ScenarioInput } from '#src/scenario/schema.js';
import { parseAxis } from '#src/experiments/sweep/parameters.js';

interface Given {
  readonly scenario?: ScenarioInput;
  readonly cores?: number;
  readonly runs?: number;
  readonly within?: Scope;
  readonly progress?: (done: number, of: number) => void;
}

async function swept(
  over: readonly string[],
  { scenario, cores = 4, runs = 1, within = new Scope(), progress = () => {} }: Given = {},
): Promise<SweepReport> {
  const loaded: LoadedScenario = await (scenario === undefined ? loadScenario('capstone') : resolveScenario(scenario));
  const two = { ...loaded, scenario: { ...loaded.scenario, modes: ['sequential' as const, 'hybrid' as const] } };
  const plan = makePlan(two, { clock: 'virtual', runs, cores, contention: 1 }, cores);
  const axes = over.map((text) =>
    parseAxis(
      text,
      '--over',
      'virtual',
      loaded.scenario.sources.map(({ name }) => name),
    ),
  );
  return sweep({ grid: checkedGrid(plan, axes), within, progress });
}

const makespans = ({ points }: SweepReport, mode: string) =>
  points.map(({ modes }) => modes.find((one) => one.mode === mode)!.makespanMs);

describe('a sweep', () => {
  it('of the capstone over workers has the makespans that are worked out by hand', async () => {
    const report = await swept(['workers=1..4']);
    assert.deepEqual(makespans(report, 'sequential'), [12_500, 12_500, 12_500, 12_500]);
    assert.deepEqual(makespans(report, 'hybrid'), [7500, 5500, 5000, 5000]);
    assert.deepEqual(
      report.points.map(({ modes }) => modes[1]!.speedup),
      [12.5 / 7.5, 12.5 / 5.5, 2.5, 2.5],
    );
    assert.deepEqual(
      report.points.map(({ modes }) => modes[1]!.efficiency),
      [5 / 7.5, 5 / 5.5, 1, 1],
    );
    assert.deepEqual(
      report.changes.map(({ parameter, value, from, to }) => [parameter, value, from!.bound, to!.bound, to!.source]),
      [
        ['workers', 2, 'worker', 'compute', 'knowledge_base'],
        ['workers', 3, 'compute', 'fetch', 'knowledge_base'],
      ],
    );
  });

  it('fits the laws to what changes with the workers, and to nothing else', async () => {
    const { fits } = await swept(['workers=1..4']);
    assert.deepEqual(
      fits.map(({ parameter, mode, at }) => [parameter, mode, at]),
      [['workers', 'hybrid', {}]],
    );
    assert.ok(Math.abs(fits[0]!.amdahl.serialFraction - 85 / 161) < 1e-12);
    assert.equal(fits[0]!.universal!.residuals.length, 4);
    assert.equal((await swept(['workers=1..3'])).fits[0]!.universal, null);
    assert.deepEqual((await swept(['workers=1,2'])).fits, []);
    const several = await swept(['infer-cost=1s,2s', 'workers=1..3', 'latency.news=1s,2s']);
    assert.deepEqual(
      several.fits.map(({ at }) => Object.values(at)),
      [
        // with 1 s and 1 s, one worker is enough
        [1000, 2000],
        [2000, 1000],
        [2000, 2000],
      ],
    );
  });

  it('fits no law where answers are not equally complete', async () => {
    const scenario = {
      sources: ['a', 'b', 'c'].map((name) => ({ name, latency: 100 })),
      inference: { cost: 100 },
      limits: { timeout: 350 },
    };
    const { points, fits } = await swept(['workers=1..4'], { scenario });
    assert.deepEqual(
      points.map(({ modes }) => modes[1]!.completeness),
      [2 / 3, 1, 1, 1],
    );
    assert.deepEqual(fits, []);
  });

  it('over cores has as many workers where nobody says how many', async () => {
    const report = await swept(['cores=1..3']);
    assert.deepEqual(makespans(report, 'hybrid'), [7500, 5500, 5000]);
    assert.deepEqual(
      report.points.map(({ world }) => world),
      [1, 2, 3].map((n) => ({ cores: n, workers: n })),
    );
    // Three workers on one core share it: nothing is gained over one.
    assert.deepEqual(makespans(await swept(['cores=1', 'workers=3']), 'hybrid'), [7500]);
  });

  it('takes the first sources, and repeats them beyond', async () => {
    const report = await swept(['sources=1..5'], {
      cores: 8,
      scenario: { ...(await loadScenario('capstone')).scenario, limits: { timeout: '60s' } },
    });
    assert.deepEqual(makespans(report, 'sequential'), [4000, 7500, 12_500, 16_500, 20_000]);
    assert.deepEqual(makespans(report, 'hybrid'), [4000, 4000, 5000, 5000, 5000]);
  });

  it('changes what each parameter says', async () => {
    for (const [over, expected] of [
      ['latency.news=1s,4s', [5000, 6000]],
      ['infer-cost=0,4s', [3000, 7000]],
      ['scale=0.5,2', [2500, 10_000]],
      ['fetch-timeout=1s,4s', [1000, 5000]],
      ['timeout=1s,4s', [1000, 4000]],
      ['contention=1,2', [5000, 5433.333]],
      ['retries=0,3', [5000, 5000]],
      ['seed=1,2', [5000, 5000]],
    ] as const) {
      const found = makespans(await swept([over]), 'hybrid');
      for (const [i, ms] of expected.entries()) assert.ok(Math.abs(found[i]! - ms) < 1, `${over}: ${found.join(', ')}`);
    }
  });

  it('goes through the grid with the last parameter changing first, and matches its schema', async () => {
    const report = await swept(['infer-cost=1s,2s', 'workers=1,2']);
    assert.deepEqual(
      report.points.map(({ values }) => [values['infer-cost'], values['workers']]),
      [
        [1000, 1],
        [1000, 2],
        [2000, 1],
        [2000, 2],
      ],
    );
    const asJson = JSON.parse(JSON.stringify(report)) as unknown;
    assert.deepEqual(sweepSchema.parse(asJson), asJson);
  });

  it('takes medians of runs that draw the same random numbers at every point', async () => {
    const scenario = {
      sources: [{ name: 'a', latency: { type: 'uniform' as const, min: 100, max: 900 } }],
      inference: { cost: 100 },
    };
    const report = await swept(['workers=1,2'], { scenario, runs: 11 });
    const [one, two] = makespans(report, 'hybrid');
    assert.equal(one, two);
    assert.ok(
      one! > 200 && one! < 1000 && one !== makespans(await swept(['workers=1'], { scenario, runs: 1 }), 'hybrid')[0],
    );
  });

  it('is refused before it runs where it is too large or a point contradicts the scenario', async () => {
    const silent = { progress: () => assert.fail('it ran') };
    await assert.rejects(
      swept(['seed=1..50001'], silent),
      /50,001 points × 2 modes × 1 run make 100,002 runs, and a sweep has at most 100,000/,
    );
    await assert.rejects(swept(['seed=1..100000', 'workers=1..10000'], silent), UsageError);
    const { scenario } = await loadScenario('capstone');
    const quorum = { ...scenario, policies: [{ type: 'quorum', count: 3 }] } as ScenarioInput;
    await assert.rejects(
      swept(['workers=1', 'sources=2..3'], { scenario: quorum, ...silent }),
      /^UsageError: at workers=1, sources=2: .*\n.*lower it$/,
    );
  });

  it('ends early with what is finished, and without anything rejects', async () => {
    const within = new Scope();
    const stop = new Failure('interrupted', 'enough');
    const report = await swept(['infer-cost=1s,2s', 'workers=1..4'], {
      within,
      progress: (done) => done === 5 && within.abort(stop),
    });
    assert.deepEqual([report.interrupted, report.points.length, report.planned, report.fits.length], [true, 5, 8, 1]);
    const none = new Scope();
    none.abort(stop);
    await assert.rejects(swept(['workers=1..4'], { within: none }), (error) => error === stop);
  });
});
