import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Scope } from '#src/model/scope.js';
import type { Report } from '#src/index.js';
import { gatesOf } from '#src/judge/gates/gates-of.js';
import { gated, runsFor, type GatingOptions } from '#src/experiments/run/gated.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan, type Plan } from '#src/scenario/plan.js';
import { around, taking } from '../judge/gates/made.js';

const scenario = {
  sources: [
    { name: 'north', latency: 300 },
    { name: 'south', latency: 200 },
  ],
  inference: { cost: 50 },
};

/** Runs gates on made-up reports, and says which plans were run. */
async function gating(
  expressions: string[],
  reports: Report[],
  change: Partial<GatingOptions> = {},
  planned: { runs?: number; precision?: number; cores?: number } = {},
) {
  const loaded = await resolveScenario({ ...scenario, modes: ['sequential', 'hybrid'] });
  const plan = { ...makePlan(loaded, { clock: 'real', runs: 10, cores: undefined, contention: 1 }, 2), ...planned };
  const plans: Plan[] = [];
  const retried: number[] = [];
  const report = await gated({
    plan,
    gates: gatesOf(loaded.scenario, expressions),
    baselines: [],
    acrossMachines: false,
    inconclusive: 'retry',
    cores: undefined,
    maxRuns: 1000,
    within: new Scope(),
    measure: (asked) => {
      plans.push(asked);
      return Promise.resolve(reports[plans.length - 1]!);
    },
    retries: (inconclusive) => retried.push(inconclusive),
    ...change,
  });
  return { report, plans, retried, verdicts: report.gates.map(({ verdict }) => verdict) };
}

const noisy = taking(around(500));
const quiet = taking([...around(480), ...around(480)]);

describe('a gated run', () => {
  it('runs once where no gate is inconclusive', async () => {
    const { plans, retried, verdicts } = await gating(
      ['hybrid.makespan <= 530ms', 'hybrid.makespan <= 400ms'],
      [noisy],
    );
    assert.deepEqual(
      { runs: plans.map(({ runs }) => runs), retried, verdicts },
      { runs: [10], retried: [], verdicts: ['passed', 'failed'] },
    );
  });

  it('runs once more, with twice the runs, where a gate is inconclusive, and judges by that alone', async () => {
    const { plans, retried, verdicts, report } = await gating(
      ['hybrid.makespan <= 500ms', 'hybrid.makespan <= 460ms'],
      [noisy, quiet],
    );
    assert.deepEqual(
      { runs: plans.map(({ runs }) => runs), retried, verdicts },
      { runs: [10, 20], retried: [1], verdicts: ['passed', 'failed'] },
    );
    assert.equal(report.modes[0]!.runs.length, 20);
  });

  it('does so once, and not beyond what a report can hold', async () => {
    const { plans, verdicts } = await gating(['hybrid.makespan <= 500ms'], [noisy, noisy, quiet], { maxRuns: 15 });
    assert.deepEqual({ runs: plans.map(({ runs }) => runs), verdicts }, { runs: [10, 15], verdicts: ['inconclusive'] });
  });

  it('asks for twice the precision where that is the limit', async () => {
    const { plans } = await gating(['hybrid.makespan <= 500ms'], [noisy, quiet], {}, { precision: 0.04 });
    assert.deepEqual(
      plans.map(({ runs, precision }) => [runs, precision]),
      [
        [10, 0.04],
        [10, 0.02],
      ],
    );
  });

  for (const inconclusive of ['pass', 'fail'] as const) {
    it(`leaves it at that with the policy ${inconclusive}`, async () => {
      const { plans, verdicts } = await gating(['hybrid.makespan <= 500ms'], [noisy, quiet], { inconclusive });
      assert.deepEqual({ times: plans.length, verdicts }, { times: 1, verdicts: ['inconclusive'] });
    });
  }

  it('does not go on once it is interrupted, and keeps the whole report where the second try is', async () => {
    const once = await gating(['hybrid.makespan <= 500ms'], [{ ...noisy, interrupted: true }, quiet]);
    assert.equal(once.plans.length, 1);
    const { report } = await gating(['hybrid.makespan <= 500ms'], [noisy, { ...quiet, interrupted: true, modes: [] }]);
    assert.deepEqual(
      [report.interrupted, report.modes[0]!.runs.length, report.gates[0]!.verdict],
      [true, 10, 'inconclusive'],
    );
  });

  it('judges virtual gates on as many cores as there are sources, whatever the machine has', async () => {
    for (const cores of [1, 2, 96]) {
      const { report } = await gating(
        ['virtual.hybrid.makespan == 350ms', 'virtual.hybrid.makespan.p95 <= 350ms'],
        [noisy],
        {},
        { cores },
      );
      assert.deepEqual(
        report.gates.map(({ verdict, reason }) => [verdict, reason]),
        Array.from({ length: 2 }, () => ['passed', 'simulated on 2 cores with 2 workers']),
      );
    }
    const { report } = await gating(['virtual.hybrid.makespan == 350ms'], [noisy], { cores: 7 });
    assert.match(report.gates[0]!.reason, /7 cores with 7 workers/);
  });

  it('compares each gate with the baseline on its clock', async () => {
    const virtual: Report = { ...noisy, clock: 'virtual' };
    for (const baselines of [
      [noisy, virtual],
      [virtual, noisy],
    ]) {
      const { report } = await gating(
        ['hybrid.makespan <= baseline + 50%', 'virtual.hybrid.makespan <= baseline'],
        [noisy],
        {
          baselines,
          acrossMachines: true,
        },
      );
      for (const { reason } of report.gates) assert.doesNotMatch(reason, /the baseline is (simulated|measured)/);
    }
    const { report } = await gating(['hybrid.makespan <= baseline'], [noisy], { baselines: [virtual] });
    assert.match(report.gates[0]!.reason, /the baseline is simulated/);
  });

  it('takes as many runs as its gates need where nobody says how many', async () => {
    const { scenario: loaded } = await resolveScenario({ ...scenario, modes: ['sequential', 'hybrid'] });
    const runs = (expressions: string[], clock: Plan['clock']) => runsFor(gatesOf(loaded, expressions), clock);
    assert.equal(runs([], 'real'), 1);
    assert.equal(runs(['hybrid.completeness == 1', 'hybrid.attempts <= 2'], 'real'), 1);
    assert.equal(runs(['virtual.hybrid.makespan <= 1s'], 'real'), 1);
    assert.equal(runs(['hybrid.makespan <= 1s'], 'real'), 10);
    assert.equal(runs(['hybrid.makespan <= 1s'], 'virtual'), 1);
    assert.equal(runs(['hybrid.makespan.max <= 1s'], 'real'), 1);
    assert.equal(runs(['hybrid.makespan.p95 <= 1s'], 'real'), 72);
    assert.equal(runs(['hybrid.makespan.p90 <= 1s'], 'real'), 36);
    assert.equal(runs(['hybrid.makespan.p99 <= 1s'], 'real'), 368);
    assert.equal(runs(['hybrid.makespan.p95 <= baseline'], 'real'), 86);
    assert.equal(runs(['hybrid.makespan.mean <= 1s'], 'real'), 20);
    assert.equal(runs(['hybrid.makespan <= 1s', 'hybrid.makespan.p99 <= 1s'], 'virtual'), 100);
  });
});
